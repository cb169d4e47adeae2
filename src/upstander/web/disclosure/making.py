"""A pack made: read once, drawn, bundled and signed, whole or not at all."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from upstander.web.accounts.models import User
from upstander.web.audit import keys
from upstander.web.disclosure import bundle, content, pdf, store
from upstander.web.disclosure.models import Pack

_AT_A_TIME = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file that is written and has no name yet."""

    place: Path
    digest: str
    file_digest: str
    size: int
    pages: int | None
    counts: Mapping[str, int]


def digest(pack: Pack) -> str:
    """What the pack would hold now, in one figure: what a second person agrees to."""
    return bundle.digest(content.read(pack))


@contextmanager
def made(pack: Pack, *, by: User, second: User | None, at: datetime) -> Iterator[Made]:
    """Make the file; whoever asked gives it its name (`store.finished`), or it is gone again.

    `by` is who asked for it. Nothing of the database is held meanwhile: drawing takes seconds.
    """
    told = content.read(pack)
    maker = bundle.Maker(
        by=str(by), at=at, second=str(second) if second else "", key=keys.signing_key()
    )
    place = store.begun(pack.reference)
    try:
        why_not = pdf.missing()
        paper = None
        if not why_not:
            paper = pdf.draw(told, maker=maker, digest=bundle.digest(told))
        written = bundle.write(
            told, to=place, maker=maker, pdf=paper.content if paper else None, no_pdf=why_not
        )
        yield Made(
            place=place,
            digest=written.digest,
            file_digest=digest_of(place),
            size=place.stat().st_size,
            pages=paper.pages if paper else None,
            counts=written.counts,
        )
    finally:
        place.unlink(missing_ok=True)


def digest_of(place: Path) -> str:
    """The SHA-256 of a file."""
    own = hashlib.sha256()
    with place.open("rb") as file:
        while piece := file.read(_AT_A_TIME):
            own.update(piece)
    return own.hexdigest()
