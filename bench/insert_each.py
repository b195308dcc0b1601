"""The floor of intake: the product's own server with its own checks, but one INSERT for each request."""

from __future__ import annotations

from uuid import UUID

import msgspec

from indokona.app import serving
from indokona.intake import blocks, store
from indokona.kernel import ids
from indokona.kernel.settings import Settings


class InsertEach(blocks.Blocks):
    """Each body is sealed, inserted and committed by itself."""

    async def store(self, kind: int, app_id: UUID, raw: bytes) -> None:
        """One row, durable."""
        hour, sealer = await self._key()
        block_id = ids.new()
        plain = msgspec.msgpack.encode([(app_id.bytes, raw)])
        sealed = sealer.seal(hour, "intake.block", block_id, plain)
        async with self._database.platform("intake") as db:
            await store.insert_block(db, block_id, kind, 1, hour, sealed)


if __name__ == "__main__":
    from indokona.intake import webhook

    webhook.Blocks = InsertEach  # type: ignore[misc]
    serving.serve(Settings())
