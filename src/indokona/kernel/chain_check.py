"""Is an organisation's audit as it was written? Every difference is found and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from indokona.kernel import chain, clock, closing, dropping, ids, keyring
from indokona.kernel.chain import Segment
from indokona.kernel.database import Database, Db
from indokona.kernel.dropping import Mark

#: No transaction stays open so long; a row that claims to be so much older than its segment was put in.
LATEST: Final = timedelta(hours=1)
_SEGMENTS_A_READ: Final = 20

WORDS: Final = {
    "changed": "a row is not what it was when it was closed",
    "removed": "a row is gone",
    "inserted": "a row was put in afterwards",
    "reordered": "a row stands at another place than it did",
    "backdated": "a row claims to be older than the segment before it",
    "segment": "a segment's own hashes were changed",
    "gap": "a segment is missing, or does not follow the one before it",
    "head": "a signed head does not fit",
    "cut": "of a month that retention dropped, other rows are gone than it signed",
    "mark": "a signed mark of a month that was dropped does not fit",
    "behind": "segments are missing at the end: taken away, or the data are an older copy",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: its kind, the segment, and the row if it can be named."""

    kind: str
    segment: int
    row_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """The head of a day."""

    day: date
    no: int
    head: bytes
    signature: bytes
    at: datetime


@dataclass(slots=True)
class Verdict:
    """What was read of one organisation, and what is wrong with it."""

    organisation_id: UUID
    rows: int = 0
    expired: int = 0
    segments: int = 0
    waiting: int = 0
    heads: list[Signed] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all is as it was written."""
        return not self.findings


async def public_key(database: Database) -> Ed25519PublicKey:
    """The key that verifies signed heads."""
    seed = await database.keyring.secret(ids.PLATFORM, keyring.AUDIT)
    return Ed25519PrivateKey.from_private_bytes(seed).public_key()


async def verify(database: Database, organisation_id: UUID) -> Verdict:
    """Read an organisation's whole audit with its chain."""
    known = await database.chain_heads.known(organisation_id)
    walk = _Walk(Verdict(organisation_id))
    while True:
        async with database.organisation(organisation_id) as db:
            await db.run(closing.IN_ORDER)
            segments = await _segments(db, walk.no)
            for one in segments:
                walk.step(one, await _rows(db, one))
            if not segments:
                await walk.end(db, await public_key(database))
                break
    if closing.is_behind(walk.last, known):
        walk.found("behind", walk.no)
    return walk.verdict


async def signed_heads(db: Db, most: int | None = None) -> list[Signed]:
    """The signed heads, newest first."""
    return await db.all(
        "select day, no, head, signature, at from audit_head where organisation_id = %s order by day desc limit %s",
        (db.organisation_id, most),
        into=Signed,
    )


async def _segments(db: Db, after: int) -> list[Segment]:
    rows = await db.rows(
        f"select {closing.SEGMENT} from audit_segment where organisation_id = %s and no > %s order by no limit %s",
        (db.organisation_id, after, _SEGMENTS_A_READ),
    )
    return [Segment(*row) for row in rows]


async def _rows(db: Db, one: Segment) -> list[tuple[UUID, bytes]]:
    rows = await db.rows(
        f"select id, {chain.CANONICAL} from audit where organisation_id = %s"
        " and (xid, id) > (%s::xid8, %s) and (xid, id) <= (%s::xid8, %s) order by xid, id",
        (db.organisation_id, str(one.after_xid), one.after_id, str(one.upto_xid), one.upto_id),
    )
    return [(row[0], row[1]) for row in rows]


