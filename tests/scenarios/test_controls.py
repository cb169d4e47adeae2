"""SYN-11: members who do right and look odd end no higher than information, and it shows why.

The controls are told in one force of sixty (upstander/simulator/controls), which is scanned once.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from upstander.engine import api
from upstander.simulator import controls

pytestmark = [pytest.mark.slow, pytest.mark.meets("SYN-11")]

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What a scan of the force of the controls wrote."""

    leads: Rows
    evidence: Rows
    contacts: Rows

    def of(self, rows: Rows, name: str) -> Rows:
        """The rows about the member of a control."""
        return [row for row in rows if row["staff_id"] == f"S{controls.CONTROLS[name].member}"]

    def with_the_people(self, name: str) -> Rows:
        """The member's contacts with the people of the control; with everybody, if it has none."""
        people = {f"P{person}" for person in controls.CONTROLS[name].people}
        own = self.of(self.contacts, name)
        return [row for row in own if row["person_id"] in people] if people else own


@cache
def scanned(*, without: tuple[str, ...] = ()) -> Scanned:
    """The force, scanned once for all tests; `without` are registers that nobody had kept."""
    with tempfile.TemporaryDirectory() as name:
        told = controls.force()
        for table in without:
            del told.rows[table]
        out = Path(name) / "out"
        api.scan(
            folder=told.write(Path(name) / "extracts"),
            out=out,
            as_of=datetime.combine(told.begins, time(22, 30)) + timedelta(days=controls.LAST),
            memory="1GB",
        )
        tables = ("leads", "evidence", "contacts")
        return Scanned(**{one: pq.read_table(out / f"{one}.parquet").to_pylist() for one in tables})


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What shows that a control is innocent."""

    by: frozenset[str] = frozenset()  # what explains its contacts: all of them, each by one of it
    of: Mapping[str, str] = field(default_factory=dict)  # a kind of contact, and what explains it
    origin: str | None = None  # how contact between the two began
    neutral: str | None = None  # a kind of contact that no record explains, and that says nothing
    says: str | None = None  # in the sentence of what evidence there is


SHOWN = {
    "family liaison": Shown(
        by=frozenset({"assigned"}), says="80 of them during recorded work with the person"
    ),
    "detective on call": Shown(
        by=frozenset({"assigned"}), says="54 of them during recorded work with the person"
    ),
    "safeguarding caseload": Shown(by=frozenset({"assigned"})),
    "odd hours after a bereavement": Shown(
        by=frozenset({"assigned"}), says="10 of them during recorded work with the person"
    ),
    "rural single-crewed beat": Shown(by=frozenset({"tasked"})),
    "tasked at a school": Shown(by=frozenset({"tasked"})),
    "regular of a neighbourhood officer": Shown(by=frozenset({"tasked", "answered"})),
    "quality call-backs": Shown(by=frozenset({"tasked"})),
    "victim next door": Shown(of={"visit": "known_place"}, neutral="call"),
    "couple who met before": Shown(
        of={"attendance": "attended"}, origin="before any policing link"
    ),
    "declared partner": Shown(by=frozenset({"declared"})),
    "reported an approach": Shown(by=frozenset({"assigned", "answered"})),
    "malicious complainant": Shown(
        by=frozenset({"assigned", "answered"}),
        says="4 by somebody who had complained of the member before",
    ),
    "new recruit": Shown(neutral="lookup"),
}


# Nothing to show of these at all; and of these only because tasks and declarations are on record.
QUIET = (
    "safeguarding caseload",
    "rural single-crewed beat",
    "tasked at a school",
    "quality call-backs",
    "victim next door",
    "declared partner",
    "reported an approach",
    "new recruit",
)
KEPT_QUIET = (
    "rural single-crewed beat",
    "tasked at a school",
    "quality call-backs",
    "declared partner",
)


def test_every_control_says_what_shows_it() -> None:
    assert set(SHOWN) == set(controls.CONTROLS)


@pytest.mark.parametrize("name", SHOWN)
def test_no_control_ends_above_information(name: str) -> None:
    assert {lead["band"] for lead in scanned().of(scanned().leads, name)} <= {"information"}


def test_nobody_of_the_force_ends_above_information() -> None:
    assert [lead for lead in scanned().leads if lead["band"] != "information"] == []


def test_ordinary_staff_have_no_evidence_at_all() -> None:
    members = {f"S{control.member}" for control in controls.CONTROLS.values()}
    assert {row["staff_id"] for row in scanned().evidence} <= members


@pytest.mark.parametrize("name", [name for name, one in SHOWN.items() if one.by])
def test_recorded_work_explains_the_contacts_it_is_about(name: str) -> None:
    contacts = scanned().with_the_people(name)
    assert contacts
    assert {row["explained_by"] for row in contacts} == SHOWN[name].by
    assert all(row["explained_row"] is not None for row in contacts)


@pytest.mark.parametrize("name", [name for name, one in SHOWN.items() if one.of])
def test_a_place_or_an_incident_explains_what_it_can(name: str) -> None:
    for kind, reason in SHOWN[name].of.items():
        of_kind = [row for row in scanned().with_the_people(name) if row["kind"] == kind]
        assert of_kind
        assert {row["explained_by"] for row in of_kind} == {reason}


@pytest.mark.parametrize("name", [name for name, one in SHOWN.items() if one.origin])
def test_the_lead_tells_how_the_contact_began(name: str) -> None:
    people = {f"P{person}" for person in controls.CONTROLS[name].people}
    own = scanned().of(scanned().leads, name)
    assert {row["origin"] for row in own if row["person_id"] in people} == {SHOWN[name].origin}


@pytest.mark.parametrize("name", [name for name, one in SHOWN.items() if one.says])
def test_evidence_says_what_work_there_was(name: str) -> None:
    assert any(
        SHOWN[name].says in row["sentence"] for row in scanned().of(scanned().evidence, name)
    )


@pytest.mark.parametrize("name", [name for name, one in SHOWN.items() if one.neutral])
def test_what_no_record_explains_is_neutral_by_itself(name: str) -> None:
    contacts = scanned().with_the_people(name)
    left = [row for row in contacts if row["kind"] == SHOWN[name].neutral]
    assert any(row["status"] == "unexplained" for row in left)


@pytest.mark.parametrize("name", QUIET)
def test_most_controls_have_no_evidence_at_all(name: str) -> None:
    assert scanned().of(scanned().evidence, name) == []


@pytest.mark.parametrize("name", KEPT_QUIET)
def test_it_is_the_register_that_keeps_them_quiet(name: str) -> None:
    """Had nobody recorded tasks and declarations, the same lives would look odd."""
    bare = scanned(without=("tasks", "declarations"))
    assert bare.of(bare.evidence, name)
