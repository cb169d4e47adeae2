"""The lexicon of content held against made-up texts: false hits, what is found, and speed.

Texts of the banks `apart` (everyday messages) and `look_alikes` (nothing but traps) were not looked
at while the lexicon was written; content_texts.py says how far that goes. The bar for false hits
is that of everyday messages; look-alikes are shown beside it. A hit is a text in which any class
is found; found in its own class is a text across a boundary in which that class is. The baseline
is the list of bare words that a force may search for today, on the same texts.
"""

import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from benchmarks.content_texts import crossing, innocuous
from upstander import words
from upstander.engine.contacts.lexicon import lexicon, marked
from upstander.engine.sessions import DuckSession, duck_session

MEMORY = "1GB"
BARS = {"false_hits_in_1000_apart": 5, "messages_a_second": 100_000}
BARE_WORDS = (
    r"\b(x+|kiss|love|babe|hun|darling|beautiful|gorgeous|sexy|hot|naked|single|drink|coffee|"
    r"facebook|whatsapp|snapchat|delete|secret|don'?t tell|my number)\b"
)


def run(small: bool = False) -> dict[str, Any]:
    """Rates of both banks, class by class, and messages a second."""
    with (
        tempfile.TemporaryDirectory() as work,
        duck_session(work=Path(work), memory=MEMORY) as session,
    ):
        number = 2_000 if small else 50_000
        return {
            "name": "content",
            "lexicon_version": lexicon().version,
            "innocuous": [
                _innocuous(session, bank=bank, number=number)
                for bank in ("seen", "apart", "look_alikes")
            ],
            "across_a_boundary": [
                row
                for apart in (False, True)
                for row in _crossing(session, apart=apart, number=number)
            ],
            "speed": _speed(session, number=20_000 if small else 1_000_000),
            "bars": BARS,
        }


def _loaded(session: DuckSession, name: str, texts: list[str], kinds: list[str]) -> ir.Table:
    return session.load(name, pa.table({"text": texts, "kind": kinds}))


def _any() -> ir.BooleanValue:
    found: ir.BooleanValue = _[words.CONTENT_CLASSES[0]]
    for slug in words.CONTENT_CLASSES[1:]:
        found = found | _[slug]
    return found


def _innocuous(session: DuckSession, *, bank: str, number: int) -> dict[str, Any]:
    texts = innocuous(Random(1), bank=bank, number=number)
    table = _loaded(session, f"innocuous_{bank}", texts, ["innocuous"] * number)
    found = session.keep(f"innocuous_found_{bank}", marked(table, using=lexicon()))
    hits = session.rows(found.agg(hits=_any().sum()))[0]["hits"]
    bare = session.rows(table.agg(hits=_.text.lower().re_search(BARE_WORDS).sum()))[0]["hits"]
    return {
        "bank": bank,
        "texts": number,
        "different": len(set(texts)),
        "false_hits_in_1000": round(1000 * hits / number, 2),
        "bare_words_in_1000": round(1000 * bare / number, 2),
    }


def _crossing(session: DuckSession, *, apart: bool, number: int) -> list[dict[str, Any]]:
    made = crossing(Random(2), apart=apart, number=number // 5)
    kinds, texts = [kind for kind, _text in made], [text for _kind, text in made]
    table = _loaded(session, f"crossing_{apart}", texts, kinds)
    found = session.keep(f"crossing_found_{apart}", marked(table, using=lexicon()))
    rows = session.rows(
        found.mutate(any=_any())
        .group_by("kind")
        .agg(
            texts=_.count(),
            found=_["any"].mean(),
            **{slug: _[slug].mean() for slug in words.CONTENT_CLASSES},
        )
    )
    by_kind = {row["kind"]: row for row in rows}
    return [
        {
            "bank": "apart" if apart else "seen",
            "class": slug,
            "texts": by_kind[slug]["texts"],
            "found": round(by_kind[slug]["found"], 3),
            "in_its_own_class": round(by_kind[slug][slug], 3),
        }
        for slug in words.CONTENT_CLASSES
    ]


def _speed(session: DuckSession, *, number: int) -> dict[str, Any]:
    """One message in fifty holds a phrase, as the worst of forces would have it."""
    random = Random(3)
    texts = innocuous(random, bank="seen", number=20_000)
    texts += [text for _kind, text in crossing(random, apart=False, number=400)]
    random.shuffle(texts)
    some = _loaded(session, "speed_texts", texts, ["any"] * len(texts))
    times = number // len(texts) + 1
    copies = session.load("copies", pa.table({"copy": list(range(times))}))
    table = session.keep("speed", some.cross_join(copies).limit(number))
    rows = session.rows(table.agg(n=_.count(), characters=_.text.length().sum()))[0]
    began, worked = time.perf_counter(), time.process_time()
    found = session.keep("speed_found", marked(table, using=lexicon()))
    hits = session.rows(found.agg(hits=_any().sum()))[0]["hits"]
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - worked
    return {
        "messages": rows["n"],
        "characters_a_message": round(rows["characters"] / rows["n"]),
        "with_a_hit": hits,
        "seconds": round(seconds, 2),
        "messages_a_second": round(rows["n"] / seconds),
        "messages_a_cpu_second": round(rows["n"] / cpu_seconds),
    }
