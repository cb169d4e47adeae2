"""Daily runs: the same list as a scan of everything, and deliveries that are not as they should be."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import small_force
from tests.support.deliveries import cut
from upstander.engine import asking, looking
from upstander.engine.api import scan, watch
from upstander.engine.indicators import INDICATORS
from upstander.engine.watch import daily
from upstander.errors import ExtractError, OutputError
from upstander.simulator.force import simulate

FILES = ("leads", "evidence", "people", "events", "contacts")
PLACES = {"source_file", "source_row", "explained_file", "explained_row"}
FEW = ("IND-01", "IND-22")


def told(out: Path, name: str) -> list[str]:
    """A file's rows but for the places of their sources, which are named after other files."""
    rows = pq.read_table(out / f"{name}.parquet").to_pylist()
    return sorted(repr([value for key, value in row.items() if key not in PLACES]) for row in rows)


def coverage(out: Path) -> dict:
    held = json.loads((out / "coverage.json").read_text())
    return {name: value for name, value in held.items() if name != "made_at"}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def force(tmp_path_factory):
    place = tmp_path_factory.mktemp("watched")
    simulate(out=place / "force", staff=30, months=2, seed=5, volume="light")
    scan(folder=place / "force" / "extracts", out=place / "whole")
    return place


@pytest.mark.slow
@settings(max_examples=2, deadline=None)
@given(data=st.data())
def test_the_list_equals_a_scan_of_everything(force, data):
    """Whatever the days, their order, and how often one comes."""
    ends = data.draw(st.sets(st.integers(5, 55), min_size=1, max_size=2), label="days")
    days = [date(2025, 11, 1) + timedelta(days=end) for end in sorted(ends)]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folders = cut(force / "force" / "extracts", ends=days, into=place / "cut")
        order = data.draw(st.permutations([*folders[1:], data.draw(st.sampled_from(folders))]))
        for folder in [folders[0], *order]:
            watch(delivery=folder, state=place / "state", out=place / "out")
        for each in FILES:
            assert told(place / "out", each) == told(force / "whole", each), each
        assert coverage(place / "out") == coverage(force / "whole")
        scan(folder=place / "state" / "extracts", out=place / "again")
        assert tree(place / "again" / "leads.parquet") == tree(place / "out" / "leads.parquet")


