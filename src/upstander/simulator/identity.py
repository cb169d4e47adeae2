"""What the force's records say about people: names as typed, numbers as noted, homes, markers.

One human being may stand behind two or three records; numbers are mistyped, stale, shared by a
family or a hostel, and handed on to strangers.
"""

import numpy as np
from numpy.random import Generator

from upstander.simulator import names
from upstander.simulator.basics import DAY, NONE, Array, Calendar, chance
from upstander.simulator.ledger import Ledger
from upstander.simulator.phones import PhoneBook
from upstander.simulator.public import MARKER_NAMES, Public

MISTYPED = 0.015
HOUSES = 15  # households of one postcode
ENDS = [f"{one}{two}" for one in "ABDEFGHJLN" for two in "PQRSTUWXYZ"]
DOMAINS = ("example.com", "example.org", "example.net")


def write(public: Public, calendar: Calendar, ledger: Ledger, book: PhoneBook) -> list[str]:
    """The five tables about the public. Returns the e-mail address of each human being."""
    rng = calendar.plan.stream("identity")
    given, family = _called(rng, public)
    _write_people(rng, public, ledger, given, family)
    _write_phones(rng, public, ledger, book)
    _write_homes(rng, public, calendar, ledger)
    record = public.record(rng, public.marker_human)
    kept = np.where(chance(rng, 0.85, len(record)), public.marker_human, record)
    ledger.add(
        "vulnerabilities",
        person_id=kept,
        recorded_at=public.marked_at,
        marker=ledger.texts.codes(MARKER_NAMES)[public.marker],
        ended_at=public.unmarked_at,
    )
    return _write_accounts(rng, public, ledger, given, family)


def _called(rng: Generator, public: Public) -> tuple[list[str], list[str]]:
    """Everybody's own name; most of a household shares the family name."""
    own = names.family(rng, public.count)
    shared = names.family(rng, int(public.household.max()) + 1)[public.household]
    number = np.where(chance(rng, 0.7, public.count), shared, own)
    return names.given(rng, public.female), [names.FAMILY[place] for place in number]


def _write_people(
    rng: Generator, public: Public, ledger: Ledger, given: list[str], family: list[str]
) -> None:
    humans = public.record_human
    again = np.arange(len(humans)) >= public.count
    first, last, born = [], [], public.born[humans].copy()
    for human, other in zip(humans, again, strict=True):
        call, name = given[human], family[human]
        if other:
            style = rng.integers(4)
            call = names.familiar(rng, call) if style != 1 else call
            name = names.misspelled(rng, name) if style >= 2 else name
            if public.female[human] and rng.random() < 0.12:
                name = names.FAMILY[int(names.family(rng, 1)[0])]
        first.append(call)
        last.append(name)
    slips = again & chance(rng, 0.18, len(humans))
    born[slips] += rng.choice([-365, -30, -1, 1, 9, 30, 365], int(slips.sum()))
    born[chance(rng, np.where(again, 0.15, 0.03), len(humans))] = NONE
    sex = np.where(public.female[humans], ledger.texts.code("F"), ledger.texts.code("M"))
    ledger.add(
        "people",
        person_id=np.arange(len(humans)),
        family_name=ledger.texts.codes(last),
        given_names=ledger.texts.codes(first),
        birth_date=born,
        sex=np.where(chance(rng, 0.04, len(humans)), NONE, sex),
    )


