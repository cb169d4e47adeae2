"""Calls, messages, look-ups, attendances, custody steps and visits, in one table of contacts."""
