"""Every page says which right it needs."""

from django.utils.deprecation import MiddlewareMixin


class EveryPageHasAPolicy(MiddlewareMixin):
    """Refuses to serve a page that says nothing of who may see it."""
