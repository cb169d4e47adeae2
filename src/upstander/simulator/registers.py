"""What the force keeps about its own: declarations, vetting, training, checks, apps, schemes."""

import numpy as np
from numpy.random import Generator

from upstander.simulator import names
from upstander.simulator.basics import DAY, HOUR, NONE, Array, Calendar, Plan, chance
from upstander.simulator.ledger import Ledger
from upstander.simulator.phones import PhoneBook
from upstander.simulator.private_lives import PARTNER, Ties
from upstander.simulator.public import Public
from upstander.simulator.recording import Purposes
from upstander.simulator.workforce import Staff

COURSES = (
    ("Abuse of position", 0.82, 365 * 3),
    ("Code of Ethics", 0.9, 365 * 2),
    ("Data protection", 0.86, 365),
    ("Domestic abuse matters", 0.4, None),
    ("Safeguarding young people", 0.3, 365 * 3),
    ("Personal safety", 0.6, 365),
    ("Social media and you", 0.25, None),
)
APPS = (
    ("Pronto", True, 0.7),
    ("Outlook", True, 0.95),
    ("Teams", True, 0.9),
    ("Maps", True, 0.8),
    ("WhatsApp", True, 0.3),
    ("WhatsApp", False, 0.06),
    ("Snapchat", False, 0.015),
    ("Instagram", False, 0.02),
    ("Facebook", False, 0.03),
    ("Telegram", False, 0.01),
    ("Signal", False, 0.015),
)
OTHER_DECLARATIONS = (
    ("association", 0.05),
    ("business_interest", 0.12),
    ("gift", 0.05),
    ("social_media", 0.03),
    ("conflict_of_interest", 0.03),
    ("change_of_circumstances", 0.25),
)


