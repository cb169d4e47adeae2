"""Everyone who works for the force: roles, teams, managers, homes and handsets."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator import names
from upstander.simulator.basics import DAY, NONE, Array, Calendar, Plan, chance, draw
from upstander.simulator.geography import Land
from upstander.simulator.ledger import Ledger
from upstander.simulator.phones import PhoneBook


@dataclass(frozen=True, kw_only=True)
class Role:
    """A job. `share` is its share of the workforce, as published workforce figures have it."""

    title: str
    kind: str
    family: str
    share: float
    shift: str
    rank: str = "Constable"
    leads: bool = False


ROLES = (
    Role(title="Response Officer", kind="officer", family="response", share=0.19, shift="rota"),
    Role(title="Response Sergeant", kind="officer", family="response", share=0.03, shift="rota",
         rank="Sergeant", leads=True),
    Role(title="Special Constable", kind="special", family="response", share=0.03,
         shift="evenings", rank="Special Constable"),
    Role(title="Neighbourhood Officer", kind="officer", family="neighbourhood", share=0.065,
         shift="early and late"),
    Role(title="Police Community Support Officer", kind="pcso", family="neighbourhood",
         share=0.05, shift="early and late", rank="PCSO"),
    Role(title="Neighbourhood Sergeant", kind="officer", family="neighbourhood", share=0.013,
         shift="early and late", rank="Sergeant", leads=True),
    Role(title="Detective Constable CID", kind="officer", family="investigation", share=0.085,
         shift="office", rank="Detective Constable"),
    Role(title="Police Staff Investigator", kind="police_staff", family="investigation",
         share=0.045, shift="office", rank="Grade E"),
    Role(title="Detective Sergeant CID", kind="officer", family="investigation", share=0.02,
         shift="office", rank="Detective Sergeant", leads=True),
    Role(title="Domestic Abuse Officer", kind="officer", family="safeguarding", share=0.04,
         shift="office"),
    Role(title="Child Protection Detective", kind="officer", family="safeguarding", share=0.03,
         shift="office", rank="Detective Constable"),
    Role(title="Public Protection Sergeant", kind="officer", family="safeguarding", share=0.012,
         shift="office", rank="Detective Sergeant", leads=True),
    Role(title="Detention Officer", kind="police_staff", family="custody", share=0.035,
         shift="twelve", rank="Grade D"),
    Role(title="Custody Sergeant", kind="officer", family="custody", share=0.015, shift="twelve",
         rank="Sergeant", leads=True),
    Role(title="Communications Officer", kind="police_staff", family="control_room", share=0.055,
         shift="twelve", rank="Grade D"),
    Role(title="Radio Dispatcher", kind="police_staff", family="control_room", share=0.03,
         shift="twelve", rank="Grade D"),
    Role(title="Control Room Supervisor", kind="police_staff", family="control_room", share=0.01,
         shift="twelve", rank="Grade F", leads=True),
    Role(title="Enquiry Desk Officer", kind="police_staff", family="enquiry_desk", share=0.025,
         shift="office", rank="Grade C"),
    Role(title="Roads Policing Officer", kind="officer", family="roads", share=0.035,
         shift="rota"),
    Role(title="Professional Standards Investigator", kind="police_staff",
         family="professional_standards", share=0.013, shift="office", rank="Grade F"),
    Role(title="Intelligence Researcher", kind="police_staff", family="support", share=0.03,
         shift="office", rank="Grade E"),
    Role(title="Safeguarding Hub Assessor", kind="police_staff", family="support", share=0.015,
         shift="office", rank="Grade E"),
    Role(title="Crime Quality Auditor", kind="police_staff", family="support", share=0.013,
         shift="office", rank="Grade D"),
    Role(title="Business Support Officer", kind="police_staff", family="support", share=0.06,
         shift="office", rank="Grade B"),
    Role(title="IT Technician", kind="police_staff", family="support", share=0.018,
         shift="office", rank="Grade D"),
    Role(title="Crime Scene Investigator", kind="police_staff", family="other", share=0.018,
         shift="early and late", rank="Grade E"),
    Role(title="Cadet Leader", kind="volunteer", family="other", share=0.008, shift="evenings",
         rank="Volunteer"),
    Role(title="Police Support Volunteer", kind="volunteer", family="enquiry_desk", share=0.01,
         shift="evenings", rank="Volunteer"),
    Role(title="Facilities Contractor", kind="contractor", family="other", share=0.012,
         shift="office", rank="Contractor"),
)  # fmt: skip

CENTRAL = ("custody", "control_room", "roads", "professional_standards", "support", "other")
RELIEFS = {"rota": 5, "twelve": 4}
ETHNICITIES = ("White", "Asian", "Black", "Mixed", "Other", "Not stated")
FEMALE_SHARE = {"officer": 0.35, "special": 0.29, "pcso": 0.46, "police_staff": 0.6}


@dataclass(frozen=True, kw_only=True)
class Staff:
    """One place per member; days are days since 1970; `left` is far off for who stayed."""

    role: Array
    area: Array
    relief: Array
    team: Array
    manager: Array
    joined: Array
    left: Array
    female: Array
    birth_year: Array
    home: Array
    handset: Array
    later_handset: Array
    handset_changes: Array
    personal: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.role)

    def of_role(self, *titles: str) -> Array:
        """Members with one of the job titles."""
        wanted = [number for number, role in enumerate(ROLES) if role.title in titles]
        return np.flatnonzero(np.isin(self.role, wanted))

    def of_family(self, *families: str) -> Array:
        """Members of one of the role families."""
        wanted = [number for number, role in enumerate(ROLES) if role.family in families]
        return np.flatnonzero(np.isin(self.role, wanted))

    @property
    def family(self) -> Array:
        """Each member's role family."""
        return np.array([role.family for role in ROLES])[self.role]

    @property
    def kind(self) -> Array:
        """Each member's kind of employment."""
        return np.array([role.kind for role in ROLES])[self.role]

    @property
    def shift(self) -> Array:
        """Each member's shift pattern."""
        return np.array([role.shift for role in ROLES])[self.role]

    def number_at(self, member: Array, at: Array) -> Array:
        """The handset a member carries at a moment, as its place in the phone book."""
        later = (self.handset_changes[member] != NONE) & (at >= self.handset_changes[member])
        return np.where(later, self.later_handset[member], self.handset[member])

    def employed(self, member: Array, at: Array) -> Array:
        """Whether a member worked for the force at a moment."""
        day = at // DAY
        return (self.joined[member] <= day) & (day < self.left[member])


