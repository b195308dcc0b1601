"""What a slice gives to a person's package: kinds of records, each read page by page.

A package may be larger than memory. So nothing is read whole: a reader answers one page and says
where the next begins, and a file comes piece by piece.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from indokona.kernel.database import Db

#: Records of one page, of a reader that knows pages.
PAGE = 500
#: The key of a record whose value reads the file that its `file` names.
PIECES = "pieces"

Record = dict[str, Any]
#: The piece with a number, or None after the last.
Pieces = Callable[[Db, int], Awaitable[bytes | None]]


class Page(NamedTuple):
    """Records, and where the next page begins; None at the end."""

    records: list[Record]
    after: UUID | None = None


#: Of whom, and from where on.
Reader = Callable[[Db, UUID, UUID | None], Awaitable[Page]]
#: By the name of the kind, in the order in which a package lists them.
Exports = Mapping[str, Reader]


def at_once(read: Callable[[Db, UUID], AsyncIterator[Record]]) -> Reader:
    """A reader of what is never much: everything in one page."""

    async def reader(db: Db, owner_id: UUID, _after: UUID | None) -> Page:
        return Page([record async for record in read(db, owner_id)])

    return reader


def by_id(read: Callable[[Db, UUID, UUID | None, int], Awaitable[list[Record]]]) -> Reader:
    """A reader of pages whose records carry their `id`, newest first."""

    async def reader(db: Db, owner_id: UUID, after: UUID | None) -> Page:
        found = await read(db, owner_id, after, PAGE + 1)
        records = found[:PAGE]
        return Page(records, records[-1]["id"] if len(found) > PAGE else None)

    return reader
