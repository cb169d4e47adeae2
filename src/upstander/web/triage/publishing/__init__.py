"""Bringing a scan into the workbench: read the folder, compare, write, in one transaction.

`publish` is the door. What a scan says of a lead is replaced; what people made of it stays.
"""

from upstander.web.triage.publishing.publish import Result, publish

__all__ = ["Result", "publish"]
