"""What happened to somebody's access, for whoever keeps a record of it (the audit room)."""

from django.dispatch import Signal

person_changed = Signal()
"""Sent with `request` (None on the command line), `user` (whom it is about) and `what` (a dict of
identifiers and choices: never a name)."""
