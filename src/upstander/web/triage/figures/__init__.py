"""Everything that is drawn or tabled of a lead, from what the newest scan says.

`lead_figures` draws a page; `events` gives every record behind it, to be narrowed and paged. Names
never appear unless the caller hands them in: only pseudonyms are read.
"""

from upstander.web.triage.figures.build import LeadFigures, lead_figures
from upstander.web.triage.figures.periods import Period
from upstander.web.triage.figures.records import Records, events

__all__ = ("LeadFigures", "Period", "Records", "events", "lead_figures")
