"""Look-ups explained, beside the same joins written by hand in SQL, in one run.

Eight million look-ups of a force of 2,000 against assignments, attendances and tasks. By hand, as
an access audit is written (Fabbri and LeFevre 2011): one EXISTS for each kind of join. Ours: the
purposes laid end to end and one join, which also names the row that explains each look-up.
"""

import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import ibis

from benchmarks.machine import describe
from upstander.engine.purposes import explain
from upstander.engine.purposes.explanation import Ground
from upstander.engine.sessions import DuckSession, duck_session
from upstander.engine.tables import CONTRACT, stages
from upstander.engine.tables.records import Records

STAFF, PEOPLE = 2_000, 100_000


def run(small: bool = False) -> dict[str, Any]:
    """Seconds of both, their ratio, and whether they explain the same look-ups."""
    lookups = 400_000 if small else 8_000_000
    with (
        tempfile.TemporaryDirectory() as work,
        duck_session(work=Path(work), memory="4GB") as session,
    ):
        _make(session, lookups=lookups)
        by_hand_seconds, by_hand = _timed(lambda: _by_hand(session))
        ours_seconds, ours = _timed(lambda: _ours(session))
    return {
        "name": "look-ups explained",
        "lookups": lookups,
        "explained_by_hand": by_hand,
        "explained_by_upstander": ours,
        "by_hand_seconds": round(by_hand_seconds, 2),
        "upstander_seconds": round(ours_seconds, 2),
        "ratio": round(ours_seconds / by_hand_seconds, 2),
        "bar": 1.2,
        "peak_memory_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        "machine": describe(),
    }


