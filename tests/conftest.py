"""What every run of the tests does besides: it notes which requirements were proved.

A test says `@pytest.mark.meets("R047")`; when it passes, R047 is proved. After a whole run, the
register (docs/requirements.csv) is asked for what it calls met and no passing test carried. That
is shown, and under `./dev check` it fails the run.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tools import register

# A slow machine is no fault; and what runs in CI is the same every time.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

PROVED = pytest.StashKey[set[str]]()
UNPROVED = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[PROVED] = set()
    config.stash[UNPROVED] = []
    config.pluginmanager.register(Proof(config), "proof")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the ids where every report carries them, from a worker to the one that counts too.

    And the long ones first.
    """
    for item in items:
        for marker in item.iter_markers("meets"):
            item.user_properties += [("meets", requirement) for requirement in marker.args]
    # One test that takes minutes, at the end, would leave the other worker idle meanwhile.
    items.sort(key=lambda item: item.get_closest_marker("postgres") is None)


class Proof:
    """Gathers what passing tests carry, and compares it with the register at the end."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a passing test proves."""
        if report.when == "call" and report.passed:
            self.config.stash[PROVED] |= {
                str(value) for name, value in report.user_properties if name == "meets"
            }

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """Fail a whole run whose register claims more than its tests prove."""
        if is_whole_run(session.config):
            rows = register.read()
            proved = session.config.stash[PROVED]
            session.config.stash[UNPROVED] = [
                f"{id}: called met, and no passing test carries it"
                for id in register.unproved(rows, proved)
            ] + [f"{id}: carried by a test, and unknown" for id in register.unknown(rows, proved)]
            if session.config.stash[UNPROVED] and os.environ.get("UPSTANDER_REGISTER"):
                session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what is not proved, above pytest's closing line."""
        lines = self.config.stash[UNPROVED]
        if lines:
            terminalreporter.section("docs/requirements.csv", red=True)
            for line in lines:
                terminalreporter.write_line(line)


def is_whole_run(config: pytest.Config) -> bool:
    """Whether this is the run that counts: everything, and not one worker's share of it."""
    return bool(os.environ.get("UPSTANDER_WHOLE_SUITE")) and not hasattr(config, "workerinput")
