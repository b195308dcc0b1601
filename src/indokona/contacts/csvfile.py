"""Reading a CSV piece by piece, whatever wrote it: encodings, delimiters, quotes across pieces."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

MOST_ROW = 64 * 1024
#: Signs that pictures and archives are full of, and no table has; NUL some programs write.
_NO_TEXT = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the file is written, decided on its first piece."""

    encoding: str
    delimiter: str


def decide(first: bytes) -> Dialect:
    """Encoding by mark or by trial, delimiter by the first line; `csv.Error` for what is no text."""
    encoding = _encoding(first)
    if _NO_TEXT.search(first.decode(encoding, "replace")):
        raise csv.Error("no text")
    line = first.decode(encoding, "replace").lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t|", key=line.count)
    return Dialect(encoding, delimiter if line.count(delimiter) else ",")


def _encoding(first: bytes) -> str:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if first.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    try:
        first.decode("utf-8")
    except UnicodeDecodeError as trouble:
        # A character may be cut at the end of the piece; that is no proof against UTF-8.
        return "utf-8" if trouble.start >= len(first) - 4 else "cp1252"
    return "utf-8"


def rows(data: bytes, dialect: Dialect, *, last: bool) -> tuple[list[list[str]], bytes]:
    """The whole rows in `data`, and the bytes of the row that is cut off at its end."""
    cut = len(data) if last else _last_whole_line(data, dialect.encoding)
    text = data[:cut].decode(dialect.encoding, "replace").lstrip("\ufeff").replace("\x00", "")
    csv.field_size_limit(MOST_ROW)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
    return [row for row in reader if any(cell.strip() for cell in row)], data[cut:]


def _last_whole_line(data: bytes, encoding: str) -> int:
    """Where the last line break outside quotes ends: the number of quotes before it is even."""
    newline, quote = ("\n".encode(encoding), '"'.encode(encoding))
    at = data.rfind(newline)
    while at >= 0:
        if data.count(quote, 0, at) % 2 == 0:
            return at + len(newline)
        if len(data) - at > MOST_ROW * 4:
            break
        at = data.rfind(newline, 0, at)
    return 0
