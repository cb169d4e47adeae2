"""The rows of a scan for a report, put together lead by lead."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.support.report_told import AS_OF, TABLE_OF


class SceneRows:
    """Rows as they are added, each source row with a number of its own."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        names = "leads evidence events contacts tours links work figures".split()
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        self.row = 0

    def contact(self, who: tuple[str, str], kind: str, at: datetime, **more: Any) -> dict[str, Any]:
        self.row += self.chance.randint(1, 900)
        table = TABLE_OF[kind]
        row = {
            "staff_id": who[0],
            "person_id": who[1],
            "at": at,
            "kind": kind,
            "status": "unexplained",
            "source_table": table,
            "source_file": f"{table}.csv",
            "source_row": self.row,
            "on_duty": self.chance.random() < 0.6,
        } | more
        self.rows["contacts"].append(row)
        return row

    def explained(self, who: tuple[str, str], kind: str, at: datetime, slug: str, **more: Any):
        return self.contact(
            who,
            kind,
            at,
            status="explained",
            explained_by=slug,
            explained_table="assignments",
            explained_file="assignments.csv",
            explained_row=self.chance.randint(1, 60_000),
            on_duty=True,
            **more,
        )

    def sign(self, who: tuple[str, str | None], indicator: str, family: str, **more: Any) -> None:
        events = more.pop("events")
        self.rows["evidence"].append(
            {"staff_id": who[0], "person_id": who[1], "indicator": indicator, "family": family}
            | {"weight": 1.0, "value": float(len(events)), "at": events[0]["at"]}
            | more
        )
        for event in events:
            kept = ("at", "kind", "status", "explained_by", "source_table", "source_file")
            self.rows["events"].append(
                {"staff_id": who[0], "person_id": who[1], "indicator": indicator}
                | {key: event.get(key) for key in (*kept, "source_row", "explained_row")}
            )

    def lead(self, who: tuple[str, str | None], **more: Any) -> None:
        score = sum(
            row["rarity_bits"] * row["weight"]
            for row in self.rows["evidence"]
            if (row["staff_id"], row["person_id"]) == who
        )
        self.rows["leads"].append(
            {
                "staff_id": who[0],
                "person_id": who[1],
                "rank": len(self.rows["leads"]) + 1,
                "listed": True,
                "score": score,
                "likelihood": 4,
                "harm": 3,
                "band": "review",
                "style": "unclear",
                "false_discovery_rate": 0.04,
                "first_at": datetime(2025, 3, 1),
                "last_at": datetime(2025, 12, 1),
                "origin": "after a policing link",
            }
            | more
        )

    def duties(self, staff_id: str) -> None:
        day = datetime(2025, 1, 2, 7)
        while day < AS_OF:
            for shift in range(4):
                starts = day + timedelta(days=shift, hours=(shift // 2) * 8)
                self.rows["tours"].append(
                    {
                        "staff_id": staff_id,
                        "starts_at": starts,
                        "ends_at": starts + timedelta(hours=9),
                    }
                )
            day += timedelta(days=22 if day.month == 8 and day.day < 12 else 8)

    def moments(self, count: int, first: datetime, last: datetime) -> list[datetime]:
        days = (last - first).days
        found = [
            first
            + timedelta(days=self.chance.randrange(days + 1), minutes=self.chance.randrange(1440))
            for _ in range(count)
        ]
        return sorted(found)
