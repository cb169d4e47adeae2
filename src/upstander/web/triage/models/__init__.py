"""Leads as a scan published them, and what people made of them since.

What a scan says (`scanned.py`) is replaced when a later scan is published. What people did
(`work.py`, and a lead's state and owner) stays.
"""

from upstander.web.triage.models.scanned import (
    IDENTIFIER,
    Contact,
    Event,
    Evidence,
    Lead,
    Name,
    OfLead,
    Pair,
    Reach,
    Scan,
    Stand,
    Tour,
)
from upstander.web.triage.models.work import (
    Decision,
    Filter,
    Grading,
    Merge,
    NamesShown,
    Note,
    Reveal,
    Sought,
    Split,
    Task,
    View,
)

__all__ = [
    "IDENTIFIER",
    "Contact",
    "Decision",
    "Event",
    "Evidence",
    "Filter",
    "Grading",
    "Lead",
    "Merge",
    "Name",
    "NamesShown",
    "Note",
    "OfLead",
    "Pair",
    "Reach",
    "Reveal",
    "Scan",
    "Sought",
    "Split",
    "Stand",
    "Task",
    "Tour",
    "View",
]
