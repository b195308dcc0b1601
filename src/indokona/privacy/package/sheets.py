"""The package, page by page: records become lines for machines and pages for people, files their own."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from indokona.kernel.database import Db
from indokona.kernel.exports import PIECES, Record
from indokona.privacy.package.archive import Archive
from indokona.privacy.package.pages import Book
from indokona.privacy.package.parts import Part

#: A unit of work; a package takes many short ones, since its person may fetch it over a slow line.
Work = Callable[[], AbstractAsyncContextManager[Db]]


async def made(
    work: Work, owner_id: UUID, parts: Sequence[Part], book: Book
) -> AsyncGenerator[bytes, None]:
    """Everything that `parts` hold of the owner, as a zip in pieces.

    Memory holds one page of one part, and what its page among the contents says. What is written while
    it is made may be in it or not.
    """
    archive = Archive()
    for part in parts:
        book.part(part.name)
        after: UUID | None = None
        no = 0
        while no == 0 or after is not None:
            async with work() as db:
                records, after = await part.read(db, owner_id, after)
            no += 1
            _put(archive, book, f"data/{part.name}-{no}.jsonl", records, is_last=after is None)
            yield archive.taken()
            for record in records:
                if PIECES in record:
                    async for taken in _file(archive, work, record):
                        yield taken
    archive.put("index.html", book.index())
    archive.close(book.counts())
    yield archive.taken()


def _put(archive: Archive, book: Book, name: str, records: list[Record], *, is_last: bool) -> None:
    if not records:
        return
    told = [{key: value for key, value in one.items() if key != PIECES} for one in records]
    archive.put(name, "".join(map(_line, told)).encode())
    page = book.sheet(told, is_last=is_last)
    if page is not None:
        archive.put(*page)


def _line(record: Record) -> str:
    return json.dumps(record, default=_spelled, ensure_ascii=False) + "\n"


def _spelled(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


async def _file(archive: Archive, work: Work, record: Record) -> AsyncGenerator[bytes, None]:
    no = 0
    with archive.file(str(record["file"]), is_packed=False) as file:
        while True:
            async with work() as db:
                piece = await record[PIECES](db, no)
            if piece is None:
                break
            file.write(piece)
            no += 1
            yield archive.taken()
