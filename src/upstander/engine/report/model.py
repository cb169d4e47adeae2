"""What the report says, as plain data: no tables, no engine, nothing but values.

Times are local clock times of the force (build.py turns UTC into them). Labels ("Member 7F3A",
"Person 2") are already chosen: a Report holds no identifier that its reader may not see.

`coverage.json`
---------------
The same coverage, written by the scan for machines and read by `coverage.coverage_from`. Every key
may be left out, and then says nothing; unknown keys are ignored.

    contract_version, matrix_version   text
    as_of                              ISO date or date-time
    period                             {"from": ISO date-time, "to": ISO date-time}
    staff                              members of the workforce in the extracts
    listed                             how many leads are on this cycle's list
    list_allowed                       how many may be on it: a share of the workforce
    false_discovery_rate               of the list as a whole, 0 to 1; null where too few members
                                       have any evidence to say what chance would do
    tables                             {name: {"read", "accepted", "quarantined", "later"}}: rows;
                                       read = accepted + quarantined; `later` are those of the
                                       accepted that are recorded after `as_of` and were hidden
    not_handed_over                    [name of a contract table, ...]
    rejected                           [name of a contract table, ...]: they came, and every row
                                       broke the contract
    signs                              [{"id", "name", "version", "status": "ran" or "not seen",
                                       "missing": ["positions", "calls.duration_s", ...],
                                       "findings": how many; null for what is not ranked}]
    explained                          [{"kind", "role_family", "contacts", "explained",
                                       "unexplained", "uncheckable", "first_contacts",
                                       "first_explained"}]: one entry a kind of contact and role
                                       family; contacts = explained + unexplained + uncheckable;
                                       a first contact is the first of its pair
    numbers                            {"calls", "calls_with_nobody_on_record", "handsets",
                                       "handsets_with_no_member", "stops",
                                       "stops_with_nobody_booked", "matters",
                                       "matters_with_nobody_assigned", "contacts_they_explain"}:
                                       what the records cannot tie to anybody
    filters                            [{"file", "row", "owner", "reason", "kinds", "from", "to",
                                       "made_on", "expires_on": ISO dates, "state": "applied",
                                       "lapsed" or "not known yet", "contacts": how many it
                                       explains}]: what people judged
    put_right                          [{"id", "slug", "name", "version", "parts": [{"of",
                                       "shortfall", "number", "looked_at" (null: fewer than five),
                                       "sentence",
                                       "by_role_family": [{"role_family", "number", "looked_at"}],
                                       "in_all_others"}], "rules": [{"rule", "from", "checked_on",
                                       "days", "source"}]}]: what the force could put right; about
                                       nobody, and no part of any score
    explanations_not_available         {slug: [missing table or column, ...]}: explanations that
                                       could not be looked for
    content                            {"read": whether, "said": sentence} and, where it was,
                                       {"authority", "staff_told", "channels", "lexicon_version",
                                       "messages": how many}
    notes                              [sentence, ...]
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class TableCount:
    """Rows of one contract table. read = accepted + quarantined."""

    name: str
    read: int
    accepted: int
    quarantined: int
    later: int = 0  # accepted, but recorded after the date of the scan, so hidden


@dataclass(frozen=True, kw_only=True)
class SignRun:
    """Whether a warning sign ran, and what it lacked where it could not."""

    id: str
    name: str
    version: int
    ran: bool
    missing: tuple[str, ...] = ()
    findings: int | None = 0  # None: told elsewhere, because it is about nobody


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many contacts of one kind, by one role family, a recorded purpose explains."""

    kind: str
    role_family: str
    contacts: int
    explained: int
    unexplained: int
    uncheckable: int
    first_contacts: int = 0
    first_explained: int = 0


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What the records cannot tie to anybody. None: not counted."""

    calls: int | None = None
    calls_with_nobody_on_record: int | None = None
    handsets: int | None = None
    handsets_with_no_member: int | None = None
    stops: int | None = None
    stops_with_nobody_booked: int | None = None
    matters: int | None = None
    matters_with_nobody_assigned: int | None = None
    contacts_they_explain: int | None = None


@dataclass(frozen=True, kw_only=True)
class FilterUse:
    """A verdict of a person that explains contacts, or does so no longer."""

    file: str
    row: int
    owner: str
    reason: str
    kinds: tuple[str, ...]
    holds_from: date
    holds_to: date | None
    made_on: date
    expires_on: date
    state: str  # applied, lapsed, not known yet
    contacts: int


@dataclass(frozen=True, kw_only=True)
class FamilyCount:
    """How many of one role family."""

    role_family: str
    number: int
    looked_at: int


@dataclass(frozen=True, kw_only=True)
class PutRight:
    """One shortfall in what the force keeps, in a sentence and by role family. About nobody."""

    sign: str
    sentence: str
    in_order: bool
    families: tuple[FamilyCount, ...] = ()
    in_all_others: int = 0
    rules: tuple[str, ...] = ()  # what it was held against: days, since when, source


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the scan saw and, above all, what it could not."""

    tables: tuple[TableCount, ...] = ()
    not_handed_over: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    signs: tuple[SignRun, ...] = ()
    explained: tuple[Share, ...] = ()
    numbers: Numbers = field(default_factory=Numbers)
    explanations_missing: tuple[tuple[str, tuple[str, ...]], ...] = ()  # title, what it lacks
    filters: tuple[FilterUse, ...] = ()
    put_right: tuple[PutRight, ...] = ()
    notes: tuple[str, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    staff: int | None = None
    list_allowed: int | None = None
    false_discovery_rate: float | None = None
    contract_version: str = ""

    @property
    def unseen(self) -> tuple[str, ...]:
        """Tables of which nothing could be seen, for either reason."""
        return (*self.not_handed_over, *self.rejected)


@dataclass(frozen=True, kw_only=True)
class Interval:
    """`starts_at` (inclusive) to `ends_at` (exclusive; None: still open)."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Event:
    """A contact or another record, with the row of the extract that it comes from."""

    at: datetime
    kind: str  # words.CONTACT_KINDS, or what the record is: complaint, declaration, ...
    table: str
    file: str
    row: int
    status: str = ""  # words.STATUSES; empty: the question does not arise (a complaint)
    explained_by: str = ""  # the explanation's title
    explained_row: str = ""  # "assignments.csv, row 12"
    what: str = ""  # "out, voice, 4 s"
    on_duty: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A sign that fired, and every row it rests on."""

    indicator: str
    name: str
    family: str
    sentence: str
    at: datetime  # the first moment at which it could have been seen
    value: float
    rarity_bits: float
    weight: float  # the share of its bits that counts
    weight_reason: str = ""  # why that is less than all
    at_the_cap: bool = False  # rarer than the most that one sign may count for
    peers: str = ""  # who the peers are: "212 members in safeguarding"
    innocent: tuple[str, ...] = ()
    cannot_see: str = ""
    events: tuple[Event, ...] = ()

    @property
    def bits(self) -> float:
        """What it adds to the score."""
        return self.rarity_bits * self.weight


@dataclass(frozen=True, kw_only=True)
class PairFigure:
    """One figure of a pair's calls and messages. It describes, and is no part of a score."""

    what: str
    figure: str
    rests_on: str  # how many contacts, calls, gaps: a share of three is no share


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A member of staff and a member of the public, or the member alone (`person` None)."""

    person: str | None
    headline: str
    score: float  # bits
    first_at: datetime
    last_at: datetime
    origin: str = ""  # words.ORIGINS
    open_look_ups: int = 0  # look-ups that no purpose explains
    work_look_ups: int = 0  # those of them that cite a matter of the person or change the record
    evidence: tuple[Evidence, ...] = ()
    contacts: tuple[Event, ...] = ()  # every contact of the pair, for the timeline
    link: Interval | None = None  # recorded work that names both
    link_told: bool = True  # False: whether there is such work is not known here
    work: tuple[Interval, ...] = ()  # the parts of that work, one by one
    figures: tuple[PairFigure, ...] = ()  # none where the two neither rang nor wrote


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A member of staff with one pair or several, strongest first.

    The score is that of the strongest person and of the signs about the member alone, and a share
    of the scores of further people.
    """

    number: int  # its place on this list, from 1
    member: str
    people: int  # members of the public who count towards the score
    role_family: str
    score: float  # bits
    likelihood: int  # 1 to 5
    harm: int  # 1 to 5
    band: str  # words.BANDS
    pairs: tuple[Pair, ...]
    style: str = "unclear"  # words.STYLES
    style_reasons: tuple[str, ...] = ()
    harm_reasons: tuple[str, ...] = ()
    false_discovery_rate: float | None = None
    tours: tuple[Interval, ...] = ()  # working time
    below_the_list: int = 0  # further people with evidence, not on the list
    prompt: str = ""  # to offer support; no part of the score

    @property
    def headline(self) -> str:
        return self.pairs[0].headline

    @property
    def strongest(self) -> Pair | None:
        """The person who gives the lead its place; None where it is about the member alone."""
        return next((pair for pair in self.pairs if pair.person is not None), None)

    @property
    def alone(self) -> Pair | None:
        """What the signs say of the member alone."""
        return next((pair for pair in self.pairs if pair.person is None), None)

    @property
    def weaker(self) -> int:
        """Further people who are shown, with too little evidence to count towards the score."""
        return max(0, sum(pair.person is not None for pair in self.pairs) - self.people)

    @property
    def first_at(self) -> datetime:
        return min(pair.first_at for pair in self.pairs)

    @property
    def last_at(self) -> datetime:
        return max(pair.last_at for pair in self.pairs)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The force's own 5 x 5 matrix of likelihood and harm."""

    name: str = "the force's matrix of likelihood and harm"
    version: str = ""
    words: str = "The matrix is the force's own choice. It is not validated."
    likelihood: tuple[str, ...] = ("very low", "low", "medium", "high", "very high")
    harm: tuple[str, ...] = ("very low", "low", "medium", "high", "very high")
    bands: tuple[tuple[str, ...], ...] = ()  # bands[likelihood - 1][harm - 1]; may be empty
    most_bits_a_sign: float | None = None


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of the glossary."""

    word: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """One scan, for a person to read."""

    made_at: datetime
    as_of: datetime
    version: str
    coverage: Coverage
    leads: tuple[Lead, ...] = ()
    more_leads: int = 0  # pairs with evidence, below the list
    matrix: Matrix = field(default_factory=Matrix)
    glossary: tuple[Term, ...] = ()
    force: str = "this force"
    zone: str = "Europe/London"
    names_shown: bool = False
    simulated: bool = False
    seed: int | None = None
