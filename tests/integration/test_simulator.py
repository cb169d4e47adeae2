"""A small force, simulated whole: it obeys the contract, and its truth fits its rows."""

import filecmp
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import phonenumbers
import pyarrow.parquet as pq
import pytest

from upstander.engine.tables import CONTRACT
from upstander.errors import ConfigurationError, OutputError
from upstander.simulator import Summary, simulate

STAFF, MONTHS, SEED = 90, 3, 11
TYPES = {
    "identifier": "VARCHAR", "text": "VARCHAR", "enum": "VARCHAR", "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE", "integer": "BIGINT", "number": "DOUBLE",
    "boolean": "BOOLEAN",
}  # fmt: skip
REFERENCES = {
    "staff_id": ("staff", "staff_id"), "line_manager_id": ("staff", "staff_id"),
    "supervisor_id": ("staff", "staff_id"), "requested_staff_id": ("staff", "staff_id"),
    "person_id": ("people", "person_id"), "occurrence_id": ("occurrences", "occurrence_id"),
    "incident_id": ("incidents", "incident_id"), "custody_id": ("custody", "custody_id"),
    "scheme_id": ("schemes", "scheme_id"),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    out = tmp_path_factory.mktemp("simulator") / "force"
    return simulate(out=out, staff=STAFF, months=MONTHS, seed=SEED)


@pytest.fixture(scope="module")
def store(made: Summary) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every table of the extracts under its name with `row_no`, and the truth under `true_<name>`."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for path in sorted((made.out / "extracts").glob("*.parquet")):
        connection.execute(
            f"CREATE VIEW {path.stem} AS SELECT *, file_row_number + 1 AS row_no "
            f"FROM read_parquet('{path}', file_row_number = true)"
        )
    for path in sorted((made.out / "truth").glob("*.parquet")):
        connection.execute(f"CREATE VIEW true_{path.stem} AS SELECT * FROM read_parquet('{path}')")
    yield connection
    connection.close()


def ask(store: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return store.execute(query).fetchall()


def number(store: duckdb.DuckDBPyConnection, query: str) -> Any:
    return ask(store, query)[0][0]


@pytest.mark.parametrize("name", CONTRACT)
def test_each_table_obeys_the_contract(
    store: duckdb.DuckDBPyConnection, made: Summary, name: str
) -> None:
    declared = CONTRACT[name]
    types = {row[0]: row[1] for row in ask(store, f"DESCRIBE {name}")}
    assert set(types) - {"file_row_number", "row_no"} == {c.name for c in declared.columns} - {
        "latitude", "longitude"
    }  # fmt: skip
    assert made.rows[name] == number(store, f"SELECT count(*) FROM {name}") > 0
    for column in declared.columns:
        assert types[column.name] == TYPES[column.type]
        if not column.optional:
            assert number(store, f'SELECT count(*) FROM {name} WHERE "{column.name}" IS NULL') == 0
        if column.type == "enum":
            found = {row[0] for row in ask(store, f'SELECT DISTINCT "{column.name}" FROM {name}')}
            assert found <= {*column.values, None}
        for bound, wrong in ((column.low, "<"), (column.high, ">")):
            if bound is not None:
                query = f'SELECT count(*) FROM {name} WHERE "{column.name}" {wrong} {bound}'
                assert number(store, query) == 0


@pytest.mark.parametrize("name", [name for name, table in CONTRACT.items() if table.key])
def test_keys_are_unique(store: duckdb.DuckDBPyConnection, name: str) -> None:
    key = ", ".join(CONTRACT[name].key)
    assert ask(store, f"SELECT {key} FROM {name} GROUP BY {key} HAVING count(*) > 1") == []


@pytest.mark.parametrize("name", [name for name, table in CONTRACT.items() if table.interval])
def test_no_interval_ends_before_it_starts(store: duckdb.DuckDBPyConnection, name: str) -> None:
    starts, ends = CONTRACT[name].interval or ("", "")
    assert number(store, f"SELECT count(*) FROM {name} WHERE {ends} <= {starts}") == 0


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (name, column.name)
        for name, table in CONTRACT.items()
        for column in table.columns
        if column.name in REFERENCES
    ],
)
def test_identifiers_lead_somewhere(
    store: duckdb.DuckDBPyConnection, name: str, column: str
) -> None:
    table, key = REFERENCES[column]
    query = (
        f"SELECT count(*) FROM {name} WHERE {column} IS NOT NULL "
        f"AND {column} NOT IN (SELECT {key} FROM {table})"
    )
    assert number(store, query) == 0


