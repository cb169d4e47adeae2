"""A sign's page (its docstring), read section by section.

A section is a title in the first column, then indented lines; a list is lines that begin with
"- " and their continuations.
"""

import re


def section(page: str, title: str) -> str:
    """The text under `title` on one line; empty where the page has no such section."""
    return " ".join(_lines(page, title))


def bullets(page: str, title: str) -> tuple[str, ...]:
    """The points of the list under `title`, or its sentences where it is not a list."""
    lines = _lines(page, title)
    if not lines:
        return ()
    if not any(line.startswith("- ") for line in lines):
        return tuple(re.split(r"(?<=[.;]) ", " ".join(lines)))
    points: list[str] = []
    for line in lines:
        if line.startswith("- ") or not points:
            points.append(line.removeprefix("- "))
        else:
            points[-1] += f" {line}"
    return tuple(points)


def _lines(page: str, title: str) -> list[str]:
    found, inside = [], False
    for line in page.splitlines():
        if line and not line[0].isspace():
            inside = line.strip().rstrip(":").casefold() == title.casefold()
        elif inside and line.strip():
            found.append(line.strip())
    return found
