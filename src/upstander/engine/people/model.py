"""The linkage model: what agreement and disagreement are worth, as Splink reads it.

Fellegi and Sunter's model (1969): m is the chance of a level among records of one human being,
u among records of different ones, and log2(m/u) is the level's match weight in bits. The
defaults below are the documented start; with enough records u comes from random pairs of the
force's own records, and m from expectation-maximisation.

One household is not one human being. Where given names differ, a shared number, place or
e-mail address is what relatives have in common, so there it is worth nothing.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import ibis.expr.types as ir
from splink import Linker, SettingsCreator, block_on

from upstander.engine.tables.records import Engine

_SAMPLE = 500_000
_FOUND_EXACTLY = 0.6
_DUPLICATES = 0.05
_LEAST_RECORDS = 1_000


class LinkingEngine(Engine, Protocol):
    """An engine that Splink can work in."""

    def splink(self) -> Any:
        """Splink's door to the engine's own database."""
        ...


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A model ready to weigh pairs; `learned` says whether from the records themselves."""

    linker: Linker
    door: Any
    learned: bool


_ALIKE = (
    "(jaro_winkler_similarity({0}_l, {0}_r) >= 0.88"
    " OR (damerau_levenshtein({0}_l, {0}_r) <= 1 AND length({0}_l) >= 4))"
)
# Names of different people, as DuckDB SQL because Splink's levels are SQL: neither first name
# begins the other, they are further apart than a slip of the pen, and they are not swapped.
GIVEN_DIFFER = (
    "(first_l IS NOT NULL AND first_r IS NOT NULL"
    f" AND NOT {_ALIKE.format('first')}"
    " AND NOT starts_with(first_l, first_r) AND NOT starts_with(first_r, first_l)"
    " AND NOT list_has_any(string_split(given_l, ' '), string_split(given_r, ' '))"
    " AND NOT (coalesce(first_l = family_r, false) OR coalesce(first_r = family_l, false)))"
)
_SWAPPED = "(first_l = family_r AND family_l = first_r)"
_ONE_SLIP = "damerau_levenshtein({0}_l, {0}_r) <= 1 AND length({0}_l) >= 5"
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


def _neutral(label: str) -> dict[str, Any]:
    """Worth nothing either way, whatever the records teach."""
    return _null(GIVEN_DIFFER) | {"label_for_charts": label}


def given_names(*, by_frequency: bool) -> dict[str, Any]:
    """Given names: the same, swapped, a slip apart, alike, one within the other, different."""
    return {
        "output_column_name": "given",
        "comparison_levels": [
            _missing("first"),
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
            _level(f"NOT {GIVEN_DIFFER}", "one within the other", 0.03, 0.005),
            _level("ELSE", "different", 0.05, 0.98),
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
            _level("ELSE", "different", 0.07, 0.98),
        ],
    }


def birth_date(*, by_frequency: bool) -> dict[str, Any]:
    """Birth dates: the same, day and month swapped, one digit out, two digits out, different."""
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
            _level("hamming(birth_l, birth_r) <= 1", "one digit out", 0.05, 0.0008),
            _level("hamming(birth_l, birth_r) <= 2", "two digits out", 0.01, 0.012),
            _level("ELSE", "different", 0.02, 0.987),
        ],
    }


def shared(column: str, *, label: str, m: float, u: float) -> dict[str, Any]:
    """Something in common in an array column: worth nothing where given names differ."""
    return {
        "output_column_name": column,
        "comparison_levels": [
            _missing(column),
            _neutral("given names differ"),
            _level(f"list_has_any({column}_l, {column}_r)", f"same {label}", m, u),
            _level("ELSE", f"no {label} in common", 1 - m, 1 - u),
        ],
    }


def settings(*, prior: float, by_frequency: bool) -> SettingsCreator:
    """The whole model with its default weights. `prior` is the chance of two records matching.

    `by_frequency` weighs a shared rare name above a shared common one; with few records how
    often a name occurs among them says nothing.
    """
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="person_id",
        comparisons=[
            given_names(by_frequency=by_frequency),
            family_name(by_frequency=by_frequency),
            birth_date(by_frequency=by_frequency),
            shared("phones", label="number", m=0.6, u=0.0005),
            shared("homes", label="address", m=0.7, u=0.001),
            shared("emails", label="e-mail address or handle", m=0.7, u=0.00005),
        ],
        probability_two_random_records_match=prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        max_iterations=15,
    )


def fitted(rows: ir.Table, engine: LinkingEngine, *, learn_from: int, seed: int) -> Fitted:
    """The model over `rows` (see compared.py), its weights learned where there is enough to learn."""
    count = engine.rows(rows.agg(records=rows.count()))[0]["records"]
    learned = count >= learn_from
    prior = _prior(rows, engine, count=count)
    door = engine.splink()
    linker = Linker(
        door.register(rows.get_name()),
        settings(prior=prior, by_frequency=learned),
        log_level=None,
    )
    if learned:
        # Random pairs are as good as all different: u is safe to learn from any records.
        linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=seed)
        for rule in (block_on("birth"), block_on("first", "family")):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=_SAMPLE
            )
    return Fitted(linker=linker, door=door, learned=learned)


def _prior(rows: ir.Table, engine: LinkingEngine, *, count: int) -> float:
    """The chance that two records drawn at random are of one human being.

    Counted from records that agree in both names and birth date, taken to be six in ten of all
    that match; never below one duplicate in twenty records.
    """
    whole = rows.filter(rows.first.notnull() & rows.family.notnull() & rows.birth.notnull())
    groups = whole.group_by("first", "family", "birth").agg(size=whole.count())
    halves = (groups.size * (groups.size - 1) / 2).sum().cast("float64")
    exact = engine.rows(groups.agg(pairs=halves))[0]["pairs"] or 0.0
    size = max(count, _LEAST_RECORDS)
    return max(exact / _FOUND_EXACTLY, _DUPLICATES * size) / (size * (size - 1) / 2)
