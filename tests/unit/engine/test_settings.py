"""The settings file: what it changes, and one sentence for each thing that is wrong with it."""

import re
from datetime import date
from pathlib import Path

import pytest

from upstander.engine.leads.matrix import OWN
from upstander.engine.policy import OWN as POLICY
from upstander.engine.settings import read_settings
from upstander.errors import ConfigurationError

AUTHORITY = "authority: Decision 2025/14"
TOLD, CHANNELS = "staff_told: 2025-03-01", "channels: [text, email]"
HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "settings.md"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "our-force.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def _example_of(page: str) -> str:
    text = HOW_TO.with_name(page).read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, re.S)[0]


def test_without_a_file_everything_is_as_it_came() -> None:
    settings = read_settings(None)
    assert (settings.force, settings.signs, settings.windows) == ("", {}, {})
    assert settings.matrix.version


def test_the_example_of_the_manual_can_be_used_as_it_is(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.S)
    (tmp_path / "our-matrix.yaml").write_text(OWN.read_text("utf-8").replace("0.005", "0.01"))
    (tmp_path / "filters.yaml").write_text(_example_of("filters.md"))
    (tmp_path / "our-policy.yaml").write_text(POLICY.read_text("utf-8"))
    settings = read_settings(written(tmp_path, example))
    assert [each.owner for each in settings.filters] == ["DI Elm, Safeguarding"]
    assert settings.policy.rules
    assert settings.force == "Northshire Police"
    assert settings.signs["off_duty_contact"] == {"occasions": 3.0}
    assert settings.windows["assigned"] == {"after_closure": 672.0}
    assert settings.matrix.share_of_staff == 0.01


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("weights: {}", "unknown part: weights"),
        ("- signs", "unknown part: its form"),
        ("signs: {no_such_sign: {days: 1}}", "names no_such_sign, which does not exist"),
        ("explanations: {no_such_reason: {days: 1}}", "names no_such_reason"),
        ("signs: {off_duty_contact: {weeks: 1}}", "no setting called weeks"),
        ("signs: {off_duty_contact: {minutes: many}}", "minutes of off_duty_contact is no number"),
        ("signs: {off_duty_contact: 3}", "signs of the settings does not have its form"),
        ("signs: [off_duty_contact]", "signs of the settings does not have its form"),
        ("content: yes", "without an authority and the date"),
        ("content: {}", "without naming the authority"),
        (f"content: {{{TOLD}, {CHANNELS}}}", "without naming the authority"),
        (f"content: {{authority: ' ', {TOLD}, {CHANNELS}}}", "without naming the authority"),
        (f"content: {{{AUTHORITY}, {CHANNELS}}}", "without the date on which staff were told"),
        (f"content: {{{AUTHORITY}, staff_told: soon, {CHANNELS}}}", "without the date"),
        (f"content: {{{AUTHORITY}, staff_told: 2025, {CHANNELS}}}", "without the date"),
        (f"content: {{{AUTHORITY}, {TOLD}}}", "without naming channels"),
        (f"content: {{{AUTHORITY}, {TOLD}, channels: [fax]}}", "without naming channels"),
        (f"content: {{{AUTHORITY}, {TOLD}, channels: text}}", "channels under content is no list"),
        (f"content: {{{AUTHORITY}, {TOLD}, {CHANNELS}, leave_out: 1}}", "leave_out under content"),
        (f"content: {{{AUTHORITY}, {TOLD}, {CHANNELS}, who: me}}", "unknown key: who"),
        ("matrix: nowhere.yaml", "matrix nowhere.yaml cannot be read"),
        ("signs: {", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(says)):
        read_settings(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml cannot be read"):
        read_settings(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("text", ["force: Ours", "content:", "content: no"])
def test_content_is_off_unless_it_is_switched_on(tmp_path: Path, text: str) -> None:
    assert read_settings(written(tmp_path, text)).content is None


def test_the_example_of_how_content_is_read_can_be_used_as_it_is(tmp_path: Path) -> None:
    page = HOW_TO.with_name("read-content.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.S)
    content = read_settings(written(tmp_path, example)).content
    assert content is not None
    assert content.staff_told == date(2025, 3, 1)
    assert content.channels == ("text", "email")
    assert content.authority.startswith("Deputy Chief Constable")
    assert "@help.example" in content.leave_out
