"""From the outputs of a scan, as plain rows, to the Report that the page shows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from upstander.engine.report import wording
from upstander.engine.report.coverage import coverage_from, matrix_from, moment_of
from upstander.engine.report.glossary import GLOSSARY
from upstander.engine.report.in_figures import pair_figures
from upstander.engine.report.lessened import why_less
from upstander.engine.report.model import (
    Event,
    Evidence,
    Interval,
    Lead,
    Pair,
    Report,
)
from upstander.engine.report.names import Labels
from upstander.engine.report.pages import bullets, section

Row = Mapping[str, Any]
Key = tuple[str, str | None]
Source = tuple[str, str, int]

_EXPLAINING = ("status", "explained_by", "explained_table", "explained_file", "explained_row")


@dataclass(frozen=True, kw_only=True)
class ScanRows:
    """What a scan leaves behind, as lists of dictionaries. Times are UTC without zone.

    A key marked ? may be absent or None. A pair is staff_id with person_id, the person's record
    that the lead names; a row that has human_id belongs to the lead of that human, whichever of
    their records its person_id is. Both None: the member alone. Only rows of listed members are
    needed in all but `leads` (others are passed over); `leads` holds every lead with evidence, so
    that the rest can be counted. `*_reasons` are lists, or one text parted by "; ".

    leads      rank (shared by the rows of a member), listed (bool), staff_id, human_id?,
               person_id?, score (bits of this row), lead_score? (bits of the member; default: the
               highest score of the member's rows), likelihood (1-5), harm (1-5), band, style?,
               false_discovery_rate?, people? (members of the public who count towards the score;
               default: all), first_at, last_at, headline, origin?, open_look_ups?,
               work_look_ups?, style_reasons?, harm_reasons?. One lead a member, with a pair for
               each row, highest score first. likelihood, harm, band, style and rate are those
               of the member's first row.
    evidence   staff_id, human_id?, person_id?, indicator (id), family, at (or seen_at: the first
               moment at which it could have been seen), value, rarity_bits, weight (the share of
               the bits that counts), sentence, peers? ("212 members in safeguarding").
               rarity_bits x weight over a pair's rows is its score. origin_weight? is the part of
               the weight that comes of how contact began, record_weight? that of what the
               member recorded, explained_weight? that of purposes for what the sign rests on,
               named_weight? that of the stops among its rows.
    events     (those of a sign about the member alone carry the person of each contact)
               staff_id, human_id?, person_id?, indicator, at, kind, source_table, source_row,
               source_file? (default: the table), status?, explained_by? (slug). Where status is
               absent it is taken from the same source row in `contacts`.
    contacts   of listed pairs: staff_id, human_id?, person_id?, at, kind, status, source_table,
               source_row, source_file?, direction?, channel?, action?, field?, duration_s?,
               distance_m?, parked?, crew_size?, on_duty?, explained_by? (slug),
               explained_table?, explained_file?, explained_row?
    tours      staff_id, starts_at, ends_at
    links      staff_id, human_id?, person_id?, first_at, last_at? (None: still open)
    work       staff_id, human_id?, person_id?, starts_at, ends_at?: the parts of a link, each
               a purpose as recorded (duty_starts_at, duty_ends_at of PURPOSES)
    figures    staff_id, human_id?, person_id?, and the columns of PAIR_FIGURES
    signs      {id: {"name", "page"? (the sign's page, from which its innocent explanations and
               what it cannot see are taken), "innocent"?: [sentence, ...], "cannot_see"?}}
    explanations  {slug: title}
    prompts    {staff_id: sentence}: members to whom support should be offered
    staff      {staff_id: {"role_family", "name"?}}
    people     {person_id: {"name"?}}
    matrix     {"name", "version", "words", "likelihood": 5 words, "harm": 5 words,
               "bands": [likelihood - 1][harm - 1], or {1: [...], ...}, "most_bits_a_sign"};
               "signs" {id: share}, "rest_of_family", "spares" (families that how contact began does
               not touch), "about_member", "supporting_signs"; every key may be absent
    coverage   coverage.json, see model.py
    made_at    UTC; as_of UTC
    key        secret that pseudonyms are made with (see names.Labels)
    """

    leads: Sequence[Row]
    coverage: Row
    made_at: datetime
    as_of: datetime
    version: str
    evidence: Sequence[Row] = ()
    events: Sequence[Row] = ()
    contacts: Sequence[Row] = ()
    tours: Sequence[Row] = ()
    links: Sequence[Row] = ()
    work: Sequence[Row] = ()
    figures: Sequence[Row] = ()
    signs: Mapping[str, Row] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, Row] = field(default_factory=dict)
    people: Mapping[str, Row] = field(default_factory=dict)
    matrix: Row = field(default_factory=dict)
    force: str = "this force"
    zone: str = "Europe/London"
    key: str = ""
    names_shown: bool = False
    simulated: bool = False
    seed: int | None = None


def report_from(*, rows: ScanRows) -> Report:
    """The report of a scan. Pure: the same rows give the same report."""
    listed = [row for row in rows.leads if row["listed"]]
    scene = _Scene(rows)
    return Report(
        force=rows.force,
        made_at=scene.local(rows.made_at),
        as_of=scene.local(rows.as_of),
        version=rows.version,
        zone=rows.zone,
        coverage=coverage_from(rows.coverage, zone=rows.zone, explanations=rows.explanations),
        leads=tuple(scene.leads(listed)),
        more_leads=len(rows.leads) - len(listed),
        matrix=matrix_from(rows.matrix),
        glossary=GLOSSARY,
        names_shown=rows.names_shown,
        simulated=rows.simulated,
        seed=rows.seed,
    )


class _Scene:
    """The rows, sorted by the lead they belong to, and the labels to show."""

    def __init__(self, rows: ScanRows) -> None:
        self.rows = rows
        self.zone = ZoneInfo(rows.zone)
        self.labels = Labels(
            staff={key: row.get("name") or "" for key, row in rows.staff.items()},
            people={key: row.get("name") or "" for key, row in rows.people.items()},
            key=rows.key,
            names_shown=rows.names_shown,
        )
        self.records = {
            row["human_id"]: row["person_id"]
            for row in rows.leads
            if row.get("human_id") is not None and row.get("person_id") is not None
        }
        self.evidence = self.by_pair(rows.evidence)
        self.events: dict[tuple[Key, str], list[Row]] = defaultdict(list)
        alone = {(row["staff_id"], row["indicator"]) for row in self.evidence_alone()}
        for row in rows.events:
            sign = row["staff_id"], row["indicator"]
            key = (row["staff_id"], None) if sign in alone else self.key(row)
            self.events[key, row["indicator"]].append(row)
        self.contacts = self.by_pair(rows.contacts)
        self.links, self.work = self.by_pair(rows.links), self.by_pair(rows.work)
        self.figures = {self.key(row): row for row in rows.figures}
        self.tours: dict[str, list[Row]] = defaultdict(list)
        for row in rows.tours:
            self.tours[row["staff_id"]].append(row)
        self.below = Counter(
            row["staff_id"]
            for row in rows.leads
            if not row["listed"] and self.key(row)[1] is not None
        )
        self.filters = {
            (used["file"], used["row"]): used for used in rows.coverage.get("filters") or ()
        }
        self.known: dict[tuple[Key, Source], dict[str, Any]] = {}
        for row in rows.contacts:
            kept = {name: row[name] for name in _EXPLAINING if row.get(name) is not None}
            self.known[self.key(row), _source(row)] = kept

    def key(self, row: Row) -> Key:
        """The pair of a row: one human is the record of theirs that the lead names."""
        human, person = row.get("human_id"), row.get("person_id")
        return row["staff_id"], person if human is None else self.records.get(human, human)

    def by_pair(self, rows: Iterable[Row]) -> dict[Key, list[Row]]:
        found: dict[Key, list[Row]] = defaultdict(list)
        for row in rows:
            found[self.key(row)].append(row)
        return found

    def evidence_alone(self) -> Iterable[Row]:
        """The evidence about members alone, which may rest on contacts with several people."""
        return (row for row in self.rows.evidence if self.key(row)[1] is None)

    def local(self, moment: datetime | date | str) -> datetime:
        """UTC without zone as the force's own clock time, without zone."""
        moment = moment_of(moment)
        return moment.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def leads(self, listed: Iterable[Row]) -> Iterable[Lead]:
        members: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(listed, key=lambda row: (row["rank"], -row["score"])):
            members[row["staff_id"]].append(row)
        for number, (staff_id, pairs) in enumerate(members.items(), start=1):
            yield self.lead(number, staff_id, pairs)

    def lead(self, number: int, staff_id: str, pairs: Sequence[Row]) -> Lead:
        first = pairs[0]
        score = first.get("lead_score")
        return Lead(
            number=number,
            member=self.labels.member(staff_id),
            people=_people(pairs),
            role_family=self.rows.staff.get(staff_id, {}).get("role_family") or "other",
            score=max(row["score"] for row in pairs) if score is None else score,
            likelihood=first["likelihood"],
            harm=first["harm"],
            band=first["band"],
            style=first.get("style") or "unclear",
            style_reasons=self.reasons(first, "style_reasons"),
            harm_reasons=self.reasons(first, "harm_reasons"),
            false_discovery_rate=first.get("false_discovery_rate"),
            pairs=tuple(self.pair(row) for row in pairs),
            tours=tuple(self.interval(row) for row in self.tours[staff_id]),
            below_the_list=self.below[staff_id],
            prompt=self.rows.prompts.get(staff_id, ""),
        )

    def reasons(self, row: Row, name: str) -> tuple[str, ...]:
        found = row.get(name) or ()
        parts = found.split("; ") if isinstance(found, str) else found
        return tuple(self.masked(part, self.key(row)) for part in parts)

    def pair(self, row: Row) -> Pair:
        key = self.key(row)
        links = self.links.get(key, [])
        evidence = _strongest_first(self.evidence[key])
        return Pair(
            person=None if key[1] is None else self.labels.person(key[1]),
            headline=self.masked(row["headline"], key),
            score=row["score"],
            first_at=self.local(row["first_at"]),
            last_at=self.local(row["last_at"]),
            origin=row.get("origin") or "",
            open_look_ups=row.get("open_look_ups") or 0,
            work_look_ups=row.get("work_look_ups") or 0,
            evidence=tuple(self.sign(found, key, among=evidence) for found in evidence),
            contacts=tuple(self.event(found) for found in self.contacts[key]),
            link=self.interval(links[0], "first_at", "last_at") if links else None,
            work=tuple(self.interval(part) for part in self.work.get(key, [])),
            figures=pair_figures(self.figures.get(key)),
        )

    def sign(self, row: Row, key: Key, *, among: Sequence[Row]) -> Evidence:
        about = self.rows.signs.get(row["indicator"], {})
        page = about.get("page") or ""
        most = self.rows.matrix.get("most_bits_a_sign")
        events = sorted(self.events[key, row["indicator"]], key=lambda event: event["at"])
        return Evidence(
            indicator=row["indicator"],
            name=about.get("name") or row["indicator"],
            family=row["family"],
            sentence=self.masked(row["sentence"], key),
            at=self.local(row["at"] if row.get("at") is not None else row["seen_at"]),
            value=row["value"],
            rarity_bits=row["rarity_bits"],
            weight=row["weight"],
            weight_reason=why_less(row, among=among, matrix=self.rows.matrix),
            at_the_cap=most is not None and row["rarity_bits"] >= most,
            peers=row.get("peers") or "",
            innocent=tuple(about.get("innocent") or bullets(page, "Innocent explanations")),
            cannot_see=about.get("cannot_see") or section(page, "What it cannot see"),
            events=tuple(self.event(self.told(event, key)) for event in events),
        )

    def told(self, row: Row, key: Key) -> Row:
        """An event with what the contact of the same source row says of its status."""
        own = {name: value for name, value in row.items() if value is not None}
        return self.known.get((key, _source(row)), {}) | own

    def event(self, row: Row) -> Event:
        slug = row.get("explained_by") or ""
        return Event(
            at=self.local(row["at"]),
            kind=row["kind"],
            status=row.get("status") or "",
            table=row["source_table"],
            file=row.get("source_file") or row["source_table"],
            row=row["source_row"],
            explained_by=self.reason(slug, row),
            explained_row=_row_words(row),
            what=_what(row),
            on_duty=row.get("on_duty"),
        )

    def reason(self, slug: str, row: Row) -> str:
        """What explains a contact; where a person's verdict does, whose it is and why."""
        title = self.rows.explanations.get(slug) or wording.plain(slug)
        used = self.filters.get((row.get("explained_file"), row.get("explained_row")))
        if row.get("explained_table") != "filters" or used is None:
            return title
        until = wording.day(date.fromisoformat(used["expires_on"]))
        return f"{title}: {used['reason']} ({used['owner']}, until {until})"

    def interval(self, row: Row, starts: str = "starts_at", ends: str = "ends_at") -> Interval:
        until = row.get(ends)
        return Interval(
            starts_at=self.local(row[starts]), ends_at=None if until is None else self.local(until)
        )

    def masked(self, text: str, key: Key) -> str:
        people = [key[1]] if key[1] is not None else []
        return wording.with_days(self.labels.masked(text, staff_id=key[0], person_ids=people))


def _people(pairs: Sequence[Row]) -> int:
    """How many people count towards a lead, as the ranking says, or all that are named."""
    said = pairs[0].get("people")
    named = sum(
        row.get("human_id") is not None or row.get("person_id") is not None for row in pairs
    )
    return named if said is None else min(int(said), named)


def _source(row: Row) -> Source:
    table = row["source_table"]
    return table, row.get("source_file") or table, row["source_row"]


def _strongest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["rarity_bits"] * row["weight"], row["indicator"]))


def _what(row: Row) -> str:
    """A contact in a few words: "out, voice, 4 s"."""
    said = [wording.plain(str(row[k])) for k in ("direction", "channel", "action") if row.get(k)]
    if row.get("field"):
        said.append(f"{row['field']} details")
    if row.get("duration_s") is not None:
        said.append(f"{row['duration_s']:,.0f} s")
    if row.get("distance_m") is not None:
        said.append(f"{row['distance_m']:,.0f} m from the address")
    if row.get("parked"):
        said.append(f"parked {row['parked']}")
    if row.get("crew_size"):
        said.append("alone" if row["crew_size"] == 1 else f"crew of {row['crew_size']}")
    return ", ".join(said)


def _row_words(row: Row) -> str:
    if row.get("explained_row") is None:
        return ""
    where = row.get("explained_file") or row.get("explained_table")
    return f"{where}, row {row['explained_row']}" if where else f"row {row['explained_row']}"
