"""The room as Django knows it."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "upstander.web.triage"
    label = "triage"
