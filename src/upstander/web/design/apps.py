"""The room as Django knows it."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "upstander.web.design"
    label = "design"

    def ready(self) -> None:
        from upstander.web.design import checks  # noqa: F401 - it registers itself