class _Walk:
    """Segment after segment; what is missing in one may turn up in another."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.last: Segment | None = None
        self.no = 0
        self._heads: dict[int, bytes] = {}
        self._missing: dict[UUID, int] = {}
        self._extra: dict[UUID, int] = {}

    def found(self, kind: str, no: int, row_id: UUID | None = None) -> None:
        self.verdict.findings.append(Finding(kind, no, row_id))

    def step(self, one: Segment, rows: Sequence[tuple[UUID, bytes]]) -> None:
        """One segment: that it follows, that its hashes are its own, and that its rows are these."""
        previous = self.last.head if self.last else chain.genesis(self.verdict.organisation_id)
        after = self.last.upto if self.last else chain.START
        if (one.no, one.previous, one.after) != (self.no + 1, previous, after):
            self.found("gap", one.no)
        if chain.head_of(one) != one.head:
            self.found("segment", one.no)
        self._compare(one, rows)
        self.verdict.segments += 1
        self.verdict.rows += len(rows)
        self._heads[one.no], self.no, self.last = one.head, one.no, one

    def _compare(self, one: Segment, rows: Sequence[tuple[UUID, bytes]]) -> None:
        if b"".join(chain.leaf(canonical) for _, canonical in rows) == one.leaves and (
            b"".join(row_id.bytes for row_id, _ in rows) == one.row_ids
        ):
            return
        kept = dict(zip(one.ids, chain.parts(one.leaves, chain.LEAF_BYTES), strict=False))
        there = dict(rows)
        self._missing |= dict.fromkeys(kept.keys() - there.keys(), one.no)
        self._extra |= dict.fromkeys(there.keys() - kept.keys(), one.no)
        for row_id in sorted(kept.keys() & there.keys()):
            if chain.leaf(there[row_id]) != kept[row_id]:
                self.found("changed", one.no, row_id)
        was = [row_id for row_id in kept if row_id in there]
        now = [row_id for row_id, _ in rows if row_id in kept]
        if (moved := next((b for a, b in zip(was, now, strict=True) if a != b), None)) is not None:
            self.found("reordered", one.no, moved)

    async def end(self, db: Db, key: Ed25519PublicKey) -> None:
        """What is left over: rows that wait, rows that went, and the signed heads."""
        waiting = await self._unclosed(db)
        self.verdict.waiting = len(waiting)
        await self._name_dropped(db, key)
        self._name_lost(waiting)
        self.verdict.heads = await signed_heads(db)
        for one in self.verdict.heads:
            self._check_head(one, key)

    async def _unclosed(self, db: Db) -> set[UUID]:
        after = self.last.upto if self.last else chain.START
        rows = await db.rows(
            "select id, at from audit where organisation_id = %s and (xid, id) > (%s::xid8, %s) order by xid, id",
            (db.organisation_id, str(after[0]), after[1]),
        )
        for row_id in self._dated_back(rows):
            self._extra.setdefault(row_id, self.no)
        return {row[0] for row in rows}

    def _dated_back(self, waiting: Sequence[tuple[UUID, datetime]]) -> list[UUID]:
        """Rows that wait and claim to be older than the clock explains: a clock that stood behind dates all
        that it writes back, from its first row on, and is no forgery."""
        if self.last is None or not waiting:
            return []
        least = min(self.last.closed_at, clock.now(), waiting[0][1]) - LATEST
        return [row_id for row_id, at in waiting if at < least]

    async def _name_dropped(self, db: Db, key: Ed25519PublicKey) -> None:
        """What retention dropped is gone by a signed mark: as many as it says, or none of them yet."""
        for one in await dropping.marks(db):
            if not self._is_signed(one, key):
                continue
            gone = [
                row_id
                for row_id in self._missing
                if one.from_id <= row_id < one.upto_id and row_id not in self._extra
            ]
            if gone and len(gone) != one.count:
                self.found("cut", min(self._missing[row_id] for row_id in gone))
            self.verdict.expired += len(gone)
            for row_id in gone:
                del self._missing[row_id]

    def _is_signed(self, one: Mark, key: Ed25519PublicKey) -> bool:
        heads = {0: chain.genesis(self.verdict.organisation_id), **self._heads}
        fits = (heads.get(one.before_no), heads.get(one.after_no)) == (
            one.before_head,
            one.after_head,
        )
        try:
            key.verify(one.signature, one.statement(self.verdict.organisation_id))
        except InvalidSignature:
            fits = False
        if not fits:
            self.found("mark", one.after_no)
        return fits

    def _name_lost(self, waiting: set[UUID]) -> None:
        for row_id, no in sorted(self._missing.items()):
            if row_id in self._extra or row_id in waiting:
                self.found("reordered", no, row_id)
            else:
                self.found("removed", no, row_id)
        for row_id, no in sorted(self._extra.items()):
            if row_id not in self._missing:
                self.found("backdated" if row_id in waiting else "inserted", no, row_id)

    def _check_head(self, one: Signed, key: Ed25519PublicKey) -> None:
        said = chain.statement(self.verdict.organisation_id, one.day, one.no, one.head)
        try:
            key.verify(one.signature, said)
        except InvalidSignature:
            self.found("head", one.no)
            return
        if self._heads.get(one.no) != one.head:
            self.found("head", one.no)
