"""The room as Django knows it."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "upstander.web.design"
    label = "design"
