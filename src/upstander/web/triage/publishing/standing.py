"""What the newest scan did to a lead, as one rule."""

from upstander.web.triage.words import Standing


def standing(
    *, before: Standing | None, was_listed: bool, listed: bool, same: bool, chosen: bool
) -> Standing:
    """New, changed, the same or gone.

    `before` is the lead's standing until now (None: it is not in the workbench), `same` whether
    the scan says what the last one said, `chosen` whether it is asked for by its rank. A lead
    that had a place on the list and has none any more is gone, with evidence or without; one that
    comes back has changed, whatever it says.
    """
    if before is None:
        return Standing.NEW
    if not (listed or chosen) and (was_listed or before is Standing.GONE):
        return Standing.GONE
    if before is Standing.GONE:
        return Standing.CHANGED
    return Standing.SAME if same else Standing.CHANGED
