"""From a file's bytes to its lines, whatever wrote them.

A file is UTF-8 (with or without a byte-order mark), UTF-16 or UTF-32 with one, or Windows-1252.
Exports that were glued together mix the first and the last: so each block that is not UTF-8 is
read line by line. A line that can be neither keeps its bytes as lone surrogates, which no text
ever holds: the rows that it makes are found by them and quarantined, never guessed at.
"""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from upstander.errors import ExtractError

FIRST_BLOCK, BLOCK = 64 << 10, 4 << 20  # the first one is read with care, for its header
LONGEST_LINE = 8 << 20
# Stands for what could not be decoded, and for the rest of a line that never ends.
UNREADABLE = "\udcff"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class Decoded:
    """What was met on the way through a file."""

    windows_lines: int = 0
    unreadable_lines: int = 0


@dataclass(frozen=True)
class Block:
    """Some whole lines of a file: decoded one by one, or as the bytes they are.

    `clean` is set where no cell can hold a delimiter or a line end, because nothing is quoted:
    such bytes may be cut into cells by a faster reader, if they prove to be UTF-8.
    """

    lines: Iterator[str]
    clean: bytes | None = None


def lines(path: Path, *, name: str, met: Decoded) -> Iterator[str]:
    """The file's lines with their line ends, decoded; at most a few megabytes in memory."""
    for block in blocks(path, name=name, met=met):
        yield from block.lines


def blocks(path: Path, *, name: str, met: Decoded) -> Iterator[Block]:
    """The file in blocks of whole lines; ExtractError if it cannot be unpacked or opened."""
    try:
        with _opened(path) as file:
            start = file.read(4)
            encoding = next((code for mark, code in _MARKS if start.startswith(mark)), None)
            if encoding is None or encoding == "utf-8":
                kept = start.removeprefix(codecs.BOM_UTF8)
                for block in _byte_blocks(file, first=kept):
                    yield Block(_byte_lines(block, met=met), clean=_clean(block))
            else:
                yield Block(_wide_lines(file, first=start, encoding=encoding, met=met))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ExtractError(
            f"{name} is damaged: it cannot be unpacked to its end.",
            do="Export it again, and compare the sizes of the two copies.",
        ) from error
    except OSError as error:
        raise ExtractError(
            f"{name} cannot be opened ({error.strerror or 'no reason given'}).",
            do="Give the account that runs the scan permission to read it.",
        ) from error


def _clean(block: bytes) -> bytes | None:
    if b'"' in block or block.count(b"\r") != block.count(b"\r\n"):
        return None
    return block


def _opened(path: Path) -> BinaryIO:
    if path.name.endswith(".gz"):
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _byte_blocks(file: BinaryIO, *, first: bytes) -> Iterator[bytes]:
    """Blocks of whole lines. Of a line that never ends only its start is kept, marked."""
    rest, size = first, min(FIRST_BLOCK, BLOCK)
    while read := file.read(size):
        block, size = rest + read, BLOCK
        # A carriage return at the very end may be half of a line end.
        end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
        rest = block[end:]
        if end:
            yield block[:end]
        elif len(rest) > LONGEST_LINE:
            rest = rest[:BLOCK] + b"\x81\xc3\xa9"  # neither encoding: it goes to quarantine
    if rest:
        yield rest


def _byte_lines(block: bytes, *, met: Decoded) -> Iterator[str]:
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        for line in block.splitlines(keepends=True):
            yield _line(line, met=met)
    else:
        # Not str.splitlines: it would also break lines at characters inside a cell.
        yield from io.StringIO(text, newline="")


def _line(line: bytes, *, met: Decoded) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        escaped = line.decode("utf-8", errors="surrogateescape")
    if not any(char > "\x7f" and not "\udc80" <= char <= "\udcff" for char in escaped):
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            pass
        else:
            met.windows_lines += 1
            return text
    met.unreadable_lines += 1
    return escaped


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNREADABLE, error.end


codecs.register_error("upstander.mark", _mark)


def _wide_lines(file: BinaryIO, *, first: bytes, encoding: str, met: Decoded) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="upstander.mark")
    rest, block = "", first + file.read(BLOCK)
    while block:
        following = file.read(BLOCK)
        text = rest + decoder.decode(block, final=not following)
        met.unreadable_lines += UNREADABLE in text
        end = max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
        whole, rest = (text[:end], text[end:]) if following else (text, "")
        if len(rest) > LONGEST_LINE:
            rest = rest[:BLOCK] + UNREADABLE
        yield from io.StringIO(whole, newline="")
        block = following
