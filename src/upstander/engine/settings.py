"""The settings file of a force: its own thresholds, windows and matrix, in YAML.

Its parts, each of which may be left out:

    force          what the report calls the force
    signs          {slug of a sign: {setting: number}}
    explanations   {slug of an explanation: {window: number}}
    matrix         the file of the force's own matrix, beside this one
    judged         the file of person records that people judged to be one human or two
    filters        the file of contacts that people judged to have their reason elsewhere
    policy         the file of the force's own dated rules: periods that law and policy set
    content        the authority under which the content of messages is read; without it none is
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from upstander import words
from upstander.engine.contacts.content import ContentAuthority
from upstander.engine.indicators import INDICATORS
from upstander.engine.leads.matrix import Matrix, read_matrix
from upstander.engine.policy import Policy, read_policy
from upstander.engine.purposes import EXPLANATIONS
from upstander.engine.purposes.filters import Filter, read_filters
from upstander.errors import ConfigurationError

PARTS = ("force", "signs", "explanations", "matrix", "judged", "filters", "policy", "content")
Changed = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a force has changed; everything else stays as it came."""

    matrix: Matrix
    policy: Policy
    force: str = ""
    signs: Changed = field(default_factory=dict)
    windows: Changed = field(default_factory=dict)
    judged: Path | None = None
    filters: tuple[Filter, ...] = ()
    content: ContentAuthority | None = None


def read_settings(file: Path | None) -> Settings:
    """The settings in `file`, or none. ConfigurationError says what is wrong with them."""
    given = _parts(file) if file else {}
    matrix, judged = given.get("matrix"), given.get("judged")
    filters, policy = given.get("filters"), given.get("policy")
    return Settings(
        content=_content(given.get("content")),
        judged=file.parent / str(judged) if file and judged else None,
        filters=read_filters(file.parent / str(filters)) if file and filters else (),
        matrix=read_matrix(file.parent / str(matrix) if file and matrix else None),
        policy=read_policy(file.parent / str(policy) if file and policy else None),
        force=str(given.get("force") or ""),
        signs=_changed(
            given.get("signs"),
            part="signs",
            known={s: set(i.settings) for s, i in INDICATORS.items()},
        ),
        windows=_changed(
            given.get("explanations"),
            part="explanations",
            known={slug: set(reason.windows) for slug, reason in EXPLANATIONS.items()},
        ),
    )


def _parts(file: Path) -> dict[str, Any]:
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ConfigurationError(
            f"The settings file {file.name} cannot be read.", do="It must be a YAML file."
        ) from problem
    unknown = sorted(map(str, set(given) - set(PARTS))) if isinstance(given, dict) else ["its form"]
    if unknown:
        raise ConfigurationError(
            f"The settings file {file.name} has an unknown part: {', '.join(unknown)}.",
            do=f"Its parts are {', '.join(PARTS)}; each may be left out.",
        )
    return dict(given)


def _changed(given: Any, *, part: str, known: Mapping[str, set[str]]) -> Changed:
    """The numbers of one part, each of a name that exists."""
    if given is None:
        return {}
    if not (isinstance(given, dict) and all(isinstance(value, dict) for value in given.values())):
        raise ConfigurationError(
            f"The part {part} of the settings does not have its form.",
            do="Write a name, and under it lines such as `setting: number`.",
        )
    return {
        name: _numbers(str(name), values, known=known.get(name), part=part)
        for name, values in given.items()
    }


def _numbers(
    name: str, values: Mapping[str, Any], *, known: set[str] | None, part: str
) -> dict[str, float]:
    if known is None:
        raise ConfigurationError(
            f"The part {part} of the settings names {name}, which does not exist.",
            do="`upstander indicators` and docs/reference/explanations.md list the names.",
        )
    unknown = sorted(map(str, set(values) - known))
    if unknown:
        raise ConfigurationError(
            f"{name} has no setting called {', '.join(unknown)}.",
            do=f"It has {', '.join(sorted(known)) or 'none'}.",
        )
    found = {}
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigurationError(f"{key} of {name} is no number.", do="Write a number.")
        found[key] = float(value)
    return found


_CONTENT = ("authority", "staff_told", "channels", "leave_out")
_CONTENT_DO = "docs/how-to/read-content.md shows the part; leave it out, and no content is read."


def _content(given: Any) -> ContentAuthority | None:
    """The authority to read content; none where the part is left out or says no."""
    if given is None or given is False:
        return None
    if not isinstance(given, dict):
        raise ConfigurationError(
            "Content cannot be switched on without an authority and the date staff were told.",
            do=_CONTENT_DO,
        )
    unknown = sorted(map(str, set(given) - set(_CONTENT)))
    if unknown:
        raise ConfigurationError(
            f"The part content of the settings has an unknown key: {', '.join(unknown)}.",
            do=f"Its keys are {', '.join(_CONTENT)}.",
        )
    authority = given.get("authority")
    if not isinstance(authority, str) or not authority.strip():
        raise ConfigurationError(
            "The settings switch content on without naming the authority for it.",
            do="Write under `authority` who allowed it and where that is recorded. " + _CONTENT_DO,
        )
    return ContentAuthority(
        authority=" ".join(authority.split()),
        staff_told=_staff_told(given.get("staff_told")),
        channels=_channels(given.get("channels")),
        leave_out=_texts(given.get("leave_out") or [], key="leave_out"),
    )


def _staff_told(given: Any) -> date:
    try:
        told = date.fromisoformat(given.strip()) if isinstance(given, str) else given
    except ValueError:
        told = None
    if not isinstance(told, date) or isinstance(told, datetime):
        raise ConfigurationError(
            "The settings switch content on without the date on which staff were told.",
            do="Write under `staff_told` a day such as 2025-03-01. " + _CONTENT_DO,
        )
    return told


def _channels(given: Any) -> tuple[str, ...]:
    channels = _texts(given or [], key="channels")
    if not channels or set(channels) - set(words.CHANNELS):
        raise ConfigurationError(
            "The settings switch content on without naming channels that the contract knows.",
            do=f"Write under `channels` a list of {', '.join(words.CHANNELS)}. " + _CONTENT_DO,
        )
    return channels


def _texts(given: Any, *, key: str) -> tuple[str, ...]:
    whole = isinstance(given, list) and all(isinstance(one, str) and one.strip() for one in given)
    if not whole:
        raise ConfigurationError(
            f"{key} under content is no list of texts.", do="Write it as [one, two]. " + _CONTENT_DO
        )
    return tuple(given)
