"""What the reports of `report_scene` tell besides their leads: signs, coverage and the matrix."""

from datetime import datetime
from typing import Any

AS_OF = datetime(2026, 1, 1)
SIGNS: dict[str, dict[str, Any]] = {
    "short_calls": {
        "name": "Short, one-way calls to one person",
        "page": """Many short calls to one person.

Why it matters
    A published case.

Innocent explanations
    - A number kept for a voicemail, or a switchboard
      that never answers.
    - A welfare plan that asks for a missed call as a signal.
    - A wrong number saved in the handset.

What it cannot see
    Calls from private phones, and whether a call of some
    seconds was answered.
""",
    },
    "after_closure": {
        "name": "Contact after the work for a person has ended",
        "innocent": [
            "The outcome of the case was being explained",
            "Property was returned or a court date passed on",
            "The case was reopened and the record is late",
        ],
    },
    "off_duty": {
        "name": "Contact on a force device while off duty",
        "innocent": ["On call", "Agreed flexible working", "One text to move an appointment"],
    },
    "solo_return": {
        "name": "Going back alone after a visit with a colleague",
        "innocent": ["The area is single-crewed", "The colleague was called away"],
    },
    "unexplained_lookup": {
        "name": "A look-up with no work behind it",
        "innocent": ["Work that is done by browsing, such as quality checks", "A verbal request"],
    },
    "breadth": {
        "name": "Contact with many people outside open work",
        "innocent": ["A campaign or a survey of victims", "Cover for an absent colleague"],
    },
}
EXPLANATIONS = {
    "assigned_occurrence": "assigned to an open occurrence that involves the person",
    "attended_incident": "attended an incident with the person",
    "answered_inbound": "answered the person’s own call",
}
TABLES = {
    "staff": (412, 412, 0, 0),
    "people": (38_204, 38_197, 7, 0),
    "assignments": (61_930, 61_930, 0, 214),
    "occurrences": (48_112, 48_112, 0, 131),
    "calls": (1_204_771, 1_204_702, 69, 3_310),
    "searches": (2_630_118, 2_630_118, 0, 6_044),
    "messages": (88_215, 88_215, 0, 97),
    "duties": (92_004, 91_992, 12, 0),
}
TABLE_OF = {"call": "calls", "message": "messages", "lookup": "searches", "visit": "positions"}
TABLE_OF |= {"attendance": "attendances", "complaint": "complaints"}


FILTERS_USED = [
    {
        "file": "filters.yaml",
        "row": number,
        "owner": "DI Elm, Safeguarding",
        "reason": "A safeguarding plan names this officer; it is not in the extract",
        "kinds": ["call", "visit"],
        "from": "2025-02-01",
        "to": until,
        "made_on": "2025-09-15",
        "expires_on": expires,
        "state": state,
        "contacts": contacts,
    }
    for number, until, expires, state, contacts in (
        (1, "2025-08-31", "2026-03-15", "applied", 14),
        (2, None, "2025-12-01", "lapsed", 0),
    )
]
PUT_RIGHT = [
    {
        "id": "IND-60",
        "slug": "vetting_gap",
        "name": "Vetting gap: clearances not in date or below the post",
        "version": 1,
        "parts": [
            {
                "of": "serving members",
                "shortfall": "no clearance on record",
                "number": 31,
                "looked_at": 412,
                "sentence": "31 of 412 serving members: no clearance on record.",
                "by_role_family": [
                    {"role_family": "response", "number": 17, "looked_at": 180},
                    {"role_family": "control_room", "number": 6, "looked_at": 44},
                ],
                "in_all_others": 8,
            },
            {
                "of": "serving members",
                "shortfall": "no clearance in date, the last one expired",
                "number": None,
                "looked_at": 412,
                "sentence": "Fewer than 5 of 412 serving members: no clearance in date, the last "
                "one expired.",
                "by_role_family": [],
                "in_all_others": None,
            },
        ],
        "rules": [
            {
                "rule": "designated_post",
                "from": "2025-04-01",
                "checked_on": "2025-11-24",
                "days": None,
                "source": "The register of designated posts",
            }
        ],
    }
]


