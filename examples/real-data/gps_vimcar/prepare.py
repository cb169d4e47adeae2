"""Turn the Vimcar backend challenge's track into contract tables.

    python prepare.py FOLDER OUT [--as-is]

FOLDER holds vimcar_waypoints.json; OUT (outside the project) becomes staff.csv and positions.csv.
The drive was in Saxony, off the British National Grid. It is moved west by 14 degrees, to
Berkshire: latitudes stay, so distances and times stay too. With --as-is it is left where it was,
to see every row go to the quarantine.
"""

import csv
import json
import sys
from pathlib import Path

WEST = 14.0


def main(folder: Path, out: Path, *, west: float = WEST) -> None:
    """Write the two tables."""
    waypoints = json.loads((folder / "vimcar_waypoints.json").read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    write(out / "staff.csv", ("staff_id", "kind", "role"), [("V1", "police_staff", "driver")])
    write(
        out / "positions.csv",
        ("unit_id", "at", "latitude", "longitude"),
        [
            ("V1", point["timestamp"], point["lat"], round(point["lng"] - west, 6))
            for point in waypoints
        ],
    )


def write(path: Path, names: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """One CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(names)
        lines.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), west=0.0 if "--as-is" in sys.argv else WEST)
