"""A lead with evidence that somebody asks a pack of, and the people who do."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import workbench as some
from tests.unit.web.figures import told
from upstander.web.accounts.models import Role, User
from upstander.web.disclosure import actions, pdf, store
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import AT_FIRST, Ground, Part
from upstander.web.triage.models import Lead

WHY = actions.Reason(ground=Ground.DATA_PROTECTION, reason="More than charging advice needs.")
CONTACTS = """
at               | kind   | status      | duty
2026-01-05 08:00 | call   | explained   | on
2026-01-06 21:00 | call   | unexplained | off
2026-01-07 22:30 | lookup | unexplained | off
"""
Begin = Callable[..., Pack]


@pytest.fixture(autouse=True)
def no_paper(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes seconds: only tests that are about paper do it."""
    if "paper" not in request.fixturenames:
        monkeypatch.setattr(pdf, "missing", lambda: "No PDF in this test.")


@pytest.fixture
def paper() -> None:
    """Skips by name where this machine cannot draw a PDF."""
    if why := pdf.missing():
        pytest.skip(why)


@pytest.fixture(autouse=True)
def packs(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A folder of packs of this test's own."""
    settings.HOME = tmp_path
    yield store.folder()


@pytest.fixture
def lead(db: None) -> Lead:
    """Member 4F2A with Person 19C7: two contacts that nothing explains, one that a record does."""
    made = told.lead(headline="2 contacts off duty.")
    told.pair(made)
    told.contacts(made, "P20113", CONTACTS)
    some.evidence(made, human_id="P20113", sentence="Off duty with P20113 on 2 days.")
    told.rests_on(made, "IND-05", "P20113")
    told.complaint(made)
    some.named(made, "Alex Sample")
    made.names.create(kind="person", identifier="P20113", name="Robin Other")
    return made


@pytest.fixture
def investigator(db: None) -> User:
    return some.person(Role.INVESTIGATOR)


@pytest.fixture
def chief(db: None) -> User:
    return some.person(Role.SUPERVISOR)


@pytest.fixture
def begin(lead: Lead, investigator: User) -> Begin:
    """A pack with what goes in at first, and a ground for the rest."""

    def begun(
        *, by: User | None = None, parts: tuple[Part, ...] = AT_FIRST, named: bool = False
    ) -> Pack:
        who = by or investigator
        pack = actions.begin(
            lead, by=who, purpose="Charging advice.", recipient="Jo Officer",
            recipient_role="Disclosure officer", organisation="Prosecution Service",
            marking="OFFICIAL-SENSITIVE", parts=parts, named=named,
        )  # fmt: skip
        actions.withhold(pack, by=who, grounds=dict.fromkeys(pack.left_out, WHY))
        return pack

    return begun
