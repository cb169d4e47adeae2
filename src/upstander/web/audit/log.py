"""Writing an entry: the one door of the audit log for every other room."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from upstander.web.accounts.models import User


class Act(StrEnum):
    """What can be done to data: the Data Protection Act 2018 s.62, and denials and searches."""

    COLLECTED = "collected"
    ALTERED = "altered"
    CONSULTED = "consulted"
    DISCLOSED = "disclosed"
    COMBINED = "combined"
    ERASED = "erased"
    DENIED = "denied"
    SEARCHED = "searched"
    SIGNED_IN = "signed in"
    REVEALED = "revealed"


def record(
    act: Act,
    *,
    by: User | None,
    kind: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry, in the transaction of what it tells of: both are written, or neither.

    `kind` is what was touched ("lead", "queue", "scan", "person"), `subject` its reference, never
    a name. `detail` holds identifiers, counts and choices only: free text that somebody wrote
    stays where it was written, and is named here by its id.
    """
    raise NotImplementedError
