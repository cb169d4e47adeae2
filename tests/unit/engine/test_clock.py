"""Local time from the zone's own transitions."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import ibis
from hypothesis import given, settings
from hypothesis import strategies as st

from upstander.engine.tables.clock import local

SINCE, UNTIL = datetime(2019, 1, 1), datetime(2027, 1, 1)
CONNECTION = ibis.duckdb.connect()


@settings(max_examples=20)
@given(moments=st.lists(st.datetimes(min_value=SINCE, max_value=UNTIL), min_size=1, max_size=200))
def test_local_time_is_what_the_zone_says(moments):
    moments = [moment.replace(microsecond=0) for moment in moments]
    rows = [{"at": moment} for moment in moments]
    table = ibis.memtable(rows, schema=ibis.schema({"at": "timestamp(6)"}))
    told = table.select("at", local=local(table["at"], since=SINCE, until=UNTIL))
    for row in CONNECTION.to_pyarrow(told).to_pylist():
        expected = row["at"].replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))
        assert row["local"] == expected.replace(tzinfo=None)
