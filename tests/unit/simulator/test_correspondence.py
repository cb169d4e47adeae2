"""What is written grows with what comes back; most of it is ordinary, and some never say a thing."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from upstander.simulator import correspondence, simulate, small_talk
from upstander.simulator.correspondence import KINDS, YOUNG, Hand
from upstander.simulator.ledger import Texts

SHARES = {name: 1 / len(KINDS) for name, _ in KINDS}
OPEN, CAREFUL = (Hand(open=share, leaning=SHARES, haste=0.0) for share in (1.0, 0.0))


def kinds_of(text: str) -> set[str]:
    """Which kinds of overstepping a text, typed without haste, was put together from."""

    def holds(phrase: str) -> bool:
        words = re.sub(r"\\\[\w+\\\]", ".+", re.escape(phrase))
        return re.search(rf"(^| ){words}( |$)", text, re.IGNORECASE) is not None

    phrases = small_talk.PHRASES["oversteps"]
    return {kind for kind in phrases if any(holds(one) for one in phrases[kind])}


def exchanged(hand: Hand, *, answered: bool, minor: bool = False) -> list[set[str]]:
    """The kinds in each message of the member's, over many exchanges of forty messages."""
    theirs = np.array([answered and turn % 2 == 1 for turn in range(40)])
    found = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        said = correspondence._exchange(rng, hand, theirs, np.full(40, minor))
        found += [kinds_of(text) for text, back in zip(said, theirs, strict=True) if not back]
    return found


def test_without_an_answer_it_does_not_grow() -> None:
    seen = set().union(*exchanged(OPEN, answered=False))
    assert "friendly" in seen
    assert not seen & {"inviting", "missing", "hushing", "admiring"}


def test_with_answers_it_grows() -> None:
    assert {"friendly", "fond", "admiring", "inviting", "missing", "hushing"} <= set().union(
        *exchanged(OPEN, answered=True)
    )


def test_to_the_young_nothing_is_written_of_looks_or_meetings() -> None:
    assert set().union(*exchanged(OPEN, answered=True, minor=True)) <= set(YOUNG)


def test_somebody_careful_writes_of_work_alone() -> None:
    assert set().union(*exchanged(CAREFUL, answered=True)) == set()


def test_a_message_repeats_itself_where_there_are_many_and_has_no_open_slot() -> None:
    texts = Texts()
    rng = np.random.default_rng(3)
    for bank in ("officer", "public", "colleagues", "private"):
        codes = small_talk.some(rng, texts, bank=bank, size=500)
        assert len(codes) == 500
    assert not [text for text in texts.known if re.search(r"[\[\]]", text)]
    assert len(texts.known) > 1_000


@pytest.fixture(scope="module")
def forces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same force, without and with an archive of its handsets' texts."""
    folder = tmp_path_factory.mktemp("forces")
    for name, archive in (("billed", False), ("archived", True)):
        simulate(
            out=folder / name, staff=40, months=2, seed=5, positions="none", offending=0.1,
            archive=archive,
        )  # fmt: skip
    return folder / "billed" / "extracts", folder / "archived" / "extracts"


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def test_an_archive_adds_texts_and_changes_nothing_else(forces: tuple[Path, Path]) -> None:
    billed, archived = forces
    others = [path.stem for path in billed.glob("*.parquet") if path.stem != "messages"]
    assert [name for name in others if rows(billed, name) != rows(archived, name)] == []
    without = [{**row, "message_id": None, "text": None} for row in rows(billed, "messages")]
    with_texts = [{**row, "message_id": None, "text": None} for row in rows(archived, "messages")]
    assert without == [row for row in with_texts if row["channel"] != "text"]


def test_every_archived_text_is_on_the_bill_and_says_something(forces: tuple[Path, Path]) -> None:
    _, archived = forces
    texts = [row for row in rows(archived, "messages") if row["channel"] == "text"]
    on_the_bill = {
        (row["other_number"], row["at"], row["direction"])
        for row in rows(archived, "calls")
        if row["kind"] == "text"
    }
    assert texts
    assert {(row["other_party"], row["at"], row["direction"]) for row in texts} <= on_the_bill
    assert all(row["text"] for row in texts)


def test_what_stood_for_a_text_is_nowhere(forces: tuple[Path, Path]) -> None:
    for folder in forces:
        assert small_talk.WRITTEN not in {row["text"] for row in rows(folder, "messages")}
