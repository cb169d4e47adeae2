"""What a scan could not see, in sentences: the first thing a reader of the report needs."""

from dataclasses import dataclass

from upstander.engine.report import wording
from upstander.engine.report.model import Coverage, SignRun
from upstander.engine.report.shares import total


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A figure large enough to be read at a glance, and what it is a figure of."""

    figure: str
    meaning: str


def key_figures(coverage: Coverage) -> tuple[KeyFigure, ...]:
    """The four figures that say how far this scan could see."""
    ran, whole = sum(sign.ran for sign in coverage.signs), total(coverage.explained)
    found = [
        KeyFigure(figure=f"{ran} of {len(coverage.signs)}", meaning="signs could be checked"),
        KeyFigure(
            figure=str(len(coverage.not_handed_over)),
            meaning="tables not handed over"
            if len(coverage.not_handed_over) != 1
            else "table not handed over",
        ),
    ]
    if whole.contacts:
        found += [
            KeyFigure(
                figure=wording.percent(whole.uncheckable, whole.contacts),
                meaning="of contacts could not be checked",
            ),
            KeyFigure(
                figure=wording.percent(whole.explained, whole.contacts),
                meaning="of contacts explained by a record",
            ),
        ]
    return tuple(found)


def unseen(coverage: Coverage) -> tuple[SignRun, ...]:
    """The signs that could not be checked."""
    return tuple(sign for sign in coverage.signs if not sign.ran)


def gaps(coverage: Coverage) -> tuple[str, ...]:
    """What could not be seen or tied to anybody, largest first in what it hides."""
    said = []
    if coverage.not_handed_over:
        tables = wording.listed([wording.plain(name) for name in coverage.not_handed_over])
        said.append(f"Not handed over: {tables}.")
    if coverage.rejected:
        tables = wording.listed([wording.plain(name) for name in coverage.rejected])
        said.append(f"Handed over, and every row broke the data contract: {tables}.")
    whole = total(coverage.explained)
    if whole.uncheckable:
        said.append(
            f"{wording.counted(whole.uncheckable, 'contact')} could not be checked, because the "
            "records that might explain them were not handed over. They are neither explained "
            "nor unexplained."
        )
    if coverage.explanations_missing:
        reasons = [
            f"{title} (needs {wording.listed([wording.plain(name) for name in missing])})"
            for title, missing in coverage.explanations_missing
        ]
        said.append(
            f"{wording.counted(len(reasons), 'explanation')} could not be looked for, so some "
            f"contacts may look unexplained or not be checked: {'; '.join(reasons)}."
        )
    said += _untied(coverage)
    lost = sum(table.quarantined for table in coverage.tables)
    if lost:
        read = sum(table.read for table in coverage.tables)
        said.append(
            f"{wording.counted(lost, 'row')} of {read:,} broke the data contract and "
            f"{'is' if lost == 1 else 'are'} in quarantine, each with its reason."
        )
    later = sum(table.later for table in coverage.tables)
    if later:
        said.append(
            f"{wording.counted(later, 'row')} recorded after the date of this scan "
            f"{'was' if later == 1 else 'were'} left out."
        )
    return (*said, *coverage.notes)


def _untied(coverage: Coverage) -> list[str]:
    """Calls, handsets and stops that no record ties to a person or a member."""
    numbers, said = coverage.numbers, []
    if numbers.calls_with_nobody_on_record:
        said.append(
            f"{_of(numbers.calls_with_nobody_on_record, numbers.calls, 'call')} went to or came "
            "from a number that nobody on record holds."
        )
    if numbers.handsets_with_no_member:
        said.append(
            f"{_of(numbers.handsets_with_no_member, numbers.handsets, 'handset')} "
            f"{'is' if numbers.handsets_with_no_member == 1 else 'are'} allocated to nobody."
        )
    if numbers.stops_with_nobody_booked:
        said.append(
            f"{_of(numbers.stops_with_nobody_booked, numbers.stops, 'stop')} had nobody booked on "
            "to the vehicle."
        )
    if numbers.matters_with_nobody_assigned:
        said.append(
            f"{_of(numbers.matters_with_nobody_assigned, numbers.matters, 'matter')} "
            f"{'has' if numbers.matters_with_nobody_assigned == 1 else 'have'} nobody assigned; "
            f"{wording.counted(numbers.contacts_they_explain or 0, 'contact')} rested on such a "
            "matter alone, by the member's own look-ups that cite it."
        )
    return said


def _of(count: int, whole: int | None, one: str) -> str:
    if not whole:
        return wording.counted(count, one)
    return f"{count:,} of {wording.counted(whole, one)} ({wording.percent(count, whole)})"
