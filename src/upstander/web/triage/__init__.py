"""Leads: published from a scan, read, worked on, decided."""
