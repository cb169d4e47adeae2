"""A scan's rows, made up, for the tests of the report. Nobody in them exists."""

from datetime import datetime, timedelta
from typing import Any

from tests.support.report_rows import SceneRows
from tests.support.report_told import (
    AS_OF,
    EXPLANATIONS,
    FIGURES,
    MATRIX,
    SIGNS,
    coverage,
)
from upstander.engine.report.build import ScanRows, report_from
from upstander.engine.report.coverage import coverage_from
from upstander.engine.report.model import Coverage, Report


def _calls(scene: SceneRows) -> None:
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
    scene.rows["figures"].append({"staff_id": who[0], "person_id": who[1]} | FIGURES)
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


def _many(scene: SceneRows) -> None:
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


def _partner(scene: SceneRows) -> None:
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
    scene = SceneRows(seed)
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
    scene = SceneRows(1)
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
