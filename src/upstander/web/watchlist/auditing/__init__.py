"""Audit packages: made of a scan for every entry that is active and due, in one transaction."""

from upstander.web.watchlist.auditing.due import Result, audit
from upstander.web.watchlist.auditing.listing import listed

__all__ = ["Result", "audit", "listed"]