def recruit(plan: Plan, calendar: Calendar, land: Land, book: PhoneBook) -> Staff:
    """Fill the posts."""
    rng = plan.stream("workforce")
    role = _posts(plan.staff)
    count = len(role)
    family = np.array([one.family for one in ROLES])[role]
    area = draw(rng, land.people_share, count)
    relief, team = _teams(role, area, family)
    joined, left = _service(rng, calendar, count)
    kinds = np.array([one.kind for one in ROLES])[role]
    female = rng.random(count) < np.array([FEMALE_SHARE.get(kind, 0.4) for kind in kinds])
    home_area = np.where(rng.random(count) < 0.55, area, rng.integers(land.areas, size=count))
    changes = np.where(
        rng.random(count) < 0.07 * plan.years,
        rng.integers(calendar.start, calendar.end, count),
        NONE,
    )
    return Staff(
        role=role,
        area=area,
        relief=relief,
        team=team,
        manager=_managers(rng, role, area, team, family),
        joined=joined,
        left=left,
        female=female,
        birth_year=(joined // 365 + 1970 - 19 - rng.gamma(2, 5, count)).astype(int).clip(1958),
        home=np.round(land.spot(rng, home_area)),
        handset=book.take(count),
        later_handset=book.take(count),
        handset_changes=changes,
        personal=book.take(count),
    )


def _posts(count: int) -> Array:
    """The role of each member: the published shares, but no role left out where there is room."""
    shares = np.array([role.share for role in ROLES])
    posts = np.floor(shares / shares.sum() * count).astype(int)
    if count >= 2 * len(ROLES):
        posts = np.maximum(posts, 1)
    order = np.argsort(-shares)
    place = 0
    while posts.sum() != count:
        step = 1 if posts.sum() < count else -1
        number = order[place % len(order)]
        if posts[number] + step >= (1 if count >= 2 * len(ROLES) else 0):
            posts[number] += step
        place += 1
    return np.repeat(np.arange(len(ROLES)), posts)


def _teams(role: Array, area: Array, family: Array) -> tuple[Array, Array]:
    """Relief (which turn of the rota) and team of each member: a family, an area, a relief."""
    shift = np.array([one.shift for one in ROLES])[role]
    relief = np.zeros(len(role), dtype=np.int64)
    team = np.zeros(len(role), dtype=np.int64)
    teams: dict[tuple[str, int, int], int] = {}
    seats: dict[tuple[str, int], int] = {}
    for member in range(len(role)):
        group = str(family[member])
        place = 0 if group in CENTRAL else int(area[member])
        seat = seats.get((group, place), 0)
        seats[group, place] = seat + 1
        reliefs = RELIEFS.get(str(shift[member]))
        relief[member] = seat % reliefs if reliefs else seat // 9
        key = (group, place, int(relief[member]))
        team[member] = teams.setdefault(key, len(teams))
    return relief, team


def _managers(rng: Generator, role: Array, area: Array, team: Array, family: Array) -> Array:
    """Who leads whom: a supervisor of the team, else of the family nearby, else any."""
    leads = np.array([one.leads for one in ROLES])[role]
    manager = np.full(len(role), NONE)
    for member in range(len(role)):
        same = leads & (family == family[member]) & (np.arange(len(role)) != member)
        for narrower in (same & (team == team[member]), same & (area == area[member]), same, leads):
            choice = np.flatnonzero(narrower)
            if len(choice) and not (leads[member] and narrower is leads):
                manager[member] = choice[rng.integers(len(choice))]
                break
    return manager


def _service(rng: Generator, calendar: Calendar, count: int) -> tuple[Array, Array]:
    """First and last day of service."""
    today, start = calendar.end // DAY, calendar.start // DAY
    served = rng.gamma(1.4, 3_000, count).astype(int).clip(30, 12_000)
    new = rng.random(count) < 0.06 * calendar.plan.years
    joined = np.where(new, rng.integers(start, today - 20, count), start - served)
    leaves = (rng.random(count) < 0.05 * calendar.plan.years) & ~new
    left = np.where(leaves, rng.integers(start + 20, today, count), today + 10_000)
    return joined, left


def write(staff: Staff, calendar: Calendar, ledger: Ledger, book: PhoneBook) -> None:
    """The tables `staff`, `staff_phones` and `staff_addresses`."""
    rng = calendar.plan.stream("workforce.write")
    texts, count = ledger.texts, staff.count
    given = names.given(rng, staff.female)
    surname = names.family(rng, count)
    gone = staff.left < calendar.end // DAY
    forces = ("Northmarch Police", "Eastvale Constabulary", "Southmoor Police")
    moved = np.where(rng.random(count) < 0.08, rng.integers(len(forces), size=count), NONE)
    ledger.add(
        "staff",
        staff_id=np.arange(count),
        kind=texts.codes(ROLES[r].kind for r in staff.role),
        name=texts.codes(f"{g} {names.FAMILY[s]}" for g, s in zip(given, surname, strict=True)),
        rank=texts.codes(ROLES[r].rank for r in staff.role),
        role=texts.codes(ROLES[r].title for r in staff.role),
        role_family=texts.codes(ROLES[r].family for r in staff.role),
        team_id=staff.team,
        line_manager_id=staff.manager,
        joined_on=staff.joined,
        left_on=np.where(gone, staff.left, NONE),
        previous_force=np.where(moved == NONE, NONE, texts.codes(forces)[moved]),
        sex=texts.codes("female" if her else "male" for her in staff.female),
        birth_year=staff.birth_year,
        ethnicity=texts.codes(ETHNICITIES)[draw(rng, np.array([82, 7, 3, 4, 1, 3]), count)],
    )
    _write_phones(rng, staff, calendar, ledger, book)
    moves = chance(rng, 0.04 * calendar.plan.years, count)
    moved_at = np.where(moves, rng.integers(calendar.start, calendar.end, count), NONE)
    ledger.add(
        "staff_addresses",
        staff_id=np.arange(count),
        easting=staff.home[:, 0],
        northing=staff.home[:, 1],
        starts_at=moved_at,
        ends_at=NONE,
    )
    former = np.flatnonzero(moves)
    land = staff.home[former] + rng.normal(0, 4_000, (len(former), 2))
    ledger.add(
        "staff_addresses",
        staff_id=former,
        easting=np.round(land[:, 0]),
        northing=np.round(land[:, 1]),
        starts_at=NONE,
        ends_at=moved_at[former],
    )


def _write_phones(
    rng: Generator, staff: Staff, calendar: Calendar, ledger: Ledger, book: PhoneBook
) -> None:
    everyone = np.arange(staff.count)
    changed = np.flatnonzero(staff.handset_changes != NONE)
    known = np.flatnonzero(chance(rng, 0.65, staff.count))
    for member, number, ownership, starts, ends in (
        (everyone, staff.handset, "force", np.full(staff.count, NONE), staff.handset_changes),
        (changed, staff.later_handset[changed], "force", staff.handset_changes[changed], NONE),
        (known, staff.personal[known], "personal", NONE, NONE),
    ):
        spelled = ledger.texts.codes(book.spelled(rng, int(one)) for one in number)
        ledger.add(
            "staff_phones",
            staff_id=member,
            number=spelled,
            ownership=ownership,
            starts_at=starts,
            ends_at=ends,
        )
