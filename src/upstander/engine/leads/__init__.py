"""Weighed, ranked and evidenced: from findings to leads."""
