"""Every sign shown the scene: what each found, or what it lacked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import ibis
import ibis.expr.types as ir

from upstander.engine.asking import asked
from upstander.engine.contacts import content
from upstander.engine.contacts.content import ContentAuthority
from upstander.engine.evidence import Findings, Indicator, Prompts, Scene, Upkeep
from upstander.engine.indicators import INDICATORS
from upstander.engine.purposes import explain
from upstander.engine.sessions import Session
from upstander.engine.shelf import Shelf
from upstander.engine.tables.declare import union_all

Changed = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What the signs found. Only `found` is ranked: the rest is about nobody's conduct."""

    signs: list[dict[str, Any]]  # whether each ran, or what it lacked
    found: dict[str, tuple[Indicator, Findings]] = field(default_factory=dict)
    upkeep: dict[str, tuple[Indicator, ir.Table]] = field(default_factory=dict)  # UPKEEP
    prompts: list[ir.Table] = field(default_factory=list)  # PROMPTS


def look(
    scene: Scene,
    *,
    session: Session,
    only: tuple[str, ...],
    changed: Changed,
    allowed: ContentAuthority | None,
    step: Callable[[str], None],
    shelf: Shelf | None = None,
) -> Looked:
    """Each sign in turn: what it found, or what it lacked."""
    messages = content.counted(scene.written, engine=session)
    missing: dict[str, tuple[str, ...]] = {}
    looked = Looked(signs=[])
    lanes = cycle((session, session.beside()))  # signs do not need each other
    for slug, sign in INDICATORS.items():
        if only and not {slug, sign.id} & set(only):
            continue
        missing[slug] = (
            content.lacking(sign, records=scene.records, allowed=allowed, messages=messages)
            if sign.cls == "B"
            else sign.lacking(scene)
        )
        if sign.level != "force":  # the others read what no record explains
            missing[slug] = missing[slug] or explain.nothing_checkable(
                sign.needs, records=scene.records
            )
        if not missing[slug]:
            step(f"Sign: {sign.name}")
            seen = asked(
                sign, slug, scene=scene, changed=changed.get(slug), session=next(lanes), shelf=shelf
            )
            match seen:
                case Findings():
                    looked.found[slug] = sign, seen
                case Upkeep():
                    looked.upkeep[slug] = sign, seen.looked_at
                case Prompts():
                    looked.prompts.append(seen.prompts)
    session.settle()
    counts = _counted(looked.found, session=session)
    looked.signs.extend(
        {
            "id": sign.id,
            "slug": slug,
            "name": sign.name,
            "version": sign.version,
            "status": "not seen" if missing[slug] else "ran",
            "missing": list(missing[slug]),
            # What is about nobody's conduct is told in a part of its own, small numbers hidden.
            "findings": counts.get(slug, 0) if slug in looked.found or missing[slug] else None,
        }
        for slug, sign in INDICATORS.items()
        if slug in missing
    )
    return looked


def _counted(
    found: Mapping[str, tuple[Indicator, Findings]], *, session: Session
) -> dict[str, int]:
    """How many findings each sign has: asked once, so that no sign waits for the one before."""
    if not found:
        return {}
    parts = [
        kept.findings.agg(n=kept.findings.count()).mutate(slug=ibis.literal(slug))
        for slug, (_, kept) in found.items()
    ]
    return {row["slug"]: row["n"] for row in session.rows(union_all(parts))}
