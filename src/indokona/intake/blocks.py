"""Group commit: webhooks that arrive together share one flush, one block row, one seal."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from uuid import UUID

import msgspec

from indokona.intake import store
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Database
from indokona.kernel.sealing import Sealer

MESSAGES, STATUSES = 0, 1
MOST_BYTES = 4 * 1024 * 1024


@dataclass(slots=True)
class _Waiting:
    app_id: UUID
    raw: bytes
    stored: asyncio.Future[None]


class Blocks:
    """Takes verified bodies; each call returns when its body is durable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[int, deque[_Waiting]] = {MESSAGES: deque(), STATUSES: deque()}
        self._flusher: asyncio.Task[None] | None = None
        self._hour: tuple[UUID, Sealer] | None = None

    async def store(self, kind: int, app_id: UUID, raw: bytes) -> None:
        """Queue a body and wait until it is committed; raises what the flush raised."""
        future = asyncio.get_running_loop().create_future()
        self._waiting[kind].append(_Waiting(app_id, raw, future))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        await future

    async def _flush(self) -> None:
        """While anything waits: take what is there. The commit itself is the pause that batches."""
        while any(self._waiting.values()):
            for kind in (MESSAGES, STATUSES):
                taken, size = list[_Waiting](), 0
                queue = self._waiting[kind]
                while queue and size < MOST_BYTES:
                    taken.append(queue.popleft())
                    size += len(taken[-1].raw)
                if taken:
                    await self._write(kind, taken)

    async def _write(self, kind: int, taken: list[_Waiting]) -> None:
        try:
            hour, sealer = await self._key()
            block_id = ids.new()
            plain = msgspec.msgpack.encode([(one.app_id.bytes, one.raw) for one in taken])
            sealed = sealer.seal(hour, "intake.block", block_id, plain)
            async with self._database.platform("intake") as db:
                await store.insert_block(db, block_id, kind, len(taken), hour, sealed)
        except Exception as error:
            for one in taken:
                if not one.stored.done():
                    one.stored.set_exception(error)
            return
        for one in taken:
            if not one.stored.done():
                one.stored.set_result(None)

    async def _key(self) -> tuple[UUID, Sealer]:
        """The hour's key, kept in memory for its hour."""
        hour = store.hour_id(clock.now())
        if self._hour is None or self._hour[0] != hour:
            await self._database.keyring.make(ids.PLATFORM, keyring.INTAKE, [hour])
            sealer = await self._database.keyring.sealer(ids.PLATFORM, keyring.INTAKE, [hour])
            self._hour = (hour, sealer)
        return self._hour


def kind_of(raw: bytes) -> int:
    """Inbound messages go before statuses; a guess by bytes is enough for an order."""
    return MESSAGES if b'"messages":[' in raw or b'"messages": [' in raw else STATUSES
