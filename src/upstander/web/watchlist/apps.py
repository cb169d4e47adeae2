"""The room as Django knows it."""

from django.apps import AppConfig


class WatchListConfig(AppConfig):
    name = "upstander.web.watchlist"
    label = "watchlist"
