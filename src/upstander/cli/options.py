"""Options that several commands share, and how their text becomes a value."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from upstander.errors import UsageError

DEFAULT_ZONE = "Europe/London"
DEFAULT_MEMORY = "4GB"

Extracts = Annotated[
    Path,
    typer.Argument(
        metavar="EXTRACTS",
        help="The folder of extracts: one CSV or Parquet file, or a folder of parts, a table.",
    ),
]
Mappings = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE_OR_FOLDER",
        help="Source mappings in YAML: renaming, translating, combining columns.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Know nothing later than the end of this day, or than this moment (local time).",
    ),
]
Zone = Annotated[
    str, typer.Option(help="The time zone of times that come without one, and of local hours.")
]
Memory = Annotated[
    str, typer.Option(metavar="SIZE", help="How much memory the engine may use, such as 2GB.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object to stdout, and nothing else there.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
Out = Annotated[Path, typer.Option(metavar="FOLDER", help="Where the results go.")]
Settings = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The force's own thresholds and windows, in YAML."),
]

Only = Annotated[
    list[str] | None,
    typer.Option(metavar="SIGN", help="Only these signs, by id or slug; repeat it or use commas."),
]
Threads = Annotated[
    int | None,
    typer.Option(min=1, metavar="NUMBER", help="How many cores to use; all where it is not given."),
]
Names = Annotated[
    bool,
    typer.Option("--names", help="Show names in the report; without it they are pseudonyms."),
]
NoContacts = Annotated[
    bool, typer.Option("--no-contacts", help="Leave contacts.parquet out of the results.")
]


def moment(text: str | None, *, zone: str) -> datetime | None:
    """`--as-of` as a moment in UTC: a day means the whole of it, a moment just that.

    UsageError if it is neither.
    """
    if text is None:
        return None
    place = place_of(zone)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            found = datetime.combine(date.fromisoformat(text) + timedelta(days=1), time())
        else:
            found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UsageError(
            "The --as-of given is no date.", do="Write it as 2025-06-30 or 2025-06-30T12:00."
        ) from None
    aware = found if found.tzinfo else found.replace(tzinfo=place)
    return aware.astimezone(UTC)


def day(text: str | None) -> date | None:
    """`--day` as a date. UsageError if it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("The --day given is no day.", do="Write it as 2025-06-30.") from None


def place_of(zone: str) -> ZoneInfo:
    """The time zone of that name; UsageError if the IANA database has none."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise UsageError(
            "The --zone given is no time zone.", do="Use a name such as Europe/London."
        ) from None


def size(text: str) -> str:
    """`--memory` as the engine takes it; UsageError if it is no size."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(MB|GB|TB|MiB|GiB|TiB)", text.strip(), re.IGNORECASE)
    if not found or float(found[1]) == 0:
        raise UsageError("The --memory given is no size.", do="Write it as 2GB or 800MB.")
    return f"{found[1]}{found[2]}"


def several(texts: list[str] | None) -> tuple[str, ...]:
    """An option that may be repeated or hold commas, as a tuple without repeats."""
    parts = [part.strip() for text in texts or [] for part in text.split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))
