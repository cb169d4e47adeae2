"""A lock on the signs: a sign that changes must say so with a new version.

A finding is evidence, and names the version of the sign that made it. `lock.json` holds, for each
sign and for what they share, its version and the SHA-256 of its source. A test fails when a sign
has changed and its version has not. The lexicon of content is among what they share: what it finds
is what six signs find. Rewrite it with `python -m upstander.engine.indicators.lock`.
"""

import hashlib
import json
from pathlib import Path

import yaml

from upstander.engine.indicators import INDICATORS, common, phrases, reported
from upstander.errors import SignChangedError

FILE = Path(__file__).with_name("lock.json")

# No stage imports another: of the lexicon, the file is read.
LEXICON = FILE.parent.parent / "contacts" / "lexicon.yaml"
Lock = dict[str, dict[str, int | str]]


def locks() -> Lock:
    """The locks as the source stands: slug to version and SHA-256 of the normalised source."""
    versions = {slug: sign.version for slug, sign in INDICATORS.items()}
    shared = {"common": common.VERSION, "phrases": phrases.VERSION, "reported": reported.VERSION}
    of_python: Lock = {
        slug: {"version": version, "sha256": _digest(FILE.with_name(f"{slug}.py"))}
        for slug, version in sorted((versions | shared).items())
    }
    return of_python | {LEXICON.stem: lexicon_lock(LEXICON)}


def lexicon_lock(file: Path) -> dict[str, int | str]:
    """The lock of a lexicon: the version that it names, and the SHA-256 of the whole."""
    said = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {"version": str(said["version"]), "sha256": _digest(file)}


def _digest(source: Path) -> str:
    """SHA-256 of a source without what cannot matter: line endings, trailing and empty space."""
    lines = (line.rstrip() for line in source.read_text(encoding="utf-8").splitlines())
    return hashlib.sha256("\n".join(line for line in lines if line).encode()).hexdigest()


def kept() -> Lock:
    """The locks as last written; none where there is no file yet."""
    if not FILE.exists():
        return {}
    written: Lock = json.loads(FILE.read_text(encoding="utf-8"))
    return written


def changed(before: Lock, now: Lock) -> list[str]:
    """Slugs whose source is not what was locked while their version is the same."""
    return [
        slug
        for slug, lock in now.items()
        if slug in before
        and before[slug]["version"] == lock["version"]
        and before[slug]["sha256"] != lock["sha256"]
    ]


def rewrite() -> None:
    """Write the locks anew. Raises SignChangedError where only the version stayed the same."""
    now = locks()
    if same_version := changed(kept(), now):
        raise SignChangedError(
            f"These signs changed and their version did not: {', '.join(same_version)}.",
            do="Raise `version` in each of them and run this again.",
        )
    FILE.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite()
