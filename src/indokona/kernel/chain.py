"""The chain over an organisation's audit: what is hashed, and how a segment holds on to the one before.

Rows are inserted plainly and closed afterwards, in the order of the transactions that wrote them, once
no older transaction is under way: so a row that commits late still has its place. A segment keeps the
id and the hash of each of its rows, which is how a change can be named. Nothing but ids, codes and
times is hashed, so the chain stays whole when a person is erased.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from indokona.kernel import ids

#: One row as bytes: fixed parts, then each text with its length before it, -1 where there is none.
CANONICAL: Final = (
    "uuid_send(organisation_id) || uuid_send(id) || uuid_send(actor_id) || uuid_send(subject_id)"
    " || timestamptz_send(at)"
    + "".join(
        f" || coalesce(int4send(octet_length({name})) || convert_to({name}, 'UTF8'), int4send(-1))"
        for name in ("actor_kind", "act", "subject_kind", "reason")
    )
)
ID_BYTES, LEAF_BYTES = 16, 32

#: A place in the order of writing: the transaction's number and the row's id.
Place = tuple[int, UUID]
START: Final[Place] = (0, ids.NIL)


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows after one place up to another; `row_ids` and `leaves` stand in their order."""

    no: int
    after_xid: int
    after_id: UUID
    upto_xid: int
    upto_id: UUID
    row_ids: bytes
    leaves: bytes
    previous: bytes
    head: bytes
    closed_at: datetime

    @property
    def after(self) -> Place:
        """The place before its first row."""
        return self.after_xid, self.after_id

    @property
    def upto(self) -> Place:
        """The place of its last row."""
        return self.upto_xid, self.upto_id

    @property
    def ids(self) -> list[UUID]:
        """The ids of its rows."""
        return [ids.of_bytes(one) for one in parts(self.row_ids, ID_BYTES)]


def parts(joined: bytes, size: int) -> list[bytes]:
    """Bytes of a fixed size that stand one after the other."""
    return [joined[at : at + size] for at in range(0, len(joined), size)]


def leaf(canonical: bytes) -> bytes:
    """The hash of one row."""
    return hashlib.sha256(canonical).digest()


def genesis(organisation_id: UUID) -> bytes:
    """What the first segment holds on to."""
    return hashlib.sha256(b"indokona-audit-1" + organisation_id.bytes).digest()


def head_of(segment: Segment) -> bytes:
    """The hash of a segment with all before it: of its place, its rows and the previous head."""
    place = json.dumps(
        [
            segment.no, segment.after_xid, segment.after_id.hex, segment.upto_xid, segment.upto_id.hex,
            segment.closed_at.timestamp(), len(segment.row_ids), len(segment.leaves),
        ]
    )  # fmt: skip
    return hashlib.sha256(
        segment.previous + place.encode() + segment.row_ids + segment.leaves
    ).digest()


def statement(organisation_id: UUID, day: date, no: int, head: bytes) -> bytes:
    """What is signed at the end of a day."""
    said = {
        "audit": "indokona-audit-1", "organisation": str(organisation_id), "day": day.isoformat(),
        "segment": no, "head": head.hex(),
    }  # fmt: skip
    return json.dumps(said, sort_keys=True).encode()
