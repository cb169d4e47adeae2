"""A stand-in for the engine's door, so that the command line is tested for its own work alone."""

import inspect
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from upstander.cli.main import app
from upstander.engine import api

REAL = {
    name: getattr(api, name)
    for name in ("check", "scan", "evaluate", "explain", "replay_case", "watch", "what_if")
}


@dataclass
class Door:
    """Remembers what it was asked, and answers as it was told to."""

    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)

    def _answer(self, name: str, given: dict[str, Any]) -> Any:
        inspect.signature(REAL[name]).bind(**given)  # what the real door would not take fails
        self.asked[name] = given
        answer = self.answers[name]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def check(self, **given: Any) -> Any:
        return self._answer("check", given)

    def scan(self, **given: Any) -> Any:
        given["progress"].step("Reading the extracts", 0.5)
        given["progress"].step("Joining records of one human")
        return self._answer("scan", given)

    def watch(self, **given: Any) -> Any:
        return self._answer("watch", given)

    def evaluate(self, **given: Any) -> Any:
        return self._answer("evaluate", given)

    def explain(self, **given: Any) -> Any:
        return self._answer("explain", given)

    def what_if(self, **given: Any) -> Any:
        return self._answer("what_if", given)

    def replay_case(self, **given: Any) -> Any:
        return self._answer("replay_case", given)

    def indicators(self) -> Any:
        return self.answers["indicators"]


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    """The engine's door, replaced."""
    made = Door()
    made.answers["scan"] = api.ScanResult(
        out=Path("scan"),
        leads=3,
        evidence_leads=41,
        report=Path("scan/report.html"),
        seconds=12.3,
        coverage={"signs": []},
    )
    made.answers["watch"] = api.WatchResult(
        scan=made.answers["scan"],
        said=("Taken, until 2025-06-30: 12 rows of 1 tables.", "New on the list: rank 2."),
    )
    monkeypatch.setattr("upstander.engine.api", made, raising=False)
    return made


@pytest.fixture
def run() -> Any:
    """Run `upstander` with these arguments."""
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, list(arguments), prog_name="upstander")
