"""Turn the Copenhagen Networks Study's calls and texts into a force's billing, for illustration.

    python prepare.py FOLDER OUT

FOLDER holds calls.csv and sms.csv; OUT (outside the project) becomes a folder of contract tables.
The people were students, and none of them police. To make a billing of it, one participant in
ten (identifier divisible by ten) is called staff and handed a force handset; all others are
members of the public. Numbers are Ofcom's for drama, 07700 900000 to 07700 900999. The study
gives seconds from a Sunday midnight; they are counted here from Sunday 5 January 2025, UTC.

What stays real is the timing: who is called how often, at night, in bursts, one-sidedly. Calls
between two of the staff are colleagues' and left out, those between two of the public no force
handset saw. A missed call (duration -1) lasted 0 seconds.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

SUNDAY = datetime(2025, 1, 5)
Billed = tuple[str, str, str, str, str, str]


def main(folder: Path, out: Path) -> None:
    """Write the tables."""
    events = [*read(folder / "calls.csv", kind="voice"), *read(folder / "sms.csv", kind="text")]
    people = sorted({person for event in events for person in event[1:3]})
    staff = [person for person in people if is_staff(person)]
    public = [person for person in people if not is_staff(person)]
    out.mkdir(parents=True, exist_ok=True)
    write(
        out / "staff.csv",
        ("staff_id", "kind", "role"),
        [(f"S{one}", "officer", "response officer") for one in staff],
    )
    write(
        out / "staff_phones.csv",
        ("staff_id", "number", "ownership"),
        [(f"S{one}", number(one), "force") for one in staff],
    )
    write(out / "people.csv", ("person_id",), [(f"P{one}",) for one in public])
    write(
        out / "person_phones.csv",
        ("person_id", "number"),
        [(f"P{one}", number(one)) for one in public],
    )
    write(out / "calls.csv", ("number", "other_number", "at", "direction", "kind", "duration_s"),
          list(billed(events)))  # fmt: skip


def read(path: Path, *, kind: str) -> list[tuple[int, int, int, str, int | None]]:
    """Seconds, caller, called, kind, duration."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (int(row["timestamp"]), int(row["from"]), int(row["to"]), kind,
         max(int(row["duration"]), 0) if "duration" in row else None)
        for row in rows
    ]  # fmt: skip


def billed(events: list[tuple[int, int, int, str, int | None]]) -> Iterator[Billed]:
    """Each call or text between a force handset and a member of the public, from the handset."""
    for seconds, caller, called, kind, duration in events:
        if is_staff(caller) == is_staff(called):
            continue
        handset, other = (caller, called) if is_staff(caller) else (called, caller)
        at = SUNDAY + timedelta(seconds=seconds)
        lasted = "" if duration is None else str(duration)
        direction = "out" if is_staff(caller) else "in"
        yield number(handset), number(other), f"{at.isoformat()}Z", direction, kind, lasted


def is_staff(participant: int) -> bool:
    """One participant in ten."""
    return participant % 10 == 0


def number(participant: int) -> str:
    """One of Ofcom's mobile numbers for drama."""
    return f"07700 900{participant:03}"


def write(path: Path, names: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """One CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(names)
        lines.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
