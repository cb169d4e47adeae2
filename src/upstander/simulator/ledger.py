"""Every row that the force's systems keep, gathered in blocks, and what each row truly was."""

from collections.abc import Iterable

import numpy as np

from upstander.simulator.basics import NONE, Array

Value = Array | int | float | str | bool | None


class Texts:
    """Each different text once, known by its number; no text is -1."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, text: str | None) -> int:
        """The number of a text."""
        if text is None:
            return NONE
        if text not in self._codes:
            self._codes[text] = len(self.known)
            self.known.append(text)
        return self._codes[text]

    def codes(self, texts: Iterable[str | None]) -> Array:
        """The numbers of several texts."""
        return np.array([self.code(text) for text in texts], dtype=np.int32)

    def pick(self, texts: Iterable[str | None], places: Array) -> Array:
        """The numbers of those texts at the given places of a short list."""
        return self.codes(texts)[places]


class Ledger:
    """Blocks of rows by table, and blocks of truth about them."""

    def __init__(self) -> None:
        self.texts = Texts()
        self.blocks: dict[str, list[dict[str, Array]]] = {}
        self.counts: dict[str, int] = {}
        self.truth: dict[str, list[dict[str, Array]]] = {}

    def add(self, table: str, **columns: Value) -> Array:
        """Add rows; a single value goes to every row. Returns the rows' places in the table."""
        length = max((len(v) for v in columns.values() if isinstance(v, np.ndarray)), default=1)
        first = self.counts.get(table, 0)
        if length:
            block = {name: self._column(value, length) for name, value in columns.items()}
            self.blocks.setdefault(table, []).append(block)
            self.counts[table] = first + length
        return np.arange(first, first + length)

    def _column(self, value: Value, length: int) -> Array:
        if value is None or isinstance(value, str):
            return np.full(length, self.texts.code(value), dtype=np.int32)
        if isinstance(value, np.ndarray):
            if len(value) != length:
                raise ValueError(f"a column of {len(value)} values in a block of {length} rows")
            return value
        kind = np.int8 if isinstance(value, bool) else None
        return np.full(length, value, dtype=kind)

    def witness(
        self,
        table: str,
        rows: Array,
        *,
        staff: Array,
        human: Array,
        at: Array,
        nature: Value,
        theirs: Value = False,
    ) -> None:
        """Say what rows truly were: between which two human beings, when, and of what nature.

        `theirs`: the member of the public made the contact.
        """
        if not len(rows):
            return
        size = len(rows)
        self.truth.setdefault(table, []).append(
            {
                "row": np.asarray(rows),
                "staff": np.asarray(staff, dtype=np.int32),
                "human": np.asarray(human, dtype=np.int32),
                "at": np.asarray(at, dtype=np.int64),
                "nature": self._column(nature, size).astype(np.int32),
                "theirs": self._column(theirs, size).astype(bool),
            }
        )

    def gathered(self, table: str) -> dict[str, Array]:
        """All blocks of one table as one; a column that a block lacks is empty there."""
        blocks = self.blocks.pop(table, [])
        lengths = [len(next(iter(block.values()))) for block in blocks]
        names = list(dict.fromkeys(name for block in blocks for name in block))
        whole = {}
        for name in names:
            kind = np.result_type(*[block[name].dtype for block in blocks if name in block])
            empty = np.nan if kind.kind == "f" else NONE
            parts = [
                block.pop(name) if name in block else np.full(length, empty, dtype=kind)
                for block, length in zip(blocks, lengths, strict=True)
            ]
            whole[name] = np.concatenate(parts)
        return whole

    def witnessed(self, table: str) -> dict[str, Array]:
        """All truth about one table as one block."""
        blocks = self.truth.get(table, [])
        names = ("row", "staff", "human", "at", "nature", "theirs")
        if not blocks:
            return {name: np.array([], dtype=np.int64) for name in names}
        return {name: np.concatenate([block[name] for block in blocks]) for name in names}
