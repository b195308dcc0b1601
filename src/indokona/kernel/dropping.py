"""Months of acts that retention drops, and the signed mark that each organisation keeps of it.

Without a mark nobody could tell what was dropped at its time from what somebody cut. It says how many
rows of the month were closed, and between which heads of the chain they stood; the segments stay.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from indokona.kernel import audit, chain, clock, closing, ids, keyring
from indokona.kernel.database import Database, Db

#: A month of acts: the first id that belongs to it, and the first that does not.
Month = tuple[UUID, UUID]
_COLUMNS: Final = (
    "from_id, upto_id, count, before_no, before_head, after_no, after_head, signature, at"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is signed of a month: so many closed rows between two heads of the chain."""

    from_id: UUID
    upto_id: UUID
    count: int
    before_no: int
    before_head: bytes
    after_no: int
    after_head: bytes
    signature: bytes
    at: datetime

    def statement(self, organisation_id: UUID) -> bytes:
        """What the signature is over."""
        said = {
            "audit": "indokona-audit-drop-1", "organisation": str(organisation_id), "from": str(self.from_id),
            "upto": str(self.upto_id), "count": self.count, "at": self.at.timestamp(),
            "before": [self.before_no, self.before_head.hex()], "after": [self.after_no, self.after_head.hex()],
        }  # fmt: skip
        return json.dumps(said, sort_keys=True).encode()


async def sign_months(database: Database, organisations: Sequence[UUID], before: datetime) -> int:
    """Have each organisation sign the months of acts that end before a moment; returns how many marks that
    is. Called before the months are dropped; signing again changes nothing."""
    async with database.platform() as db:
        rows = await db.rows("select from_id, upto_id from months_over(%s)", (before,))
    months: list[Month] = [(row[0], row[1]) for row in rows]
    if not months:
        return 0
    seed = await database.keyring.secret(ids.PLATFORM, keyring.AUDIT)
    count = 0
    for organisation_id in organisations:
        async with database.organisation(organisation_id) as db:
            known = {one.upto_id for one in await marks(db)}
            for month in months:
                if month[1] not in known:
                    count += await _sign(db, month, Ed25519PrivateKey.from_private_bytes(seed))
    return count


async def marks(db: Db) -> list[Mark]:
    """What was dropped, oldest first."""
    return await db.all(
        f"select {_COLUMNS} from audit_drop where organisation_id = %s order by upto_id",
        (db.organisation_id,),
        into=Mark,
    )


async def _sign(db: Db, month: Month, key: Ed25519PrivateKey) -> int:
    count = await _closed_rows(db, month)
    if not count:
        return 0
    before, after = await _heads_around(db, month)
    draft = Mark(*month, count, *before, *after, b"", clock.now())
    signature = key.sign(draft.statement(db.organisation_id))
    await db.run(
        f"insert into audit_drop (organisation_id, {_COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (db.organisation_id, *month, count, *before, *after, signature, draft.at),
    )
    said = f"{ids.time_of(month[0]):%Y-%m}: {count}"
    await audit.record(db, audit.MACHINE, "audit.dropped", "organisation", db.organisation_id, said)
    return 1


async def _closed_rows(db: Db, month: Month) -> int:
    last = await closing.newest(db)
    upto = last.upto if last else chain.START
    return int(
        await db.value(
            "select count(*) from audit where organisation_id = %s and id >= %s and id < %s"
            " and (xid, id) <= (%s::xid8, %s)",
            (db.organisation_id, *month, str(upto[0]), upto[1]),
        )
    )


async def _heads_around(db: Db, month: Month) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
    """The newest head from before the month, and the first that was closed after it."""
    begins, ends = (ids.time_of(one) for one in month)
    before = await db.rows(
        "select no, head from audit_segment where organisation_id = %s and closed_at < %s order by no desc limit 1",
        (db.organisation_id, begins),
    )
    after = await db.rows(
        "select no, head from audit_segment where organisation_id = %s and (closed_at >= %s or no ="
        " (select max(no) from audit_segment where organisation_id = %s)) order by no limit 1",
        (db.organisation_id, ends, db.organisation_id),
    )
    first = (0, chain.genesis(db.organisation_id))
    return tuple(before[0]) if before else first, tuple(after[0])
