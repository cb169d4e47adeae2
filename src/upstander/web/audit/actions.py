"""What is done about the log itself: each of it is an entry too."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from upstander.errors import AuditError
from upstander.web.accounts.models import User
from upstander.web.audit import checkpoints, verifying
from upstander.web.audit.checkpoints import Signed
from upstander.web.audit.log import Act, record, reference
from upstander.web.audit.reading import CHAIN
from upstander.web.audit.verifying import Verdict

KIND = "audit log"
_TOLD = 10  # problems kept in an entry; the rest are like them


def verify(*, by: User | None, given: Iterable[Signed] = ()) -> Verdict:
    """Walk the log, hold it against the checkpoints beside it and those given, and write it down.

    AuditError where a checkpoint beside the log is none any more: that is written down as well.
    """
    try:
        verdict = verifying.verify([*checkpoints.kept(), *given])
    except AuditError as error:
        _write_down(by=by, sound=False, entries=0, checkpoints=0, problems=[error.happened])
        raise
    _write_down(
        by=by,
        sound=verdict.sound,
        entries=verdict.entries,
        checkpoints=verdict.checkpoints,
        problems=list(verdict.problems[:_TOLD]),
        first_failing=verdict.first_failing,
    )
    return verdict


def _write_down(*, by: User | None, **found: Any) -> None:
    record(Act.CONSULTED, by=by, kind=CHAIN, subject="", detail=found)


def read(*, by: User, page: str, subject: str = "", filters: Mapping[str, Any]) -> None:
    """Somebody read the log: which page, and by which filters."""
    detail = {"page": page, **_without_names(filters)}
    record(Act.CONSULTED, by=by, kind=KIND, subject=reference(subject), detail=detail)


def export(*, by: User, entries: int, filters: Mapping[str, Any]) -> None:
    """Somebody took entries out in a file."""
    detail = {"entries": entries, **_without_names(filters)}
    record(Act.DISCLOSED, by=by, kind=KIND, subject="", detail=detail)


def _without_names(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters as identifiers and choices: what was typed as a reference may be anything."""
    made = {f"filter_{name}": value for name, value in filters.items()}
    if "subject" in filters:
        made["filter_subject"] = reference(str(filters["subject"]))
    return {name: str(value) if isinstance(value, date) else value for name, value in made.items()}
