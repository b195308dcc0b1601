"""The keyring: its own small PostgreSQL cluster, so that restored data meets today's keys.

Root key (a file, a variable, later a KMS) wraps organisation keys; an organisation key together with
the key of the week wraps the data keys of its contacts, its users' platform keys and its index keys.
Rotation and the renewal of weeks re-wrap, nothing sealed is touched. Order across the two databases:
key first, row second (an orphan key is swept); to shred: tombstone, then key, then rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg_pool import AsyncConnectionPool

from indokona.kernel import clock, ids
from indokona.kernel.arrays import packed
from indokona.kernel.lending import lent
from indokona.kernel.root import RootKey
from indokona.kernel.sealing import DataKey, Indexes, Opener, Sealer, keys_needed, random_parts

#: What an owner of a key may be. Index keys are owned by the organisation itself.
CONTACT, USER, ORGANISATION, INTAKE = "contact", "user", "organisation", "intake"
#: Signs receipts: below the root key, so that receipts given before its rotation still verify.
RECEIPTS = "receipts"
#: Signs the head of each day's audit.
AUDIT = "audit"
_INDEXES = ("lookup", "search", "suppression")


class Keyring:
    """Makes, fetches and destroys keys; keeps none across calls."""

    def __init__(self, pool: AsyncConnectionPool[Any], root: RootKey) -> None:
        self._pool = pool
        self._root = root

    async def found(self, organisation_id: UUID) -> None:
        """Give an organisation its key and its index keys; repeating it changes nothing."""
        wrapped = self._root.wrap(organisation_id, AESGCM.generate_key(256))
        async with lent(self._pool) as connection, connection.transaction():
            await connection.execute(
                # Not "on conflict" alone: after a rotation version 1 is gone, and another stands.
                "insert into organisation_key (organisation_id, version, root_id, wrapped, made_at)"
                " select %s, 1, %s, %s, %s"
                " where not exists (select from organisation_key where organisation_id = %s)"
                " on conflict do nothing",
                (organisation_id, self._root.id, wrapped, clock.now(), organisation_id),
            )
        for purpose in (*_INDEXES, ORGANISATION):
            await self.make(organisation_id, purpose, [organisation_id])

    async def make(self, organisation_id: UUID, kind: str, owners: Sequence[UUID]) -> Sealer:
        """Make a key for each owner that has none of this kind; returns the keys, durable by now."""
        if not owners:
            return Sealer(organisation_id, {})
        try:
            return await self._make(organisation_id, kind, owners)
        except psycopg.errors.ForeignKeyViolation:
            # A rotation retired the version between our look and our insert: take the newer one.
            return await self._make(organisation_id, kind, owners)

    async def _make(self, organisation_id: UUID, kind: str, owners: Sequence[UUID]) -> Sealer:
        async with lent(self._pool) as connection:
            version, secret_of_all = await self._organisation_key(connection, organisation_id)
            epoch = await self._root.epochs.current(connection)
            kek = self._root.epochs.kek(epoch, secret_of_all)
            raw = list(islice(random_parts(32), len(owners)))
            key_ids = ids.new_many(len(owners))
            done = await connection.execute(
                "insert into data_key (organisation_id, id, kind, owner_id, version, epoch, wrapped, made_at)"
                " select %s, k.id, %s, k.owner, %s, %s, k.wrapped, %s"
                " from unnest(%b::uuid[], %b::uuid[], %b::bytea[]) as k(id, owner, wrapped)"
                " on conflict (organisation_id, kind, owner_id) where merged_into is null do nothing",
                (
                    organisation_id, kind, version, epoch, clock.now(), packed("uuid", key_ids),
                    packed("uuid", owners), packed("bytea", _wrapped(organisation_id, kek, key_ids, raw)),
                ),
            )  # fmt: skip
        if done.rowcount < len(owners):  # some had a key already
            return await self.sealer(organisation_id, kind, owners)
        keys = [DataKey(key_id.bytes, secret) for key_id, secret in zip(key_ids, raw, strict=True)]
        return Sealer(organisation_id, dict(zip(owners, keys, strict=True)))

    async def _organisation_key(self, connection: Any, organisation_id: UUID) -> tuple[int, bytes]:
        row = await (
            await connection.execute(
                "select version, root_id, wrapped from organisation_key"
                " where organisation_id = %s order by version desc limit 1",
                (organisation_id,),
            )
        ).fetchone()
        if row is None:
            raise LookupError("organisation without a key")
        return row[0], self._root.unwrap(organisation_id, row[1], row[2])

    async def sealer(self, organisation_id: UUID, kind: str, owners: Iterable[UUID]) -> Sealer:
        """The live keys of some owners, for sealing; an owner without a key is not in it."""
        rows = await self._fetch(
            organisation_id, "k.kind = %s and k.owner_id = w.one and k.merged_into is null",
            (kind,), each=list(set(owners)),
        )  # fmt: skip
        return Sealer(organisation_id, {owner: DataKey(key, raw) for key, owner, raw, _ in rows})

    async def opener(self, organisation_id: UUID, values: Iterable[bytes | None]) -> Opener:
        """The keys that some sealed values need, for opening; destroyed ones are missing."""
        needed = list(keys_needed(values))
        if not needed:
            return Opener(organisation_id, {})
        rows = await self._fetch(organisation_id, "k.id = w.one", (), each=needed)
        return Opener(organisation_id, {key: DataKey(key, raw) for key, _, raw, _ in rows})

    async def indexes(self, organisation_id: UUID) -> Indexes:
        """The index keys of an organisation."""
        rows = await self._fetch(
            organisation_id,
            "k.owner_id = %s and k.kind = any(%s)",
            (organisation_id, list(_INDEXES)),
        )
        found = {row[3]: row[2] for row in rows}
        return Indexes(found["lookup"], found["search"], found["suppression"])

    async def secret(self, organisation_id: UUID, kind: str) -> bytes:
        """32 bytes for one use of an organisation, made at the first call; no rotation changes them."""
        await self.make(organisation_id, kind, [organisation_id])
        rows = await self._fetch(
            organisation_id, "k.kind = %s and k.owner_id = %s", (kind, organisation_id)
        )
        return bytes(rows[0][2])

    async def _fetch(
        self,
        organisation_id: UUID,
        where: str,
        values: tuple[object, ...],
        each: Sequence[UUID | bytes] = (ids.NIL,),
    ) -> list[tuple[Any, ...]]:
        """(id, owner, key, kind) of the keys that `where` names, by the index for `each` one (`w.one`):
        left to choose, the planner reads all keys of an organisation for some hundred of them."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                # One snapshot for the organisation's keys, which come first and once, and what they wrap.
                "select null::bytea, null::uuid, o.wrapped, o.root_id, null, o.version from organisation_key o"
                " where o.organisation_id = %b union all"
                " select uuid_send(k.id), k.owner_id, k.wrapped, k.kind, k.epoch, k.version"
                " from unnest(%b::uuid[]) as w(one) cross join lateral ("
                f"select * from data_key k where k.organisation_id = %b and {where} offset 0) k",
                (organisation_id, packed("uuid", each), organisation_id, *values),
                binary=True,
            )
            rows = await cursor.fetchall()
        return self._unwrapped(organisation_id, rows)

    def _unwrapped(self, organisation_id: UUID, rows: list[Any]) -> list[tuple[Any, ...]]:
        above: dict[int, tuple[str, bytes]] = {}
        keks: dict[tuple[int, int], AESGCM] = {}
        opened, whose = [], organisation_id.bytes
        for key_id, owner, wrapped, also, epoch, version in rows:
            if key_id is None:
                above[version] = also, wrapped
                continue
            kek = keks.get((version, epoch))
            if kek is None:
                secret = self._root.unwrap(organisation_id, *above[version])
                kek = keks[version, epoch] = self._root.epochs.kek(epoch, secret)
            raw = kek.decrypt(wrapped[:12], wrapped[12:], whose + key_id)
            opened.append((key_id, owner, raw, also))
        return opened

    async def owners(
        self,
        kind: str,
        since: datetime | None,
        before: datetime,
        after: tuple[UUID, UUID],
        limit: int,
    ) -> list[tuple[UUID, UUID]]:
        """A page of (organisation, owner) with a live key of this kind, made in a span of time."""
        async with lent(self._pool) as connection:
            cursor = await connection.execute(
                "select distinct organisation_id, owner_id from data_key"
                " where kind = %s and made_at >= coalesce(%s, '-infinity'::timestamptz) and made_at < %s"
                " and merged_into is null and (organisation_id, owner_id) > (%s, %s)"
                " order by 1, 2 limit %s",
                (kind, since, before, *after, limit),
            )
            return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def shred(
        self, organisation_id: UUID, kind: str, owner: UUID, at: datetime, reason: str = "erasure"
    ) -> int:
        """Destroy every key of an owner, tombstone first; returns how many keys went."""
        return await self.shred_many(organisation_id, kind, [owner], at, reason)

    async def shred_many(
        self, organisation_id: UUID, kind: str, owners: Sequence[UUID], at: datetime, reason: str
    ) -> int:
        """The same for many owners."""
        keys = await self._fetch(
            organisation_id, "k.kind = %s and k.owner_id = w.one", (kind,), each=owners
        )
        commitments: dict[UUID, dict[str, str]] = {owner: {} for owner in owners}
        for key_id, owner, raw, _ in keys:
            commitments[owner][bytes(key_id).hex()] = commitment(key_id, raw)
        async with lent(self._pool) as connection, connection.transaction():
            await connection.execute(
                "insert into tombstone (organisation_id, kind, owner_id, reason, at, commitments)"
                " select %s, %s, o.id, %s, %s, o.commitments::jsonb"
                " from unnest(%b::uuid[], %s::text[]) o(id, commitments) on conflict do nothing",
                (
                    organisation_id, kind, reason, at, packed("uuid", owners),
                    [json.dumps(commitments[owner]) for owner in owners],
                ),
            )  # fmt: skip
            done = await connection.execute(
                "delete from data_key where organisation_id = %s and kind = %s and owner_id = any(%b::uuid[])",
                (organisation_id, kind, packed("uuid", owners)),
            )
            return int(done.rowcount)

    async def destroyed(self, organisation_id: UUID, kind: str, owner: UUID) -> dict[str, str]:
        """The commitment of every key of an owner that was destroyed, by the key's id as hex."""
        async with lent(self._pool) as connection:
            rows = await connection.execute(
                "select commitments from tombstone"
                " where organisation_id = %s and kind = %s and owner_id = %s",
                (organisation_id, kind, owner),
            )
            found = await rows.fetchone()
            return dict(found[0]) if found else {}

    async def has_people(self, organisation_id: UUID) -> bool:
        """Whether an organisation ever had a contact: keys of theirs, or of those who were erased."""
        async with lent(self._pool) as connection:
            rows = await connection.execute(
                "select exists (select from data_key where organisation_id = %(one)s and kind = %(kind)s)"
                " or exists (select from tombstone where organisation_id = %(one)s and kind = %(kind)s)",
                {"one": organisation_id, "kind": CONTACT},
            )
            found = await rows.fetchone()
            return bool(found and found[0])

    async def erased(self, kind: str) -> list[tuple[UUID, UUID]]:
        """(organisation, owner) of everybody of a kind who was erased: what an older copy may still have."""
        async with lent(self._pool) as connection:
            rows = await connection.execute(
                "select organisation_id, owner_id from tombstone where kind = %s and reason = 'erasure'",
                (kind,),
            )
            return [(row[0], row[1]) for row in await rows.fetchall()]

    async def shred_organisation(self, organisation_id: UUID) -> None:
        """Destroy an organisation's key and with it everything sealed for it, tombstone first."""
        async with lent(self._pool) as connection, connection.transaction():
            rows = await connection.execute(
                "select version, root_id, wrapped from organisation_key where organisation_id = %s",
                (organisation_id,),
            )
            told = {
                str(version): commitment(
                    organisation_id.bytes, self._root.unwrap(organisation_id, root_id, wrapped)
                )
                for version, root_id, wrapped in await rows.fetchall()
            }
            await connection.execute(
                "insert into tombstone (organisation_id, kind, owner_id, reason, at, commitments)"
                " values (%s, %s, %s, 'erasure', %s, %s::jsonb) on conflict do nothing",
                (organisation_id, ORGANISATION, organisation_id, clock.now(), json.dumps(told)),
            )
            await connection.execute(
                "delete from data_key where organisation_id = %s", (organisation_id,)
            )
            await connection.execute(
                "delete from organisation_key where organisation_id = %s", (organisation_id,)
            )


def commitment(key_id: bytes, raw: bytes) -> str:
    """What a receipt says of a destroyed key, as hex: who shows the key later proves that a copy was kept.

    The key is 256 random bits, so that this tells nothing of it.
    """
    return hashlib.sha256(b"indokona key commitment 1" + key_id + raw).hexdigest()


def _wrapped(
    organisation_id: UUID, kek: AESGCM, key_ids: Sequence[UUID], raw: Sequence[bytes]
) -> list[bytes]:
    """Each key under the organisation's, bound to its row."""
    whose, nonces = organisation_id.bytes, random_parts(12)
    return [
        nonce + kek.encrypt(nonce, secret, whose + key_id.bytes)
        for key_id, secret, nonce in zip(key_ids, raw, nonces, strict=False)
    ]
