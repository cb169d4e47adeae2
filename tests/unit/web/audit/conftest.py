"""A log with entries in it, and people of each role."""

from collections.abc import Callable

import pytest

from upstander.web.accounts.models import Role, User
from upstander.web.audit import log

Fill = Callable[[int], None]


@pytest.fixture
def fill(db: None) -> Fill:
    """Add so many entries, each about a lead of its own."""

    def filled(count: int) -> None:
        for number in range(1, count + 1):
            log.record(log.Act.CONSULTED, by=None, kind="lead", subject=f"L-{number:05}")

    return filled


@pytest.fixture
def someone(db: None) -> Callable[..., User]:
    """Somebody of a role."""

    def made(role: Role, username: str = "") -> User:
        name = username or f"some.{role.value}"
        return User.objects.create(username=name, role=role, staff_id=f"staff-of-{name}")

    return made
