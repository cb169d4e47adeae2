"""What two records are compared on, level by level, with the weights to start from.

The levels are DuckDB SQL, because Splink's are SQL. Cheap tests come first in each condition:
they run over millions of pairs.

One household is not one human being. Where given names differ, a shared number, place or
e-mail address is what relatives have in common, so there it is worth nothing.
"""

from typing import Any

# What a difference costs is not learned: where records of one human are rare, relatives would
# teach it that differences hardly matter.
_HELD = {"fix_m_probability": True}

# Names that hold a figure are labels: "Person 12" is no slip for "Person 13". The expression is
# slow, so it comes last in each condition.
_LETTERS = "NOT regexp_matches({0}_l || {0}_r, '[0-9]')"
# One slip leaves the first or the last letter: that is cheap to look at.
_EDITED = (
    "abs(length({0}_l) - length({0}_r)) <= 1"
    " AND ({0}_l[1] = {0}_r[1] OR {0}_l[-1] = {0}_r[-1])"
    " AND damerau_levenshtein({0}_l, {0}_r) <= 1"
    f" AND {_LETTERS}"
)
_ONE_SLIP = f"length({{0}}_l) >= 5 AND {_EDITED}"
_SOUND_ALIKE = f"jaro_winkler_similarity({{0}}_l, {{0}}_r, 0.88) >= 0.88 AND {_LETTERS}"
_SLIPPED = f"length({{0}}_l) >= 4 AND {_EDITED}"
_ALIKE = f"CASE WHEN {_SOUND_ALIKE} THEN true WHEN {_SLIPPED} THEN true ELSE false END"
# Among short names a letter tells one name from another: Ava is not Eva. But a spelling that has
# a hundredth of the bearers of the other is a slip for it.
_HARDLY_BORNE = (
    "greatest(bearers_l, bearers_r) >= 100 * least(bearers_l, bearers_r)"
    f" AND {_EDITED.format('first')}"
)
# One of the two may be a slip apart as well.
_SWAPPED = (
    "(first_l = family_first_r OR family_first_l = first_r)"
    " AND jaro_winkler_similarity(first_l, family_first_r, 0.88) >= 0.88"
    " AND jaro_winkler_similarity(family_first_l, first_r, 0.88) >= 0.88"
)
# The commoner of two first names stands as the other record's family name. Were it the rarer,
# that would be a relative typed the wrong way round: the family name is what they have in common.
_MISPLACED = (
    "coalesce(first_l = family_first_r AND bearers_l >= bearers_r, false)"
    " OR coalesce(first_r = family_first_l AND bearers_r >= bearers_l, false)"
)
# One name begins the other, another given name is the same, or one stands as the family name.
_BEGUN = (
    "(starts_with(first_l, first_r) OR starts_with(first_r, first_l))"
    f" AND {_LETTERS.format('first')}"
)
_ANOTHER = (
    "(contains(given_l, ' ') OR contains(given_r, ' '))"
    " AND list_has_any(string_split(given_l, ' '), string_split(given_r, ' '))"
)
_WITHIN = (
    f"CASE WHEN {_BEGUN} THEN true WHEN {_MISPLACED} THEN true WHEN {_ANOTHER} THEN true"
    " ELSE false END"
)
# Written as cases: Splink brings other conditions into a normal form, which takes it long.
_GIVEN_DIFFER = (
    "CASE WHEN first_l IS NULL THEN false WHEN first_r IS NULL THEN false"
    f" WHEN first_l = first_r THEN false WHEN {_SOUND_ALIKE.format('first')} THEN false"
    f" WHEN {_SLIPPED.format('first')} THEN false WHEN {_HARDLY_BORNE} THEN false"
    f" WHEN {_SWAPPED} THEN false WHEN {_BEGUN} THEN false WHEN {_MISPLACED} THEN false"
    f" WHEN {_ANOTHER} THEN false ELSE true END"
)
_TRANSPOSED = (
    "hamming(birth_l, birth_r) = 2"
    " AND list_sort(string_split(birth_l, '')) = list_sort(string_split(birth_r, ''))"
)
# Midnight of a birth date, stored in one time zone and read in another.
_A_DAY_APART = (
    "starts_with(birth_l, substr(birth_r, 1, 4))"
    " AND abs(date_diff('day', CAST(birth_l AS DATE), CAST(birth_r AS DATE))) = 1"
)
_DAY_MONTH = (
    "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)"
    " AND substr(birth_l, 6, 2) = substr(birth_r, 9, 2)"
    " AND substr(birth_l, 9, 2) = substr(birth_r, 6, 2)"
)


