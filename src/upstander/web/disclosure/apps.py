"""The room as Django knows it."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "upstander.web.disclosure"
    label = "disclosure"