def _write_phones(rng: Generator, public: Public, ledger: Ledger, book: PhoneBook) -> None:
    humans = np.arange(public.count)
    changed = public.number_changes != NONE
    old = humans[(public.number != NONE) & public.listed]
    new = humans[changed & public.listed & chance(rng, 0.85, public.count)]
    wired = humans[(public.landline != NONE) & chance(rng, 0.7, public.count)]
    again = np.flatnonzero(public.record_human[public.count :] >= 0) + public.count
    again = again[chance(rng, 0.65, len(again))]
    noted = public.later_number[public.record_human[again]]
    noted = np.where(noted == NONE, public.number[public.record_human[again]], noted)
    again, noted = again[noted != NONE], noted[noted != NONE]
    learnt = public.number_changes[new] + rng.integers(0, 5, len(new)) * DAY
    ends = np.where(changed[old] & chance(rng, 0.5, len(old)), public.number_changes[old], NONE)
    for record, number, starts, until in (
        (old, public.number[old], NONE, ends),
        (new, public.later_number[new], learnt, NONE),
        (wired, public.landline[wired], NONE, NONE),
        (again, noted, NONE, NONE),
    ):
        wrong = chance(rng, MISTYPED, len(record))
        spelled = ledger.texts.codes(
            book.spelled(rng, int(one), mistyped=bool(bad))
            for one, bad in zip(number, wrong, strict=True)
        )
        ledger.add(
            "person_phones", person_id=record, number=spelled, starts_at=starts, ends_at=until
        )


def _write_homes(rng: Generator, public: Public, calendar: Calendar, ledger: Ledger) -> None:
    records = np.arange(len(public.record_human))
    humans = public.record_human
    known = chance(rng, np.where(records < public.count, 0.96, 0.75), len(records))
    moved = known & chance(rng, 0.12 * calendar.plan.years, len(records))
    when = np.where(
        moved, rng.integers(calendar.start - 500 * DAY, calendar.start, len(records)), NONE
    )
    uprn = 10_000_000_000 + public.household[humans] * 7
    here = np.flatnonzero(known)
    ledger.add(
        "person_addresses",
        person_id=here,
        starts_at=when[here],
        ends_at=NONE,
        uprn=np.where(chance(rng, 0.85, len(here)), uprn[here], NONE),
        easting=public.home[humans[here], 0],
        northing=public.home[humans[here], 1],
        **_address(public.household[humans[here]], ledger),
    )
    former = np.flatnonzero(moved)
    other = rng.integers(public.count, size=len(former))
    ledger.add(
        "person_addresses",
        person_id=former,
        starts_at=NONE,
        ends_at=when[former],
        uprn=10_000_000_000 + public.household[other] * 7,
        easting=public.home[other, 0],
        northing=public.home[other, 1],
        **_address(public.household[other], ledger),
    )


def _address(household: Array, ledger: Ledger) -> dict[str, Array]:
    """House and postcode of a household. No postcode of the country begins with ZZ."""
    street, house = np.divmod(household, HOUSES)
    codes = [
        f"ZZ{1 + one // (10 * len(ENDS))} {one // len(ENDS) % 10}{ENDS[one % len(ENDS)]}"
        for one in street.tolist()
    ]
    numbers = [str(1 + one) for one in house.tolist()]
    return {"house": ledger.texts.codes(numbers), "postcode": ledger.texts.codes(codes)}


def _write_accounts(
    rng: Generator, public: Public, ledger: Ledger, given: list[str], family: list[str]
) -> list[str]:
    handles = [
        f"{one.split()[0].lower()}.{two.lower()}{number}@{DOMAINS[number % 3]}"
        for number, (one, two) in enumerate(zip(given, family, strict=True))
    ]
    services = ("facebook", "instagram", "snapchat", "whatsapp", "other")
    has = np.flatnonzero(chance(rng, 0.45, public.count))
    ledger.add(
        "person_accounts",
        person_id=has,
        service="email",
        handle=ledger.texts.codes(handles[human] for human in has),
    )
    social = np.flatnonzero(chance(rng, 0.12, public.count))
    which = rng.integers(len(services), size=len(social))
    ledger.add(
        "person_accounts",
        person_id=social,
        service=ledger.texts.codes(services)[which],
        handle=ledger.texts.codes(f"{given[h].split()[0].lower()}_{h}" for h in social),
    )
    return handles
