"""The stretch of time that a timeline shows: everything, or a quarter, a month or a week of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from upstander.engine.api import drawings

ALL, QUARTER, MONTH, WEEK = "all", "quarter", "month", "week"
ZOOMS = {ALL: "All", QUARTER: "Quarter", MONTH: "Month", WEEK: "Week"}
_MONTHS = {QUARTER: 3, MONTH: 1}
_EARLIEST, _LATEST = 1900, 2200  # years that a page can be asked for


@dataclass(frozen=True, kw_only=True)
class Period:
    """A quarter or month of the calendar, or a week from its Monday; `start` is its first day."""

    zoom: str = ALL
    start: date = date(2000, 1, 1)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From the `zoom` and `from` of an address; what makes no sense shows everything."""
        zoom = query.get("zoom", ALL)
        try:
            day = date.fromisoformat(query.get("from", ""))
        except ValueError:
            return cls()
        if zoom not in ZOOMS or zoom == ALL or not _EARLIEST <= day.year < _LATEST:
            return cls()
        return cls.of(zoom, day)

    @classmethod
    def of(cls, zoom: str, day: date) -> Self:
        """The one that holds the day."""
        if zoom == WEEK:
            return cls(zoom=zoom, start=day - timedelta(days=day.weekday()))
        months = _MONTHS.get(zoom)
        if months is None:
            return cls()
        return cls(zoom=zoom, start=date(day.year, day.month - (day.month - 1) % months, 1))

    @property
    def after(self) -> date:
        """The first day that is no longer in it."""
        if self.zoom == WEEK:
            return self.start + timedelta(days=7)
        month = self.start.month - 1 + _MONTHS.get(self.zoom, 0)
        return date(self.start.year + month // 12, month % 12 + 1, 1)

    @property
    def within(self) -> "drawings.Interval | None":
        """From its first midnight up to the one after it, by local clocks; None: everything."""
        if self.zoom == ALL:
            return None
        return drawings.Interval(
            starts_at=datetime.combine(self.start, time()),
            ends_at=datetime.combine(self.after, time()),
        )

    @property
    def words(self) -> str:
        """ "July to September 2025"."""
        if self.zoom == ALL:
            return "All records"
        if self.zoom == WEEK:
            return f"Week from {drawings.wording.day(self.start)}"
        last = self.after - timedelta(days=1)
        first = f"{self.start:%B} to " if self.zoom == QUARTER else ""
        return f"{first}{last:%B %Y}"

    @property
    def query(self) -> dict[str, str]:
        """As the parameters of an address."""
        return {} if self.zoom == ALL else {"zoom": self.zoom, "from": self.start.isoformat()}

    def before_it(self) -> "Period":
        return Period.of(self.zoom, self.start - timedelta(days=1))

    def after_it(self) -> "Period":
        return Period.of(self.zoom, self.after)
