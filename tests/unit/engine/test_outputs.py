"""Outputs appear whole or not at all; a scan that is killed leaves the last good one."""

import os
import signal
import subprocess
import sys
import time

import pytest

from upstander.engine.outputs import whole_or_not_at_all
from upstander.errors import OutputError


def put(folder, text):
    with whole_or_not_at_all(folder) as working:
        (working / "coverage.json").write_text(text)


def test_a_result_replaces_the_one_before(tmp_path):
    out = tmp_path / "scan"
    put(out, "first")
    put(out, "second")
    assert (out / "coverage.json").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["scan"]


def test_an_error_leaves_the_last_good_result_and_nothing_else(tmp_path):
    out = tmp_path / "scan"
    put(out, "first")
    with pytest.raises(ZeroDivisionError), whole_or_not_at_all(out) as working:
        (working / "coverage.json").write_text("half")
        raise ZeroDivisionError
    assert (out / "coverage.json").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["scan"]


def test_a_killed_process_leaves_the_last_good_result_and_the_next_clears_up(tmp_path):
    out = tmp_path / "scan"
    put(out, "first")
    code = (
        "import pathlib, sys, time\n"
        "from upstander.engine.outputs import whole_or_not_at_all\n"
        "with whole_or_not_at_all(pathlib.Path(sys.argv[1])) as working:\n"
        "    (working / 'coverage.json').write_text('half')\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "writing\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert (out / "coverage.json").read_text() == "first"
    put(out, "second")
    assert (out / "coverage.json").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["scan"]


def test_a_reader_never_sees_a_missing_or_mixed_result(tmp_path):
    out = tmp_path / "scan"
    put(out, "1")
    code = (
        "import pathlib, sys\n"
        "from upstander.engine.outputs import whole_or_not_at_all\n"
        "for n in range(60):\n"
        "    with whole_or_not_at_all(pathlib.Path(sys.argv[1])) as working:\n"
        "        (working / 'coverage.json').write_text(str(n))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(out)])
    reads = 0
    while process.poll() is None:
        assert (out / "coverage.json").read_text() != ""
        reads += 1
        time.sleep(0.0005)
    assert process.returncode == 0
    assert reads > 5


def test_a_folder_that_is_not_a_scan_is_refused(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds something that is not a scan"):
        put(tmp_path / "letters", "x")
    assert (tmp_path / "letters" / "one.txt").read_text() == "mine"
