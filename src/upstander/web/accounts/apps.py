"""The room as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "upstander.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        from upstander.web.accounts import receivers  # noqa: F401 - they register themselves