def test_nothing_is_dated_after_the_extracts(store: duckdb.DuckDBPyConnection) -> None:
    for name, table in CONTRACT.items():
        if table.known_from is None:
            continue
        latest = number(store, f'SELECT max("{table.known_from}")::timestamp FROM {name}')
        assert latest.year <= 2025, name


def test_numbers_are_drama_or_invented_and_can_be_read(store: duckdb.DuckDBPyConnection) -> None:
    numbers = ask(store, "SELECT number FROM calls UNION SELECT other_number FROM calls")
    for (written,) in numbers[:500]:
        assert written.startswith(("07700900", "01632960", "066", "067"))
        assert phonenumbers.is_possible_number(phonenumbers.parse(written, "GB"))


def test_one_human_being_stands_behind_several_records(store: duckdb.DuckDBPyConnection) -> None:
    assert number(store, "SELECT count(*) FROM true_people") == number(
        store, "SELECT count(*) FROM people"
    )
    shares = ask(
        store,
        "SELECT avg((records > 1)::int) FROM (SELECT count(*) AS records FROM true_people "
        "GROUP BY true_human)",
    )
    assert 0.03 < shares[0][0] < 0.2


@pytest.mark.parametrize(
    ("table", "who"),
    [("searches", "staff_id"), ("messages", "staff_id"), ("attendances", "staff_id"),
     ("custody_steps", "staff_id"), ("log_handling", "staff_id")],
)  # fmt: skip
def test_the_row_of_an_event_is_that_event(
    store: duckdb.DuckDBPyConnection, table: str, who: str
) -> None:
    time = CONTRACT[table].known_from
    query = (
        f'SELECT count(*), count(*) FILTER (t.{who} = e.staff_id AND t."{time}" = e."at") '
        f"FROM true_events e LEFT JOIN {table} t ON t.row_no = e.source_row "
        f"WHERE e.source_table = '{table}'"
    )
    events, same = ask(store, query)[0]
    assert events == same > 0


def test_a_look_up_event_is_about_that_human_being(store: duckdb.DuckDBPyConnection) -> None:
    query = (
        "SELECT count(*) FROM true_events e JOIN searches s ON s.row_no = e.source_row "
        "JOIN true_people p USING (person_id) "
        "WHERE e.source_table = 'searches' AND p.true_human <> e.true_human"
    )
    assert number(store, query) == 0
    # Every look-up that names a person has its event.
    named = number(store, "SELECT count(person_id) FROM searches")
    events = number(store, "SELECT count(*) FROM true_events WHERE source_table = 'searches'")
    assert named == events


