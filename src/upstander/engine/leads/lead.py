"""The ranked list of leads: one lead a member of staff, with a row for each person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upstander.engine.leads.false_discovery import false_discovery_rates
from upstander.engine.leads.harm import harm_level
from upstander.engine.leads.matrix import Matrix
from upstander.engine.leads.style import Course, style_of

# Pairs below this many bits stand in the evidence, but not as a row of their own.
LEAST_PAIR_BITS = 2.0

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What the weighing found, small enough to read row by row."""

    members: Sequence[Row]  # staff_id, member_bits, people, first_at, last_at
    pairs: Sequence[Row]  # staff_id, human_id, pair_bits, first_at, last_at, and pair facts
    markers: Sequence[Row]  # staff_id, human_id, marker
    strongest: Mapping[tuple[str, str | None], Row]  # strongest evidence: sentence, family
    families: Mapping[str, frozenset[str]]  # staff_id -> families with evidence
    role_families: Mapping[str, str]


def leads(weighed: Weighed, *, staff: int, matrix: Matrix) -> list[dict[str, Any]]:
    """Every lead that has evidence, ranked; rows of one member share the rank.

    `listed` marks this cycle's list: at most `share_of_staff` of the workforce (at least one),
    and a tie at the end of the list leaves all of the tied ones off.
    """
    members = sorted(weighed.members, key=lambda row: (-row["member_bits"], row["staff_id"]))
    rates = false_discovery_rates([row["member_bits"] for row in members], among=staff)
    longest = max(int(staff * matrix.share_of_staff), 1)
    listed = listed_count([row["member_bits"] for row in members], longest=longest)
    pairs = _by_member(weighed.pairs)
    markers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in weighed.markers:
        markers[row["staff_id"], row["human_id"]].add(row["marker"])
    found = []
    for place, (member, rate) in enumerate(zip(members, rates, strict=True)):
        own = pairs.get(member["staff_id"], [])
        common = _common(member, own, markers, weighed, matrix) | {
            "rank": place + 1,
            "listed": place < listed,
            "false_discovery_rate": rate,
        }
        found.extend(_rows(member, own, common, weighed))
    return found


def listed_count(scores: Sequence[float], *, longest: int) -> int:
    """How many of the ranked scores are listed: a tie at the end leaves all of the tied off."""
    if len(scores) <= longest:
        return len(scores)
    cut = scores[longest]
    return sum(score > cut for score in scores[:longest])


def _by_member(pairs: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in pairs:
        grouped[row["staff_id"]].append(row)
    for rows in grouped.values():
        rows.sort(key=lambda row: (-row["pair_bits"], row["human_id"]))
    return grouped


def _common(
    member: Row,
    pairs: Sequence[Row],
    markers: Mapping[tuple[str, str], set[str]],
    weighed: Weighed,
    matrix: Matrix,
) -> dict[str, Any]:
    staff_id = member["staff_id"]
    counted = [
        row
        for place, row in enumerate(pairs)
        if place == 0 or row["pair_bits"] >= matrix.further_person_from
    ]
    people = [row["human_id"] for row in counted]
    own_markers = {mark for human in people for mark in markers.get((staff_id, human), ())}
    likelihood = matrix.likelihood_of(member["member_bits"])
    harm, harm_reasons = harm_level(
        markers=own_markers,
        people=len(people),
        role_family=weighed.role_families.get(staff_id, "other"),
        matrix=matrix,
    )
    style, style_reasons = style_of(
        Course(
            people=len(people),
            vulnerable_people=sum(bool(markers.get((staff_id, human))) for human in people),
            visited_people=sum(row["first_visit_at"] is not None for row in counted),
            first_contact_at=_earliest(row["first_contact_at"] for row in counted),
            first_visit_at=_earliest(row["first_visit_at"] for row in counted),
            families=weighed.families.get(staff_id, frozenset()),
        ),
        matrix=matrix,
    )
    return {
        "staff_id": staff_id,
        "lead_score": member["member_bits"],
        "likelihood": likelihood,
        "harm": harm,
        "harm_reasons": "; ".join(harm_reasons),
        "band": matrix.band_of(likelihood=likelihood, harm=harm),
        "style": style,
        "style_reasons": "; ".join(style_reasons),
        "people": len(people),
    }


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _rows(
    member: Row, pairs: Sequence[Row], common: Mapping[str, Any], weighed: Weighed
) -> list[dict[str, Any]]:
    staff_id = member["staff_id"]
    own = weighed.strongest.get((staff_id, None))
    rows = []
    if own is not None:
        rows.append(
            dict(common)
            | {
                "human_id": None,
                "person_id": None,
                "score": own["member_own_bits"],
                "first_at": own["first_at"],
                "last_at": own["last_at"],
                "headline": own["sentence"],
                "origin": None,
                "open_look_ups": None,
                "work_look_ups": None,
            }
        )
    for place, row in enumerate(pairs):
        if place and row["pair_bits"] < LEAST_PAIR_BITS:
            continue
        strongest = weighed.strongest[staff_id, row["human_id"]]
        rows.append(
            dict(common)
            | {
                "human_id": row["human_id"],
                "person_id": row["person_id"],
                "score": row["pair_bits"],
                "first_at": row["first_at"],
                "last_at": row["last_at"],
                "headline": strongest["sentence"],
                "origin": row["origin"],
                "open_look_ups": row["open_look_ups"],
                "work_look_ups": row["work_look_ups"],
            }
        )
    return sorted(rows, key=lambda row: -row["score"])
