"""Any database that Ibis reads, through the same mapping."""

import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.extracts import STAFF, folder, taken
from upstander.errors import MappingError

POSTGRES = os.environ.get("UPSTANDER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
RULES = """
table: searches
database:
  url: {url}
  {what}
columns:
  search_id: n
  staff_id: who
  system: {{constant: niche}}
  at: at
  action: {{from: did, values: {{V: view, P: print}}}}
"""


def with_rules(place: Path, *, url: str, what: str) -> Path:
    made = folder(place, staff=STAFF)
    (made / "mappings").mkdir()
    (made / "mappings" / "audit.yaml").write_text(RULES.format(url=url, what=what))
    return made


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    path = tmp_path / "audit.db"
    rows = [
        (number, "S1", f"2025-07-01 12:00:{number:02}", "VPX"[number % 3]) for number in range(6)
    ]
    with sqlite3.connect(path) as connection:
        connection.execute("create table audit (n integer, who text, at text, did text)")
        connection.executemany("insert into audit values (?, ?, ?, ?)", rows)
    return f"sqlite://{path}"


@pytest.fixture
def postgres() -> Iterator[str]:
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    try:
        connection = psycopg.connect(POSTGRES, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers at UPSTANDER_TEST_POSTGRES")
    with connection:
        connection.execute("drop table if exists upstander_audit cascade")
        connection.execute(
            "create table upstander_audit as select n::bigint, 'S1' as who, "
            "timestamptz '2025-07-01 11:00+00' + n * interval '1 second' as at, "
            "substr('VPX', n % 3 + 1, 1) as did from generate_series(0, 5) n"
        )
        yield POSTGRES
        connection.execute("drop table if exists upstander_audit cascade")
    connection.close()


def test_a_table_of_sqlite(tmp_path: Path, sqlite: str) -> None:
    got = taken(with_rules(tmp_path, url=sqlite, what="table: audit"))
    assert got.column("searches.search_id") == ["0", "1", "3", "4"]
    assert got.column("searches.at")[0] == datetime(2025, 7, 1, 11)
    assert got.rejected == [
        "audit.yaml:audit row 3: action is not one of: search, view, edit, print, export",
        "audit.yaml:audit row 6: action is not one of: search, view, edit, print, export",
    ]


def test_a_query_of_sqlite(tmp_path: Path, sqlite: str) -> None:
    what = "query: select n, who, at, did from audit where n > 2"
    got = taken(with_rules(tmp_path, url=sqlite, what=what))
    assert got.column("searches.search_id") == ["3", "4"]


def test_a_table_of_postgresql(tmp_path: Path, postgres: str) -> None:
    got = taken(with_rules(tmp_path, url=postgres, what="table: upstander_audit"))
    assert got.column("searches.search_id") == ["0", "1", "3", "4"]
    assert got.column("searches.at")[0] == datetime(2025, 7, 1, 11)
    assert got.counts["searches"].quarantined == 2


def test_a_query_of_postgresql(tmp_path: Path, postgres: str) -> None:
    what = "query: select n, who, at, did from upstander_audit where n > 2"
    got = taken(with_rules(tmp_path, url=postgres, what=what))
    assert got.column("searches.search_id") == ["3", "4"]


def test_the_password_comes_from_the_environment(
    tmp_path: Path, sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = with_rules(tmp_path, url='"${AUDIT_URL}"', what="table: audit")
    with pytest.raises(MappingError, match="needs the environment variable AUDIT_URL"):
        taken(made)
    monkeypatch.setenv("AUDIT_URL", sqlite)
    assert taken(made).counts["searches"].accepted == 4


def test_a_database_that_cannot_be_read_is_named_without_its_secrets(
    tmp_path: Path, sqlite: str
) -> None:
    with pytest.raises(MappingError) as caught:
        taken(with_rules(tmp_path, url=sqlite, what="table: nothing_of_the_kind"))
    said = str(caught.value)
    assert said.startswith("audit.yaml: the database cannot be read (")
    assert sqlite not in said
