"""The room as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "upstander.web.audit"
    label = "audit"

    def ready(self) -> None:
        """Listen to what the log has to hold."""
        from upstander.web.audit import listeners  # models are there only now

        listeners.connect()
