"""Log lines without anybody's data: where something went wrong and of which kind, no values.

The words of an exception may hold what a database row or a form held, and an address may hold a
one-time link; so neither is written.
"""

import logging
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any


class WithoutValues(logging.Formatter):
    """Moment, level, logger, the fixed words of the line, the address as a pattern, the frames."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the frames of an exception under it."""
        said = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        words = said.replace("%s: %s", "Request failed").replace("%s", "…")
        parts = [self.formatTime(record), record.levelname, record.name, words, *_asked(record)]
        lines = [" ".join(parts)]
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            lines += [*_frames(trace), f"  {kind.__name__}"]
        return "\n".join(lines)


def _asked(record: logging.LogRecord) -> list[str]:
    """The status, and the pattern of the address that was asked for."""
    request: Any = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    route = [f"at /{match.route}"] if match else []
    status = getattr(record, "status_code", None)
    return [*([str(status)] if status else []), *route]


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in extract_tb(trace)
    ]
