"""Reading a force's extracts: find, map, judge, quarantine, count."""

from upstander.engine.extracts.intake import Counts
from upstander.engine.extracts.read import read
from upstander.engine.extracts.result import Extracts

__all__ = ["Counts", "Extracts", "read"]