def _level(condition: str, label: str, m: float, u: float, **more: Any) -> dict[str, Any]:
    return {
        "sql_condition": condition,
        "label_for_charts": label,
        "m_probability": m,
        "u_probability": u,
        **more,
    }


def _frequency(column: str, *, least: float, used: bool) -> dict[str, Any]:
    return {"tf_adjustment_column": column, "tf_minimum_u_value": least} if used else {}


def _null(condition: str) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": "not recorded", "is_null_level": True}


def _missing(column: str) -> dict[str, Any]:
    return _null(f"{column}_l IS NULL OR {column}_r IS NULL")


def given_names(*, by_frequency: bool) -> dict[str, Any]:
    """Given names: the same, swapped, a slip apart, alike, one within the other, different."""
    return {
        "output_column_name": "given",
        "comparison_levels": [
            _missing("first"),
            _level("given_l = given_r AND contains(given_l, ' ')", "all the same", 0.2, 0.0001),
            _level(
                "first_l = first_r",
                "same",
                0.80,
                0.005,
                **_frequency("first", least=0.0002, used=by_frequency),
            ),
            _level(_SWAPPED, "swapped with the family name", 0.02, 0.0000002),
            _level(_ONE_SLIP.format("first"), "one slip apart", 0.06, 0.002),
            _level(_ALIKE.format("first"), "alike", 0.04, 0.008),
            _level(_HARDLY_BORNE, "a slip for a common name", 0.01, 0.0005),
            _level(_WITHIN, "one within the other", 0.03, 0.005),
            _level("ELSE", "different", 0.05, 0.98, **_HELD),
        ],
    }


def family_name(*, by_frequency: bool) -> dict[str, Any]:
    """Family names, as given names; people change them, so a difference costs less."""
    return {
        "output_column_name": "family",
        "comparison_levels": [
            _missing("family"),
            _level(
                "family_l = family_r",
                "same",
                0.80,
                0.001,
                **_frequency("family", least=0.00005, used=by_frequency),
            ),
            _null(_SWAPPED) | {"label_for_charts": "swapped: weighed with given names"},
            _level(_ONE_SLIP.format("family"), "one slip apart", 0.07, 0.001),
            _level(_ALIKE.format("family"), "alike", 0.04, 0.006),
            _level("ELSE", "different", 0.07, 0.98, **_HELD),
        ],
    }


def birth_date(*, by_frequency: bool) -> dict[str, Any]:
    """Birth dates: the same, day and month swapped, one slip, two digits out, different."""
    one_slip = f"hamming(birth_l, birth_r) <= 1 OR ({_TRANSPOSED}) OR ({_A_DAY_APART})"
    return {
        "output_column_name": "birth",
        "comparison_levels": [
            _missing("birth"),
            _level(
                "birth_l = birth_r",
                "same",
                0.90,
                0.00005,
                **_frequency("birth", least=0.00003, used=by_frequency),
            ),
            _level(_DAY_MONTH, "day and month swapped", 0.02, 0.00005),
            _level(one_slip, "one slip apart", 0.05, 0.0008),
            _level("hamming(birth_l, birth_r) <= 2", "two digits out", 0.01, 0.012),
            _level("ELSE", "different", 0.02, 0.987, **_HELD),
        ],
    }


def numbers() -> dict[str, Any]:
    """Telephone numbers in common: a mobile one is carried by one person, a landline by a home."""
    levels = shared("phones", label="number", m=0.4, u=0.0005)
    mobile = (
        "mobiles_l IS NOT NULL AND mobiles_r IS NOT NULL AND list_has_any(mobiles_l, mobiles_r)"
    )
    levels["comparison_levels"].insert(2, _level(mobile, "same mobile number", 0.3, 0.0002))
    return levels


def shared(column: str, *, label: str, m: float, u: float) -> dict[str, Any]:
    """Something in common in an array column: worth nothing where given names differ."""
    common = f"list_has_any({column}_l, {column}_r)"
    return {
        "output_column_name": column,
        "comparison_levels": [
            _missing(column),
            _null(f"{common} AND {_GIVEN_DIFFER}") | {"label_for_charts": "given names differ"},
            _level(common, f"same {label}", m, u),
            _level("ELSE", f"no {label} in common", 1 - m, 1 - u),
        ],
    }
