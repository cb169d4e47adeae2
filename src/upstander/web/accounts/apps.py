"""The room as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "upstander.web.accounts"
    label = "accounts"