def _timed(work: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


# Repeatable pseudo-random whole numbers from the row number.
_HASH = "(hash({seed} * 1000003 + i) % {below})::BIGINT"


def _make(session: DuckSession, *, lookups: int) -> None:
    def some(below: int, seed: int) -> str:
        return _HASH.format(seed=seed, below=below)

    when = "TIMESTAMP '2025-01-01' + INTERVAL 1 SECOND * "
    year = 365 * 86_400
    source = "'made' AS source_file, i + 1 AS source_row"
    execute = session.raw.execute
    execute(
        f"CREATE TABLE staff AS SELECT 'S' || i AS staff_id, 'T' || i // 8 AS team_id, {source} "
        f"FROM range({STAFF}) r(i)"
    )
    cases = 120_000
    execute(
        f"CREATE TABLE occurrences AS SELECT 'O' || i AS occurrence_id, {when} {some(year, 1)} "
        f"AS opened_at, opened_at + INTERVAL 40 DAY AS closed_at, {source} FROM range({cases}) r(i)"
    )
    execute(
        f"CREATE TABLE involvements AS SELECT 'O' || i // 2 AS occurrence_id, "
        f"'P' || {some(PEOPLE, 2)} AS person_id, 'victim' AS role, {source} "
        f"FROM range({cases * 2}) r(i)"
    )
    execute(
        f"CREATE TABLE assignments AS SELECT 'O' || i AS occurrence_id, 'S' || {some(STAFF, 3)} "
        "AS staff_id, 'investigating' AS role, o.opened_at AS starts_at, "
        f"o.closed_at AS ends_at, i + 1 AS source_row, 'made' AS source_file "
        f"FROM range({cases}) r(i) JOIN occurrences o ON o.occurrence_id = 'O' || i"
    )
    execute(
        f"CREATE TABLE attendances AS SELECT 'I' || i AS incident_id, 'S' || {some(STAFF, 4)} "
        f"AS staff_id, {when} {some(year, 5)} AS arrived_at, arrived_at + INTERVAL 1 HOUR "
        f"AS left_at, {source} FROM range(600000) r(i)"
    )
    execute(
        f"CREATE TABLE incident_people AS SELECT 'I' || i AS incident_id, "
        f"'P' || {some(PEOPLE, 6)} AS person_id, {source} FROM range(600000) r(i)"
    )
    execute(
        f"CREATE TABLE tasks AS SELECT 'K' || i AS task_id, 'S' || {some(STAFF, 7)} AS staff_id, "
        f"'P' || {some(PEOPLE, 8)} AS person_id, {when} {some(year, 9)} AS starts_at, "
        f"starts_at + INTERVAL 1 HOUR AS ends_at, {source} FROM range(60000) r(i)"
    )
    # Nine look-ups in ten follow an assignment, attendance or task; one in ten is of anybody.
    execute(
        "CREATE TABLE work AS SELECT staff_id, person_id, starts_at AS at FROM assignments "
        "JOIN involvements USING (occurrence_id) UNION ALL SELECT staff_id, person_id, arrived_at "
        "FROM attendances JOIN incident_people USING (incident_id) UNION ALL "
        "SELECT staff_id, person_id, starts_at FROM tasks"
    )
    execute("CREATE TABLE numbered AS SELECT row_number() OVER () - 1 AS n, * FROM work")
    count = session.raw.execute("SELECT count(*) FROM numbered").fetchall()[0][0]
    execute(
        f"CREATE TABLE picked AS SELECT i, {some(count, 10)} AS n, {some(10, 11)} = 0 AS any_one, "
        f"{some(STAFF, 12)} AS s, {some(PEOPLE, 13)} AS p, {some(6 * 86_400, 14)} AS later "
        f"FROM range({lookups}) r(i)"
    )
    execute(
        "CREATE TABLE lookups AS SELECT i AS contact_id, "
        "CASE WHEN any_one THEN 'S' || s ELSE staff_id END AS staff_id, "
        "CASE WHEN any_one THEN 'P' || p ELSE person_id END AS human_id, "
        "numbered.at + INTERVAL 1 SECOND * later AS at, 'lookup' AS kind, true AS on_duty, "
        "i + 1 AS source_row, 'made' AS source_file, 'searches' AS source_table "
        "FROM picked JOIN numbered USING (n)"
    )
    for name in ("work", "numbered", "picked"):
        execute(f"DROP TABLE {name}")


BY_HAND = """
CREATE TABLE by_hand AS SELECT l.*, (
  EXISTS (SELECT 1 FROM assigned a WHERE a.staff_id = l.staff_id AND a.human_id = l.human_id
          AND l.at >= a.starts_at AND l.at < a.ends_at)
  OR EXISTS (SELECT 1 FROM attended a WHERE a.staff_id = l.staff_id AND a.human_id = l.human_id
          AND l.at >= a.starts_at AND l.at < a.ends_at)
  OR EXISTS (SELECT 1 FROM tasked a WHERE a.staff_id = l.staff_id AND a.human_id = l.human_id
          AND l.at >= a.starts_at AND l.at < a.ends_at)
  OR EXISTS (SELECT 1 FROM cover a WHERE a.team_id = s.team_id AND a.human_id = l.human_id
          AND l.at >= a.starts_at AND l.at < a.ends_at)) AS explained
FROM lookups l LEFT JOIN staff s USING (staff_id)
"""


def _by_hand(session: DuckSession) -> int:
    execute = session.raw.execute
    execute(
        "CREATE TABLE assigned AS SELECT staff_id, person_id AS human_id, "
        "starts_at - INTERVAL 3 DAY AS starts_at, a.ends_at + INTERVAL 14 DAY AS ends_at "
        "FROM assignments a "
        "JOIN involvements USING (occurrence_id)"
    )
    execute(
        "CREATE TABLE attended AS SELECT staff_id, person_id AS human_id, arrived_at - INTERVAL 6 "
        "HOUR AS starts_at, left_at + INTERVAL 3 DAY AS ends_at FROM attendances "
        "JOIN incident_people USING (incident_id)"
    )
    execute(
        "CREATE TABLE tasked AS SELECT staff_id, person_id AS human_id, starts_at - INTERVAL 1 DAY "
        "AS starts_at, ends_at + INTERVAL 2 DAY AS ends_at FROM tasks"
    )
    execute(
        "CREATE TABLE cover AS SELECT team_id, person_id AS human_id, starts_at - INTERVAL 1 DAY "
        "AS starts_at, a.ends_at + INTERVAL 7 DAY AS ends_at FROM assignments a "
        "JOIN involvements USING (occurrence_id) JOIN staff USING (staff_id)"
    )
    execute(BY_HAND)
    return execute("SELECT count(*) FROM by_hand WHERE explained").fetchall()[0][0]


def _ours(session: DuckSession) -> int:
    made = {
        "staff", "occurrences", "involvements", "assignments", "attendances", "incident_people",
        "tasks",
    }  # fmt: skip
    tables = {}
    for name, declared in CONTRACT.items():
        if name not in made:
            tables[name] = declared.empty()
            continue
        table = session.backend.table(name)
        missing = {
            column: ibis.null(ibis.dtype(kind))
            for column, kind in declared.schema.items()
            if column not in table.columns
        }
        tables[name] = table.mutate(**missing).select(*declared.schema)
    named = [
        tables[name].select("person_id") for name in ("involvements", "incident_people", "tasks")
    ]
    everyone = ibis.union(*named, distinct=True)
    humans = session.keep(
        "humans",
        everyone.mutate(
            human_id=everyone.person_id,
            match_weight=ibis.null("float64"),
            decided_by=ibis.literal("same record"),
        ),
    )
    about = session.keep(
        "incident_humans",
        tables["incident_people"].select(
            "incident_id", "person_id", human_id=tables["incident_people"].person_id
        ),
    )
    ground = Ground(
        records=Records(tables=tables, seen=frozenset(made)),
        humans=humans,
        incident_humans=about,
        homes=ibis.memtable([], schema=ibis.schema(stages.HOMES)),
    )
    lookups = session.backend.table("lookups")
    fill = {
        name: ibis.null(ibis.dtype(kind))
        for name, kind in stages.CONTACTS.items()
        if name not in lookups.columns
    }
    contacts = lookups.mutate(**fill).select(*stages.CONTACTS)
    purposes = explain.purposes(ground, engine=session, windows={})
    told = session.keep(
        "told", explain.by_recorded_work(contacts, ground=ground, purposes=purposes, engine=session)
    )
    done = told.filter(told.status == "explained")
    return session.rows(done.agg(n=done.count()))[0]["n"]


if __name__ == "__main__":
    import json

    print(json.dumps(run(), indent=1))
