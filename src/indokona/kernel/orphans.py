"""Orphan keys: made first, for a row that never came. Who has a row, only the slices know.

A row is written at once after its key, so a key that has stood an hour without one is an orphan:
the process died, or its transaction was undone. It is destroyed like any other, with a tombstone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from indokona.kernel import clock, ids
from indokona.kernel.keyring import Keyring

#: Which of these owners, all of one organisation, have a row.
WithRow = Callable[[UUID, Sequence[UUID]], Awaitable[set[UUID]]]

REASON = "orphan"
AGE = timedelta(hours=1)
_PAGE = 1000


async def sweep(
    keyring: Keyring, kind: str, with_row: WithRow, *, since: datetime | None = None
) -> int:
    """Destroy the keys of one kind whose owners have no row; returns how many owners those were.

    `since` leaves out keys made before: a nightly run needs to see each key only once.
    """
    before, after, gone = clock.now() - AGE, (ids.NIL, ids.NIL), 0
    while page := await keyring.owners(kind, since, before, after, _PAGE):
        for organisation_id in dict.fromkeys(organisation for organisation, _ in page):
            owners = [owner for organisation, owner in page if organisation == organisation_id]
            found = await with_row(organisation_id, owners)
            for owner in owners:
                if owner not in found:
                    await keyring.shred(organisation_id, kind, owner, clock.now(), reason=REASON)
                    gone += 1
        after = page[-1]
    return gone
