"""The first look at a file before it is imported: how it is written, and what its columns may be."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from dataclasses import dataclass

from indokona.contacts import csvfile, rules, store_groups
from indokona.contacts.errors import UnreadableFile
from indokona.kernel.database import Db

#: Bytes of the file that are looked at; the rest of a larger body is left unread.
MOST_LOOKED_AT = 64 * 1024
ROWS = 5
MOST_COLUMNS, MOST_CELL = 100, 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, and the target it is guessed to be; None is left out."""

    name: str
    guess: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: nothing of it is kept."""

    encoding: str
    delimiter: str
    columns: list[Column]
    rows: list[list[str]]
    targets: list[str]


async def look(db: Db, stream: AsyncIterator[bytes]) -> Look:
    """Read the head of a file as an import would."""
    head = b""
    async for part in stream:
        head += part
        if len(head) >= MOST_LOOKED_AT:
            break
    is_whole, head = len(head) < MOST_LOOKED_AT, head[:MOST_LOOKED_AT]
    try:
        dialect = csvfile.decide(head)
        rows, _ = csvfile.rows(head, dialect, last=is_whole)
        rows = rows or csvfile.rows(head, dialect, last=True)[0]
    except csv.Error:
        raise UnreadableFile from None
    if not rows:
        raise UnreadableFile
    names = [one.name for one in await store_groups.attributes(db)]
    header = rows[0][:MOST_COLUMNS]
    columns = [
        Column(name[:MOST_CELL], guess)
        for name, guess in zip(header, rules.guessed(header, names), strict=True)
    ]
    shown = [[cell[:MOST_CELL] for cell in row[:MOST_COLUMNS]] for row in rows[1 : ROWS + 1]]
    targets = [*rules.COLUMNS, *(rules.ATTRIBUTE + name for name in names)]
    return Look(dialect.encoding, dialect.delimiter, columns, shown, targets)
