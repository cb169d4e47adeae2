"""The state read as it was kept is the state read as any extracts."""

from tests.support import small_force
from tests.support.daily import delivery, take
from upstander.engine.extracts import read
from upstander.engine.sessions import duck_session
from upstander.engine.watch.reading import read_state
from upstander.engine.watch.register import Register


def test_rows_counts_columns_and_moments_are_those_that_reading_finds(tmp_path):
    first = small_force.write(tmp_path / "first")
    take(first, state=tmp_path / "state", day="2025-11-18", number=1)
    later = delivery(tmp_path / "later", complaints=[], staff=[
        {"staff_id": "S1", "kind": "pcso", "role": "Neighbourhood PCSO", "name": "Ash Alder"}
    ])  # fmt: skip
    take(later, state=tmp_path / "state", day="2025-11-19", number=2)
    with duck_session(work=tmp_path / "work") as engine:
        kept = read_state(tmp_path / "state", register=Register(), engine=engine)
        rows = {name: engine.rows(kept.records[name]) for name in kept.counts}
    with duck_session(work=tmp_path / "other") as engine:
        whole = read(folder=tmp_path / "state" / "extracts", engine=engine)
        assert {name: engine.rows(whole.records[name]) for name in whole.counts} == rows
    assert kept.counts == whole.counts
    assert (kept.begins, kept.ends) == (whole.begins, whole.ends)
    assert kept.records.seen == whole.records.seen
    assert kept.records.seen_columns == whole.records.seen_columns
    assert set(kept.notes) == set(whole.notes)
