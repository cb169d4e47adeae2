"""A synthetic force."""