def test_a_call_event_is_on_the_handset_of_that_member(store: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT c.number, epoch(c."at"), epoch(e."at"), p.number AS held
        FROM true_events e JOIN calls c ON c.row_no = e.source_row
        LEFT JOIN staff_phones p ON p.staff_id = e.staff_id AND p.ownership = 'force'
            AND coalesce(p.starts_at <= c."at", true) AND coalesce(p.ends_at > c."at", true)
        WHERE e.source_table = 'calls' USING SAMPLE 400 ROWS (reservoir, 7)
    """
    rows = ask(store, query)
    assert rows
    for written, at, event_at, held in rows:
        assert at == event_at
        assert phonenumbers.parse(written, "GB") == phonenumbers.parse(held, "GB")


def test_a_stay_was_at_that_place_in_that_time(store: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT max(date_diff('minute', e."at", p."at")), min(date_diff('minute', e."at", p."at")),
               count(DISTINCT p.unit_id), quantile_cont(p.easting, 0.75) - quantile_cont(p.easting, 0.25)
        FROM true_events e JOIN positions p ON p.row_no BETWEEN e.source_row AND e.last_row
        WHERE e.source_table = 'positions' GROUP BY e.source_row, e.staff_id, e.true_human
        HAVING count(*) > 3
    """
    rows = ask(store, query)
    assert len(rows) > 100
    assert all(
        longest < 420 and earliest >= 0 and units == 1 for longest, earliest, units, _ in rows
    )
    assert sum(width < 60 for *_, width in rows) > 0.97 * len(rows)


def test_the_first_contact_of_a_pair_is_marked_once(store: duckdb.DuckDBPyConnection) -> None:
    query = (
        'SELECT count(*) FILTER (first), min("at") = min("at") FILTER (first) FROM true_events '
        "GROUP BY staff_id, true_human"
    )
    assert set(ask(store, query)) == {(1, True)}


def test_about_six_in_a_hundred_are_unrecorded(made: Summary) -> None:
    assert 0.03 < made.unrecorded / made.legitimate < 0.08


def test_subjects_count_what_they_left(store: duckdb.DuckDBPyConnection, made: Summary) -> None:
    rows = ask(
        store,
        "SELECT s.staff_id, s.events, s.observable, s.style, "
        "(SELECT count(*) FROM true_events e WHERE e.staff_id = s.staff_id "
        "AND nature = 'misconduct') FROM true_subjects s",
    )
    assert len(rows) == made.subjects >= 2
    for _, events, observable, style, counted in rows:
        assert events == counted
        assert observable == (events >= 3)
        assert style in ("predatory", "exploratory")


def test_private_lives_and_look_alikes_are_there_too(store: duckdb.DuckDBPyConnection) -> None:
    natures = {row[0] for row in ask(store, "SELECT DISTINCT nature FROM true_events")}
    assert {"work", "private"} <= natures
    assert len([name for name in natures if name.startswith("look_alike:")]) >= 8
    kinds = {row[0] for row in ask(store, "SELECT DISTINCT nature FROM true_pairs")}
    assert {"misconduct", "private:friend", "private:relative"} <= kinds
    doubled = "SELECT count(*) - count(DISTINCT (staff_id, true_human)) FROM true_pairs"
    assert number(store, doubled) == 0


def test_every_role_family_works(store: duckdb.DuckDBPyConnection) -> None:
    families = dict(ask(store, "SELECT role_family, count(*) FROM staff GROUP BY 1"))
    assert families["response"] == max(families.values())
    busy = dict(
        ask(
            store,
            "SELECT role_family, count(*) FROM true_events JOIN staff USING (staff_id) "
            "WHERE nature = 'work' GROUP BY 1",
        )
    )
    for family in ("response", "neighbourhood", "investigation", "safeguarding", "custody",
                   "control_room", "roads"):  # fmt: skip
        assert busy.get(family, 0) > 50, family


def test_the_same_seed_gives_the_same_files_and_another_seed_another_force(tmp_path: Path) -> None:
    made = [
        simulate(out=tmp_path / f"force{turn}", staff=60, months=1, seed=seed, positions="none")
        for turn, seed in enumerate((4, 4, 5))
    ]
    files = sorted(
        path.relative_to(made[0].out) for path in made[0].out.rglob("*") if path.is_file()
    )
    one, two, other = (summary.out for summary in made)
    assert filecmp.cmpfiles(one, two, files, shallow=False) == (files, [], [])
    same = filecmp.cmpfiles(one, other, files, shallow=False)[0]
    assert Path("extracts/calls.parquet") not in same
    assert not (one / "extracts" / "positions.parquet").exists()


def test_csv_holds_what_parquet_holds(tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        simulate(out=tmp_path / form, staff=60, months=1, seed=4, form=form)
    with duckdb.connect() as store:
        store.execute("SET TimeZone = 'UTC'")
        for name in ("calls", "people", "positions", "tasks"):
            csv = tmp_path / "csv" / "extracts" / f"{name}.csv"
            parquet = tmp_path / "parquet" / "extracts" / f"{name}.parquet"
            columns = ", ".join(
                f'"{field.name}"::{TYPES[CONTRACT[name].column(field.name).type]}'
                for field in pq.read_schema(parquet)
            )
            written = f"SELECT {columns} FROM read_csv('{csv}', all_varchar = true)"
            assert ask(store, f"{written} EXCEPT ALL SELECT * FROM '{parquet}'") == []


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="already holds something else"):
        simulate(out=tmp_path, staff=60, months=1, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_earlier_force_is_replaced_and_steps_are_told(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    for seed in (1, 2):
        simulate(
            out=tmp_path / "force", staff=40, months=1, seed=seed, positions="none",
            progress=lambda what, share: told.append((what, share)),
        )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["force"]
    assert "seed 2" in (tmp_path / "force" / "README.txt").read_text(encoding="utf-8")
    assert told[-1] == ("done", 1.0)


@pytest.mark.parametrize(
    "wrong",
    [{"staff": 3}, {"months": 0}, {"seed": -1}, {"positions": "some"}, {"volume": "loud"},
     {"form": "xlsx"}, {"offending": 2.0}, {"unrecorded": -0.1}],
)  # fmt: skip
def test_settings_that_make_no_force_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    settings: dict[str, Any] = {"staff": 60, "months": 1, "seed": 1} | wrong
    with pytest.raises(ConfigurationError):
        simulate(out=tmp_path / "force", **settings)
    assert not (tmp_path / "force").exists()


def test_a_table_written_in_parts_keeps_its_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("upstander.simulator.writing.PART_ROWS", 200)
    simulate(out=tmp_path / "force", staff=30, months=1, seed=1, positions="none")
    for name, key in (("searches", "search_id"), ("messages", "message_id")):
        ids = pq.read_table(tmp_path / "force" / "extracts" / f"{name}.parquet")[key].to_pylist()
        assert len(ids) > 400
        assert len(set(ids)) == len(ids)
