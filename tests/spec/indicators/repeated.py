"""One drawn line, repeated in time."""

from datetime import datetime, timedelta


def repeated(line: str, *, first: str, number: int, hours: float) -> str:
    """The line (with `{at}` for the moment), that many times, so many hours apart."""
    start = datetime.fromisoformat(first)
    moments = (start + index * timedelta(hours=hours) for index in range(number))
    return "".join(line.format(at=moment) + "\n" for moment in moments)
