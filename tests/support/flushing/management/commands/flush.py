"""Django's `flush`, which the audit log would refuse."""

from typing import Any

from django.core.management.commands import flush

from tests.support.flushing import behind


class Command(flush.Command):
    """Empties every table between two tests."""

    def handle(self, **options: Any) -> None:
        with behind.the_triggers():
            super().handle(**options)
