"""Local time from the zone's own transitions."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import ibis
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import duck
from upstander.engine.tables.clock import last_day, local

SINCE, UNTIL = datetime(2019, 1, 1), datetime(2027, 1, 1)
CONNECTION = duck.connect()


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


def test_the_midnight_after_a_day_still_belongs_to_it():
    assert last_day(datetime(2025, 12, 2)) == date(2025, 12, 1)
    assert last_day(datetime(2025, 12, 1, 0, 0, 1)) == date(2025, 12, 1)
    assert last_day(datetime(2025, 6, 30, 23)) == date(2025, 6, 30)