def coverage() -> dict[str, Any]:
    """A coverage.json in which some could not be seen."""
    ran = [
        {"id": key, "name": sign["name"], "version": 1, "status": "ran", "findings": 40 + place}
        for place, (key, sign) in enumerate(SIGNS.items())
    ]
    missing = [
        {
            "id": "offset_parking",
            "name": "Parking away from the address",
            "version": 1,
            "status": "not seen",
            "missing": ["person_addresses"],
        },
        {
            "id": "old_intelligence",
            "name": "Old intelligence that comes up again",
            "version": 2,
            "status": "not seen",
            "missing": ["intelligence"],
        },
    ]
    return {
        "contract_version": "1",
        "matrix_version": "1",
        "as_of": "2026-01-01",
        "period": {"from": "2025-01-01T00:00:00", "to": "2025-12-31T22:10:00"},
        "staff": 412,
        "listed": 3,
        "list_allowed": 5,
        "false_discovery_rate": 0.08,
        "tables": {
            name: dict(zip(("read", "accepted", "quarantined", "later"), counts, strict=True))
            for name, counts in TABLES.items()
        },
        "not_handed_over": ["person_addresses", "intelligence", "surveys"],
        "signs": ran + missing,
        "explained": [
            _share("call", "response", 18_220, 17_190, 960, 70),
            _share("call", "safeguarding", 40_118, 39_301, 702, 115),
            _share("message", "safeguarding", 9_120, 8_733, 301, 86),
            _share("lookup", "response", 120_440, 116_920, 3_520, 0),
            _share("lookup", "investigation", 210_003, 205_480, 4_523, 0),
            _share("visit", "response", 14_020, 12_511, 488, 1_021),
            _share("attendance", "response", 8_800, 8_800, 0, 0),
        ],
        "numbers": {
            "calls": 1_204_702,
            "calls_with_nobody_on_record": 701_332,
            "handsets": 398,
            "handsets_with_no_member": 3,
            "stops": 61_220,
            "stops_with_nobody_booked": 2_114,
            "matters": 51_906,
            "matters_with_nobody_assigned": 1_208,
            "contacts_they_explain": 1,
        },
        "filters": FILTERS_USED,
        "put_right": PUT_RIGHT,
        "notes": ["Vehicle positions begin on 3 March 2025."],
    }


def _share(kind: str, family: str, contacts: int, *counts: int) -> dict[str, Any]:
    explained, unexplained, uncheckable = counts
    return {
        "kind": kind,
        "role_family": family,
        "contacts": contacts,
        "explained": explained,
        "unexplained": unexplained,
        "uncheckable": uncheckable,
        "first_contacts": contacts // 10,
        "first_explained": explained // 11,
    }


_I, _R, _P = "information", "review", "priority"
MATRIX = {
    "name": "example matrix of likelihood and harm",
    "version": "1",
    "most_bits_a_sign": 9.0,
    "words": "Made for this example. The published research gives no weights: it is not validated.",
    "likelihood": ["remote", "low", "even", "likely", "very likely"],
    "harm": ["slight", "minor", "moderate", "serious", "grave"],
    "bands": [
        [_I, _I, _I, _R, _R],
        [_I, _I, _R, _R, _R],
        [_I, _I, _R, _R, _P],
        [_I, _R, _R, _P, _P],
        [_R, _R, _P, _P, _P],
    ],
}

# The calls and messages of the first lead's pair, as PAIR_FIGURES has them.
FIGURES = {
    "contacts": 51, "days": 45, "calls": 44, "calls_out": 44, "calls_timed": 44,
    "call_mean_s": 31.5, "call_median_s": 3.0, "messages": 7, "messages_out": 7, "night": 12,
    "duty_known": 49, "off_duty": 18, "gaps": 50, "gap_mean_s": 552_960.0,
    "gap_median_s": 288_000.0, "burstiness": 0.173, "exchanges": 7, "exchanges_out": 7,
    "exchanges_out_answered": 0, "exchanges_in_answered": 0,
}  # fmt: skip
