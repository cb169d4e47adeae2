"""The matrix by hand comes to what a scan would make of the same signs."""

from pathlib import Path
from typing import Any

import pytest

from upstander.engine import api
from upstander.engine.leads.matrix import read_matrix
from upstander.errors import UsageError

MATRIX = read_matrix()


def told(found: dict[str, Any]) -> dict[str, float]:
    return {row["indicator"]: row["bits"] for row in found["signs"]}


def test_signs_of_two_families_add_up_each_by_its_share() -> None:
    found = api.what_if(bits={"IND-05": 6, "IND-10": 5})
    assert told(found) == pytest.approx({"IND-05": 6.0, "IND-10": 5 * MATRIX.signs["IND-10"]})
    assert found["score"] == pytest.approx(6 + 5 * MATRIX.signs["IND-10"])
    assert found["likelihood"] == MATRIX.likelihood_of(found["score"])


def test_signs_of_one_family_do_not_add_up_and_a_slug_will_do() -> None:
    found = api.what_if(bits={"off_duty_contact": 6, "rapid_burst": 5})
    assert found["score"] == pytest.approx(6 + 5 * MATRIX.rest_of_family)


def test_a_sign_about_the_member_counts_beside_the_pair() -> None:
    found = api.what_if(bits={"IND-05": 6, "IND-03": 4})
    assert found["score"] == pytest.approx(6 + 4 * MATRIX.signs["IND-03"] * MATRIX.about_member)


def test_a_private_life_weighs_less_and_reaches_no_higher_band() -> None:
    work = api.what_if(bits={"IND-05": 9, "IND-04": 8})
    life = api.what_if(bits={"IND-05": 9, "IND-04": 8}, origin="before any policing link")
    assert life["score"] < work["score"] / 2
    assert life["band"] == "information"


def test_the_members_own_record_of_work_lessens_the_signs_of_one_gap() -> None:
    plain = api.what_if(bits={"IND-06": 8})
    recorded = api.what_if(bits={"IND-06": 8}, own_record=True)
    assert recorded["score"] == pytest.approx(plain["score"] * MATRIX.own_record)


def test_harm_stands_apart_from_likelihood() -> None:
    plain = api.what_if(bits={"IND-05": 12})
    marked = api.what_if(bits={"IND-05": 12}, markers=("domestic_abuse",), people=2)
    assert marked["score"] == plain["score"]
    assert (
        marked["harm"] == plain["harm"] + MATRIX.harm["vulnerable"] + MATRIX.harm["several_people"]
    )
    assert any("domestic abuse" in reason for reason in marked["harm_reasons"])


def test_an_unknown_sign_is_refused() -> None:
    with pytest.raises(UsageError, match="no sign called IND-99"):
        api.what_if(bits={"IND-99": 3})


def test_the_force_s_own_matrix_is_the_one_that_is_shown(tmp_path: Path) -> None:
    own = (Path(api.__file__).parent / "leads" / "matrix.yaml").read_text("utf-8")
    (tmp_path / "own.yaml").write_text(
        own.replace(f'version: "{MATRIX.version}"\ntitle', 'version: "9"\ntitle')
    )
    settings = tmp_path / "settings.yaml"
    settings.write_text("matrix: own.yaml\n")
    shown = api.matrix(settings=settings)
    assert shown["version"] == "9"
    assert shown["changes"][-1]["version"] == MATRIX.version  # the log of what it was made from
    assert api.what_if(bits={"IND-05": 3}, settings=settings)["matrix"] == "9"
