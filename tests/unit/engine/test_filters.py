"""The file of filters: what it says, and one sentence for each thing that is wrong with it."""

import re
from datetime import date
from pathlib import Path

import pytest

from upstander import words
from upstander.engine.purposes.filters import read_filters
from upstander.engine.settings import read_settings
from upstander.errors import ConfigurationError

WHOLE = """
- staff_id: "00123"
  person_id: P77
  kinds: [call, visit]
  from: 2025-02-01
  to: 2025-08-31
  owner: DI Elm
  reason: a safeguarding plan that is not in the extract
  made_on: 2025-09-15
  expires_on: 2026-03-15
"""


def yaml_file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "filters.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def csv_file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "filters.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_yaml_file(tmp_path: Path) -> None:
    (one,) = read_filters(yaml_file(tmp_path, WHOLE))
    assert (one.file, one.number, one.staff_id, one.person_id) == (
        "filters.yaml",
        1,
        "00123",
        "P77",
    )
    assert one.kinds == ("call", "visit")
    assert (one.holds_from, one.holds_to) == (date(2025, 2, 1), date(2025, 8, 31))
    assert (one.made_on, one.expires_on) == (date(2025, 9, 15), date(2026, 3, 15))


def test_an_identifier_that_looks_like_a_number_stays_what_it_is(tmp_path: Path) -> None:
    (one,) = read_filters(yaml_file(tmp_path, WHOLE.replace('"00123"', "00123")))
    assert one.staff_id == "00123"


def test_a_csv_file_says_the_same(tmp_path: Path) -> None:
    text = (
        "staff_id,person_id,human,kinds,from,to,owner,reason,made_on,expires_on\n"
        "00123,P77,,call visit,2025-02-01,2025-08-31,DI Elm,"
        "a safeguarding plan that is not in the extract,2025-09-15,2026-03-15\n"
        "S9,,H5,,2025-02-01,,DI Elm,known to the unit,2025-09-15,2026-03-15\n"
    )
    first, second = read_filters(csv_file(tmp_path, text))
    (same,) = read_filters(yaml_file(tmp_path, WHOLE))
    assert (first.kinds, first.holds_to, first.reason) == (same.kinds, same.holds_to, same.reason)
    assert (second.number, second.human, second.person_id) == (2, "H5", None)
    assert second.kinds == words.CONTACT_KINDS and second.holds_to is None


def test_an_empty_file_filters_nothing(tmp_path: Path) -> None:
    assert read_filters(yaml_file(tmp_path, "# none yet\n")) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("  owner: DI Elm\n", ""), "Filter 1 of filters.yaml has no owner."),
        (("owner: DI Elm", 'owner: "  "'), "Filter 1 of filters.yaml has no owner."),
        (("  reason: a safe", "  because: a safe"), "has an unknown part: because."),
        (("  reason: a safeguarding plan that is not in the extract\n", ""), "has no reason."),
        (("  expires_on: 2026-03-15\n", ""), "has no expires_on."),
        (("  made_on: 2025-09-15\n", ""), "has no made_on."),
        (("  from: 2025-02-01\n", ""), "has no from."),
        (('staff_id: "00123"', 'staff_id: ""'), "has no staff_id."),
        (("  person_id: P77\n", ""), "names no person."),
        (("  person_id: P77\n", "  person_id: P77\n  human: P78\n"), "names two people."),
        (("2026-03-15", "2025-03-15"), "has expires_on before made_on."),
        (("2025-08-31", "2024-08-31"), "has to before from."),
        (("2026-03-15", "next spring"), "has no readable date under expires_on."),
        (("[call, visit]", "[call, dream]"), "a kind of contact that does not exist: dream."),
        (("- staff_id", "staff_id"), "does not have its form."),
        (("[call, visit]", "[call"), "filters.yaml cannot be read."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    text = WHOLE.replace(*change)
    if change[0] == "- staff_id":
        text = "staff_id: S1\n"
    with pytest.raises(ConfigurationError, match=re.escape(says)) as refused:
        read_filters(yaml_file(tmp_path, text))
    assert "P77" not in str(refused.value) and "00123" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"filters nowhere\.csv cannot be read"):
        read_filters(tmp_path / "nowhere.csv")
    settings = tmp_path / "our-force.yaml"
    settings.write_text("filters: nowhere.yaml\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"filters nowhere\.yaml cannot be read"):
        read_settings(settings)
