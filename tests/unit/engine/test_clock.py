"""Local time from the zone's own transitions."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import ibis
from hypothesis import given
from hypothesis import strategies as st

from upstander.engine.tables.clock import local

SINCE, UNTIL = datetime(2019, 1, 1), datetime(2027, 1, 1)
CONNECTION = ibis.duckdb.connect()


@given(moment=st.datetimes(min_value=SINCE, max_value=UNTIL))
def test_local_time_is_what_the_zone_says(moment):
    moment = moment.replace(microsecond=0)
    table = ibis.memtable([{"at": moment}], schema=ibis.schema({"at": "timestamp(6)"}))
    told = table.select(local=local(table.at, since=SINCE, until=UNTIL))
    (row,) = CONNECTION.to_pyarrow(told).to_pylist()
    expected = moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))
    assert row["local"] == expected.replace(tzinfo=None)
