"""Upstander: is there a recorded policing purpose behind each contact with the public?"""

__version__ = "0.1.0"
