"""A scan's rows, made up, for the tests of the report. Nobody in them exists."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from upstander.engine.report.build import ScanRows, report_from
from upstander.engine.report.coverage import coverage_from
from upstander.engine.report.model import Coverage, Report

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


class _Scene:
    """Rows as they are added, each source row with a number of its own."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in ("leads", "evidence", "events", "contacts", "tours", "links", "work")
        }
        self.row = 0

    def contact(self, who: tuple[str, str], kind: str, at: datetime, **more: Any) -> dict[str, Any]:
        self.row += self.chance.randint(1, 900)
        table = TABLE_OF[kind]
        row = {
            "staff_id": who[0],
            "person_id": who[1],
            "at": at,
            "kind": kind,
            "status": "unexplained",
            "source_table": table,
            "source_file": f"{table}.csv",
            "source_row": self.row,
            "on_duty": self.chance.random() < 0.6,
        } | more
        self.rows["contacts"].append(row)
        return row

    def explained(self, who: tuple[str, str], kind: str, at: datetime, slug: str, **more: Any):
        return self.contact(
            who,
            kind,
            at,
            status="explained",
            explained_by=slug,
            explained_table="assignments",
            explained_file="assignments.csv",
            explained_row=self.chance.randint(1, 60_000),
            on_duty=True,
            **more,
        )

    def sign(self, who: tuple[str, str | None], indicator: str, family: str, **more: Any) -> None:
        events = more.pop("events")
        self.rows["evidence"].append(
            {"staff_id": who[0], "person_id": who[1], "indicator": indicator, "family": family}
            | {"weight": 1.0, "value": float(len(events)), "at": events[0]["at"]}
            | more
        )
        for event in events:
            kept = ("at", "kind", "status", "explained_by", "source_table", "source_file")
            self.rows["events"].append(
                {"staff_id": who[0], "person_id": who[1], "indicator": indicator}
                | {key: event.get(key) for key in (*kept, "source_row", "explained_row")}
            )

    def lead(self, who: tuple[str, str | None], **more: Any) -> None:
        score = sum(
            row["rarity_bits"] * row["weight"]
            for row in self.rows["evidence"]
            if (row["staff_id"], row["person_id"]) == who
        )
        self.rows["leads"].append(
            {
                "staff_id": who[0],
                "person_id": who[1],
                "rank": len(self.rows["leads"]) + 1,
                "listed": True,
                "score": score,
                "likelihood": 4,
                "harm": 3,
                "band": "review",
                "style": "unclear",
                "false_discovery_rate": 0.04,
                "first_at": datetime(2025, 3, 1),
                "last_at": datetime(2025, 12, 1),
                "origin": "after a policing link",
            }
            | more
        )

    def duties(self, staff_id: str) -> None:
        day = datetime(2025, 1, 2, 7)
        while day < AS_OF:
            for shift in range(4):
                starts = day + timedelta(days=shift, hours=(shift // 2) * 8)
                self.rows["tours"].append(
                    {
                        "staff_id": staff_id,
                        "starts_at": starts,
                        "ends_at": starts + timedelta(hours=9),
                    }
                )
            day += timedelta(days=22 if day.month == 8 and day.day < 12 else 8)

    def moments(self, count: int, first: datetime, last: datetime) -> list[datetime]:
        days = (last - first).days
        found = [
            first
            + timedelta(days=self.chance.randrange(days + 1), minutes=self.chance.randrange(1440))
            for _ in range(count)
        ]
        return sorted(found)


def _calls(scene: _Scene) -> None:
    """Calls that go on after the work has ended, look-ups and a solo visit."""
    who = ("S0417", "P20113")
    scene.duties(who[0])
    opened, closed = datetime(2025, 2, 3, 11), datetime(2025, 4, 22, 16)
    scene.rows["links"].append(
        {"staff_id": who[0], "person_id": who[1], "first_at": opened, "last_at": closed}
    )
    for a, b in ((opened, datetime(2025, 3, 1)), (datetime(2025, 3, 20), closed)):
        scene.rows["work"].append(
            {"staff_id": who[0], "person_id": who[1], "starts_at": a, "ends_at": b}
        )
    for at in scene.moments(6, opened, closed):
        scene.explained(who, "call", at, "assigned_occurrence", direction="out", duration_s=212.0)
    for at in scene.moments(9, opened, closed):
        scene.explained(who, "lookup", at, "assigned_occurrence", action="view")
    scene.explained(who, "attendance", opened, "attended_incident", crew_size=2)
    scene.explained(who, "visit", opened, "attended_incident", crew_size=2, distance_m=14.0)
    for at in scene.moments(2, opened, closed):
        scene.contact(who, "visit", at, status="uncheckable", distance_m=35.0, on_duty=None)
    late = scene.moments(38, datetime(2025, 5, 2), datetime(2025, 12, 20))
    calls = [
        scene.contact(who, "call", at, direction="out", channel="voice", duration_s=3.0)
        for at in late
    ]
    looks = [
        scene.contact(who, "lookup", at, action="view", field="contact")
        for at in scene.moments(5, datetime(2025, 5, 1), datetime(2025, 11, 2))
    ]
    texts = [
        scene.contact(who, "message", at, direction="out", channel="text")
        for at in scene.moments(7, datetime(2025, 6, 1), datetime(2025, 12, 2))
    ]
    visit = scene.contact(
        who, "visit", datetime(2025, 9, 12, 21, 40), crew_size=1, distance_m=120.0, parked="away"
    )
    scene.sign(
        who,
        "short_calls",
        "contact shape",
        events=calls,
        rarity_bits=9.0,
        peers="118 members in response",
        sentence="38 calls in 8 months, all under five seconds, none from the person.",
    )
    scene.sign(
        who,
        "after_closure",
        "after the purpose",
        events=calls[10:] + looks + texts,
        rarity_bits=6.4,
        sentence="40 contacts in the 8 months after the last recorded work for the person ended.",
    )
    scene.sign(
        who,
        "off_duty",
        "timing",
        events=[call for call in calls if not call["on_duty"]],
        rarity_bits=3.1,
        sentence="15 of the calls were made more than two hours from any working time.",
    )
    scene.sign(
        who,
        "solo_return",
        "visits",
        events=[visit],
        rarity_bits=4.2,
        sentence="A first visit with a colleague, then one alone seven months later.",
    )
    scene.sign(
        who,
        "unexplained_lookup",
        "look-ups",
        events=looks,
        rarity_bits=2.0,
        sentence="5 look-ups of contact details with no work behind them.",
    )
    scene.sign(
        who,
        "breadth",
        "contact shape",
        events=texts,
        rarity_bits=3.0,
        weight=0.3,
        sentence="7 texts after a year without any.",
    )
    scene.lead(
        who,
        headline=(
            "38 short calls to one person over 8 months, all after the work for that person "
            "ended, and one visit alone."
        ),
        likelihood=5,
        harm=4,
        band="priority",
        false_discovery_rate=0.012,
        first_at=calls[0]["at"],
        last_at=calls[-1]["at"],
        style_reasons=[],
        harm_reasons=["a domestic abuse marker was in force", "the member held the case"],
    )


def _many(scene: _Scene) -> None:
    """One member, several people."""
    staff = "S0093"
    scene.duties(staff)
    everything = []
    for place, person in enumerate(("P311", "P312", "P313")):
        who = (staff, person)
        opened = datetime(2025, 2 + 2 * place, 10, 9)
        scene.rows["links"].append(
            {
                "staff_id": staff,
                "person_id": person,
                "first_at": opened,
                "last_at": opened + timedelta(days=9),
            }
        )
        scene.explained(who, "attendance", opened, "attended_incident", crew_size=2)
        found = [
            scene.contact(who, "message", at, direction="out", channel="whatsapp")
            for at in scene.moments(60 - 20 * place, opened, opened + timedelta(days=120))
        ]
        everything += found
        scene.sign(
            who,
            "after_closure",
            "after the purpose",
            events=found,
            rarity_bits=5.5 - place,
            sentence=f"{len(found)} messages after the last recorded work for the person.",
        )
    scene.sign(
        (staff, None),
        "breadth",
        "pattern across people",
        events=everything,
        rarity_bits=8.2,
        peers="64 members in neighbourhood",
        sentence="Messages to 3 people outside open work in 9 months.",
    )
    for person in ("P311", None, "P312", "P313"):
        scene.lead(
            (staff, person),
            rank=2,
            lead_score=5.5 + 8.2 + 0.25 * (4.5 + 3.5),
            headline="Messages to three people, each soon after one incident."
            if person is None
            else "Messages after the last recorded work for the person.",
            style="exploratory",
            style_reasons=["several people", "tentative first messages after one incident"],
            harm_reasons="recorded vulnerability: young person; 3 people",
            first_at=datetime(2025, 2, 10, 9),
            last_at=datetime(2025, 10, 4, 9),
        )


def _partner(scene: _Scene) -> None:
    """A relationship that was there first: a look-up that stays unexplained."""
    who = ("S0200", "P77")
    looks = [
        scene.contact(who, "lookup", at, action="view", field="address")
        for at in (datetime(2025, 6, 3, 13, 5), datetime(2025, 6, 3, 13, 9))
    ]
    for at in scene.moments(240, datetime(2025, 1, 2), datetime(2025, 12, 28)):
        scene.contact(
            who, "call", at, direction=scene.chance.choice(["in", "out"]), duration_s=95.0
        )
    scene.sign(
        who,
        "unexplained_lookup",
        "look-ups",
        events=looks,
        rarity_bits=7.3,
        sentence="2 look-ups of an address within 4 minutes, with no work behind them.",
    )
    scene.lead(
        who,
        headline="2 look-ups of one person’s address with no work behind them.",
        origin="before any policing link",
        likelihood=3,
        harm=2,
        band="information",
        first_at=looks[0]["at"],
        last_at=looks[1]["at"],
    )


def rows(*, seed: int = 7, **changed: Any) -> ScanRows:
    """Three leads on the list and two below it."""
    scene = _Scene(seed)
    _calls(scene)
    _many(scene)
    _partner(scene)
    for staff_id, person_id in (("S0093", "P990"), ("S0311", "P12")):
        scene.lead((staff_id, person_id), headline="A few look-ups.", listed=False, score=3.0)
    return ScanRows(
        **(
            {
                "coverage": coverage(),
                "made_at": datetime(2026, 1, 1, 9, 30),
                "as_of": AS_OF,
                "version": "0.1.0",
                "signs": SIGNS,
                "explanations": EXPLANATIONS,
                "prompts": {"S0417": "There may be reason to offer support."},
                "staff": {
                    "S0417": {"role_family": "response", "name": "Officer Alpha"},
                    "S0093": {"role_family": "neighbourhood", "name": "Officer Bravo"},
                    "S0200": {"role_family": "control_room"},
                },
                "people": {"P20113": {"name": "Person Example"}},
                "matrix": MATRIX,
                "force": "Northmoor Police",
                "simulated": True,
                "seed": 7,
            }
            | scene.rows
            | changed
        )
    )


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


def report(**changed: Any) -> Report:
    """The report of `rows`."""
    return report_from(rows=rows(**changed))


def short() -> Report:
    """The same report with every part and few rows, for what looks at each cell."""
    told = rows()
    return report(contacts=told.contacts[::8], events=told.events[::8])


def nothing() -> Report:
    """A scan that listed nobody, of a folder that held little."""
    return report_from(
        rows=ScanRows(
            leads=[],
            coverage={
                "not_handed_over": ["calls", "searches", "positions"],
                "signs": [
                    {
                        "id": "short_calls",
                        "name": "Short, one-way calls to one person",
                        "status": "not seen",
                        "missing": ["calls"],
                    }
                ],
            },
            made_at=datetime(2026, 1, 1, 9, 30),
            as_of=AS_OF,
            version="0.1.0",
        )
    )


def crowd(*, leads: int = 60, events: int = 5_000) -> Report:
    """A full list: `events` rows of evidence shared between `leads` leads."""
    scene = _Scene(1)
    each = events // leads
    for place in range(leads):
        who = (f"S{place:04d}", f"P{place:05d}")
        scene.duties(who[0])
        found = [
            scene.contact(who, kind, at, direction="out")
            for kind in ("call", "lookup")
            for at in scene.moments(each // 2, datetime(2025, 1, 5), datetime(2025, 12, 20))
        ]
        for indicator, family in (("short_calls", "contact shape"), ("off_duty", "timing")):
            half = found[: each // 2] if indicator == "short_calls" else found[each // 2 :]
            scene.sign(
                who, indicator, family, events=half, rarity_bits=6.0, sentence=f"{each} contacts."
            )
        scene.lead(who, headline=f"{each} contacts with one person.")
    return report_from(
        rows=ScanRows(
            **scene.rows,
            coverage=coverage(),
            made_at=datetime(2026, 1, 1, 9, 30),
            as_of=AS_OF,
            version="0.1.0",
            signs=SIGNS,
        )
    )


def bare_coverage() -> Coverage:
    """The coverage of a scan that says nothing of itself."""
    return coverage_from({})