@pytest.mark.slow
def test_day_after_day_equals_a_scan_and_asks_by_the_queries_of_the_day_before(
    force, tmp_path, monkeypatch
):
    """With all that is kept in use. A kept query is, to the letter, what would be written anew."""
    used, again = [], asking._again

    def compared(facts, *, session):
        used.append(facts)
        return again(facts, session=session)

    def both(sign, slug, *, scene, changed, session, shelf):
        before = len(used)
        seen = asking.asked(sign, slug, scene=scene, changed=changed, session=session, shelf=shelf)
        if len(used) > before:
            anew = asking._Writing(session=session, written={})
            asking._kept(sign.find(scene, sign.values(changed)), slug=slug, session=anew)
            kept = {name: told["sql"] for name, told in used[-1]["tables"].items()}
            assert {name: query.sql for name, query in anew.written.items()} == kept, slug
        return seen

    monkeypatch.setattr(asking, "_again", compared)
    monkeypatch.setattr(looking, "asked", both)
    days = [date(2025, 12, 28), date(2025, 12, 30)]
    extracts = force / "force" / "extracts"
    for folder in cut(extracts, ends=days, into=tmp_path / "cut", spread=False):
        watch(delivery=folder, state=tmp_path / "state", out=tmp_path / "out")
    for each in FILES:
        assert told(tmp_path / "out", each) == told(force / "whole", each), each
    assert coverage(tmp_path / "out") == coverage(force / "whole")
    assert len(used) > len(INDICATORS)  # of two days


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A state and its list after a first delivery."""
    place = tmp_path_factory.mktemp("begun")
    small_force.write(place / "first")
    found = watch(delivery=place / "first", state=place / "state", out=place / "out", only=FEW)
    assert found.taken.day == "2025-11-18"
    return place


@pytest.fixture
def place(begun, tmp_path):
    """The same, to be changed."""
    shutil.copytree(begun, tmp_path / "place")
    return tmp_path / "place"


def run(place, delivery, **asked):
    return watch(
        delivery=place / delivery, state=place / "state", out=place / "out", only=FEW, **asked
    )


def day(place, name, **files):
    folder = place / name
    folder.mkdir()
    for table, text in files.items():
        (folder / f"{table}.csv").write_text(text)
    return name


def calls(*, at, times=1):
    lines = [
        f"07700 900004,07700900504,{at}T10:{minute:02}:00,out,voice,60\n" for minute in range(times)
    ]
    return "number,other_number,at,direction,kind,duration_s\n" + "".join(lines)


def numbers(place, table):
    return coverage(place / "out")["tables"][table]


def test_a_next_day_is_added_and_what_is_new_is_said(place):
    before = numbers(place, "calls")["accepted"]
    found = run(place, day(place, "next", calls=calls(at="2025-12-12", times=3)))
    assert found.taken.day == "2025-12-12"
    assert numbers(place, "calls")["accepted"] == before + 3
    assert found.said[0] == "Taken, until 2025-12-12: 3 rows of 1 tables."
    assert not found.changes["first_list"]
    assert json.loads((place / "out" / "changes.json").read_text())["list"] == 2


def test_a_delivery_that_was_taken_already_changes_nothing(place):
    state, out = tree(place / "state"), tree(place / "out")
    found = run(place, "first")
    assert found.taken is None
    assert found.said[0].startswith("Every file of this delivery was taken already, in first on ")
    assert (tree(place / "state"), tree(place / "out")) == (state, out)


def test_a_file_that_was_taken_already_is_not_taken_with_new_ones(place):
    before = numbers(place, "calls")["accepted"]
    name = day(place, "next", calls=calls(at="2025-12-12"))
    shutil.copy2(place / "first" / "staff.csv", place / name / "staff.csv")
    found = run(place, name)
    assert found.said[1] == "Taken already, and not again: staff.csv."
    assert numbers(place, "calls")["accepted"] == before + 1


def test_a_mapped_file_that_was_taken_already_is_not_taken_again(place):
    """What a mapping looks into stays there to be looked into: here the list of handsets."""
    rules = (
        "table: calls\nsource: bill.csv\ncolumns:\n  number: phone\n"
        "  other_number: to\n  at: at\n  direction: {constant: out}\n"
        "  kind: {constant: voice}\n"
    )
    before = numbers(place, "calls")["accepted"]
    for name, at in (("one", "2025-12-12"), ("two", "2025-12-13")):
        folder = place / name
        (folder / "mappings").mkdir(parents=True)
        (folder / "mappings" / "bill.yaml").write_text(rules)
        (folder / "bill.csv").write_text("phone,to,at\n07700900004,07700900504,2025-12-12T09:00\n")
        (folder / "duties.csv").write_text(
            f"staff_id,starts_at,ends_at,kind\nS4,{at}T08:00,{at}T18:00,duty\n"
        )
        found = run(place, name)
    assert found.said[1] == "Taken already, and not again: bill.csv."
    assert numbers(place, "calls")["accepted"] == before + 1


def test_a_late_day_is_said_and_put_in_its_place(place):
    run(place, day(place, "next", calls=calls(at="2025-12-12")))
    found = run(place, day(place, "late", calls=calls(at="2025-12-05")))
    assert found.taken.day == "2025-12-05"
    assert found.said[1].startswith("This day is older than 2025-12-12, which had come before")


def test_rows_that_break_the_contract_stay_in_the_quarantine(place):
    name = day(place, "next", calls=calls(at="2025-12-12") + "07700 900004,,,out,voice,1\n")
    run(place, name)
    assert numbers(place, "calls")["quarantined"] == 1
    run(place, day(place, "after", calls=calls(at="2025-12-13")))
    assert numbers(place, "calls")["quarantined"] == 1
    rows = pq.read_table(place / "out" / "quarantine.parquet").to_pylist()
    assert [(row["file"], row["row"]) for row in rows] == [("next/calls.csv", 2)]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"calls": "number,at\n07700900004,2025-12-12\n"}, "has no column other_number"),
        ({}, "holds no file of extracts"),
        ({"gossip": "who,what\na,b\n"}, "belongs to a table"),
    ],
)
def test_a_delivery_that_cannot_be_read_leaves_all_as_it_was(place, files, says):
    state, out = tree(place / "state"), tree(place / "out")
    with pytest.raises(ExtractError, match=says):
        run(place, day(place, "broken", **files))
    assert (tree(place / "state"), tree(place / "out")) == (state, out)
    assert not list(place.glob(".upstander-working-*"))


def test_a_first_delivery_without_staff_begins_no_state(tmp_path):
    name = day(tmp_path, "first", calls=calls(at="2025-12-12"))
    with pytest.raises(ExtractError, match="no staff table"):
        run(tmp_path, name)
    assert not (tmp_path / "state").exists()
    assert not (tmp_path / "out").exists()


def test_a_second_run_on_the_same_state_is_refused(place):
    with (place / ".state.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="Another run is at work on the state folder state"):
            run(place, "first")


def test_a_folder_that_is_no_state_is_refused(place):
    (place / "mine").mkdir()
    (place / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(OutputError, match="holds something that is not a state of daily runs"):
        watch(delivery=place / "first", state=place / "mine", out=place / "out2", only=FEW)


def test_a_killed_run_leaves_state_and_list_whole(place):
    before = numbers(place, "calls")["accepted"]
    state, out = tree(place / "state"), tree(place / "out")
    name = day(place, "next", calls=calls(at="2025-12-12"))
    code = (
        "import sys; from pathlib import Path; from upstander.engine.api import watch\n"
        "class Said:\n"
        "    def step(self, title, done=None): print(title, flush=True)\n"
        "p = Path(sys.argv[1])\n"
        f"watch(delivery=p / {name!r}, state=p / 'state', out=p / 'out', progress=Said())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, str(place)], stdout=subprocess.PIPE, text=True
    )
    while not process.stdout.readline().startswith("Finding calls"):
        assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert (tree(place / "state"), tree(place / "out")) == (state, out)
    run(place, name)
    assert numbers(place, "calls")["accepted"] == before + 1
    assert not list(place.glob(".upstander-working-*"))


@pytest.mark.parametrize("written", [False, True])
def test_a_run_stopped_between_list_and_state_is_put_right_by_running_it_again(
    place, monkeypatch, written
):
    """Before the next state's register is written, and after: the state is as it was."""
    real = daily.write_register
    name = day(place, "next", calls=calls(at="2025-12-12"))
    state = tree(place / "state")

    def stopped(register, *, state):
        if written:
            real(register, state=state)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(daily, "write_register", stopped)
        run(place, name)
    assert tree(place / "state") == state
    listed = told(place / "out", "leads")
    found = run(place, name)
    assert found.taken is not None
    assert told(place / "out", "leads") == listed


def test_results_that_are_not_there_are_made_again_without_taking_anything(place):
    shutil.rmtree(place / "out")
    found = run(place, "first")
    assert found.taken is None
    assert (place / "out" / "report.html").exists()


def test_one_real_delivery_makes_all_of_it_real(place):
    (place / "state" / "extracts" / "SIMULATED").write_text("seed 1")
    run(place, day(place, "next", calls=calls(at="2025-12-12")))
    assert not (place / "state" / "extracts" / "SIMULATED").exists()
