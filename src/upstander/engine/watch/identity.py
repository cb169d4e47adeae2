"""By what a row is known again when it is delivered a second time.

The contract says it. A table with a key: by the key. A table without one: by everything that was
known of the row at its beginning, which is every column but those that the contract marks as
becoming known later (the end of an assignment, the outcome of a case).
"""

from upstander.engine.tables.declare import Table


def identity(declared: Table) -> tuple[str, ...]:
    """The columns that tell two rows of a table apart."""
    if declared.key:
        return declared.key
    return tuple(
        column.name
        for column in declared.columns
        if column.known_from is None or column.known_from == declared.known_from
    )


def moment_of(declared: Table) -> str | None:
    """The moment that is part of a row's identity: rows of other times need not be looked at."""
    starts = declared.known_from or (declared.interval or (None,))[0]
    if declared.key or starts is None or starts not in identity(declared):
        return None
    return starts