def declare(
    plan: Plan,
    calendar: Calendar,
    ledger: Ledger,
    book: PhoneBook,
    staff: Staff,
    public: Public,
    ties: Ties,
    reports: list[tuple[int, int, int]],
    purposes: Purposes,
) -> None:
    """The register of declarations. `reports`: member, person and time of reported approaches.

    A relationship that was declared before a contact is a recorded reason for it.
    """
    rng = plan.stream("registers.declare")
    today, start = calendar.end // DAY, calendar.start // DAY
    rows = np.flatnonzero(ties.declared)
    on = rng.integers(start - 1_500, start + (today - start) // 3, len(rows))
    _declarations(
        rng,
        ledger,
        book,
        public,
        member=ties.staff[rows],
        on=on,
        human=ties.human[rows],
        kind=np.where(ties.kind[rows] == PARTNER, "partner", "association"),
    )
    until = np.full(len(rows), calendar.end)
    purposes.add(ties.staff[rows], ties.human[rows], (on + 1) * DAY, until)
    if reports:
        member, human, at = (np.array(column) for column in zip(*reports, strict=True))
        _declarations(
            rng,
            ledger,
            book,
            public,
            member=member,
            on=at // DAY,
            human=human,
            kind=np.full(len(member), "conflict_of_interest"),
        )
    _declare_strangers(rng, ledger, staff, ties, start=start, today=today)


def _declare_strangers(
    rng: Generator, ledger: Ledger, staff: Staff, ties: Ties, *, start: int, today: int
) -> None:
    """Partners whom no record knows, and what is about nobody: interests, gifts, changes."""
    strangers = np.flatnonzero(chance(rng, 0.42, staff.count))
    strangers = np.setdiff1d(strangers, ties.staff[ties.kind == PARTNER])
    given = names.given(rng, ~staff.female[strangers])
    family = names.family(rng, len(strangers))
    ledger.add(
        "declarations",
        declaration_id=_numbers(ledger, len(strangers)),
        kind="partner",
        staff_id=strangers,
        declared_on=rng.integers(start - 2_000, today, len(strangers)),
        name=ledger.texts.codes(
            f"{one} {names.FAMILY[two]}" for one, two in zip(given, family, strict=True)
        ),
    )
    for kind, share in OTHER_DECLARATIONS:
        member = np.flatnonzero(chance(rng, share, staff.count))
        detail = "Reference on file" if kind in ("business_interest", "gift") else None
        ledger.add(
            "declarations",
            declaration_id=_numbers(ledger, len(member)),
            kind=kind,
            staff_id=member,
            declared_on=rng.integers(start - 700, today, len(member)),
            detail=detail,
        )


def _numbers(ledger: Ledger, count: int) -> Array:
    first = ledger.counts.get("declarations", 0)
    return np.arange(first, first + count)


def _declarations(
    rng: Generator,
    ledger: Ledger,
    book: PhoneBook,
    public: Public,
    *,
    member: Array,
    on: Array,
    human: Array,
    kind: Array,
) -> None:
    """Declarations about people on record: by record, by number, or by both."""
    number = public.number_at(human, on * DAY)
    known = chance(rng, 0.7, len(member)) | (number == NONE)
    spelled = [
        book.spelled(rng, int(one)) if one != NONE and rng.random() < 0.6 else None
        for one in number
    ]
    ledger.add(
        "declarations",
        declaration_id=_numbers(ledger, len(member)),
        staff_id=member,
        kind=ledger.texts.codes(str(one) for one in kind),
        declared_on=on,
        person_id=np.where(known, human, NONE),
        number=ledger.texts.codes(spelled),
        birth_date=np.where(chance(rng, 0.5, len(member)), public.born[human], NONE),
    )


def keep(plan: Plan, calendar: Calendar, ledger: Ledger, staff: Staff) -> None:
    """Vetting, training, integrity checks, apps, schemes and who leads them."""
    rng = plan.stream("registers.keep")
    today, everyone = calendar.end // DAY, np.arange(staff.count)
    granted = np.maximum(staff.joined, today - rng.integers(20, 3_700, staff.count))
    level = np.where(
        chance(rng, 0.14, staff.count),
        ledger.texts.code("Management vetting"),
        ledger.texts.code("Recruitment vetting"),
    )
    ledger.add(
        "vetting", staff_id=everyone, level=level, granted_on=granted, expires_on=granted + 3_650
    )
    for course, share, lasts in COURSES:
        member = np.flatnonzero(chance(rng, share, staff.count))
        day = np.maximum(staff.joined[member], today - rng.integers(1, 900, len(member)))
        at = np.minimum(day, today - 1) * DAY + rng.integers(8, 17, len(member)) * HOUR
        spent = rng.lognormal(6.9, 0.7, len(member))
        spent = np.where(chance(rng, 0.06, len(member)), rng.uniform(15, 90, len(member)), spent)
        score = np.clip(rng.normal(84, 9, len(member)), 40, 100).round()
        ledger.add(
            "training",
            staff_id=member,
            course=course,
            completed_at=at,
            expires_on=at // DAY + lasts if lasts else NONE,
            seconds_spent=spent.round(),
            score=np.where(chance(rng, 0.3, len(member)), np.nan, score),
        )
    _checks(rng, calendar, ledger, staff)
    for app, allowed, share in APPS:
        member = np.flatnonzero(chance(rng, share, staff.count))
        seen = np.maximum(
            staff.joined[member] * DAY,
            calendar.start - 200 * DAY + rng.integers(0, 500 * DAY, len(member)),
        )
        seen = np.minimum(seen, calendar.end - DAY)
        gone = chance(rng, 0.2, len(member)) & (seen < calendar.end - 20 * DAY)
        last = seen + (rng.random(len(member)) * (calendar.end - seen)).astype(np.int64)
        ledger.add(
            "device_apps",
            staff_id=member,
            app=app,
            first_seen_at=seen,
            allowed=allowed,
            last_seen_at=np.where(gone, last, NONE),
        )
    _schemes(rng, calendar, ledger, staff)


def _checks(rng: Generator, calendar: Calendar, ledger: Ledger, staff: Staff) -> None:
    member = np.flatnonzero((staff.manager != NONE) & chance(rng, 0.78, staff.count))
    opened = calendar.start + rng.integers(0, calendar.end - calendar.start - DAY, len(member))
    sent = chance(rng, 0.9, len(member))
    submitted = opened + rng.integers(0, 20 * DAY, len(member)) + HOUR
    talked = sent & chance(rng, 0.75, len(member))
    discussed = submitted + rng.integers(HOUR, 30 * DAY, len(member))
    spent = np.where(
        chance(rng, 0.12, len(member)),
        rng.uniform(10, 60, len(member)),
        rng.lognormal(6.2, 0.6, len(member)),
    ).round()
    ledger.add(
        "integrity_checks",
        staff_id=member,
        supervisor_id=staff.manager[member],
        opened_at=opened,
        submitted_at=np.where(sent, submitted, NONE),
        discussed_at=np.where(talked, discussed, NONE),
        seconds_spent=np.where(sent, spent, np.nan),
    )


def _schemes(rng: Generator, calendar: Calendar, ledger: Ledger, staff: Staff) -> None:
    kinds = ("cadets", "diversion", "school", "other")
    count = 2 + staff.count // 150
    kind = np.arange(count) % len(kinds)
    starts = calendar.start - rng.integers(100, 2_500, count) * DAY
    ledger.add(
        "schemes",
        scheme_id=np.arange(count),
        name=ledger.texts.codes(f"{kinds[k].capitalize()} scheme {n}" for n, k in enumerate(kind)),
        kind=ledger.texts.codes(kinds)[kind],
        starts_at=starts,
        ends_at=NONE,
        registered_with_vpc=chance(rng, np.where(kind == 0, 0.9, 0.35), count).astype(np.int8),
    )
    pool = np.concatenate([staff.of_role("Cadet Leader"), staff.of_family("neighbourhood")])
    pool = pool if len(pool) else np.arange(staff.count)
    scheme = np.repeat(np.arange(count), 2)
    since = np.maximum(starts[scheme], calendar.start - rng.integers(1, 900, len(scheme)) * DAY)
    trained = np.where(chance(rng, 0.8, len(scheme)), since // DAY + 20, NONE)
    ledger.add(
        "scheme_leaders",
        scheme_id=scheme,
        staff_id=rng.choice(pool, len(scheme)),
        starts_at=since,
        ends_at=NONE,
        safeguarding_trained_on=np.minimum(trained, calendar.end // DAY - 1),
    )
