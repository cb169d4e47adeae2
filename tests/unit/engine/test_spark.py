"""What is asked for on a machine without Spark."""

import sys
from pathlib import Path

import pytest

from tests.support import small_force
from upstander.engine.api import scan
from upstander.errors import EngineError


def test_without_spark_the_scan_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "upstander.engine.spark", raising=False)
    extracts = small_force.write(tmp_path / "extracts")
    with pytest.raises(EngineError, match=r"upstander\[spark\]"):
        scan(folder=extracts, out=tmp_path / "scan", engine="spark")
    assert not (tmp_path / "scan").exists()
