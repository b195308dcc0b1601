"""Who acts on which webhook field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from indokona.kernel.database import Db
from indokona.whatsapp.webhooks import Change

Handler = Callable[[Db, Sequence[Change]], Awaitable[None]]
Owner = Callable[[Db, Sequence[tuple[UUID, Change]]], Awaitable[list[bool]]]


@dataclass(frozen=True, slots=True)
class Fields:
    """Handlers by field; `ignored` names the others with the reason, `belong` says what is genuine."""

    handlers: Mapping[str, Handler]
    ignored: Mapping[str, str]
    belong: Owner

    async def hand(self, db: Db, field: str, batch: Sequence[tuple[UUID, Change]]) -> None:
        """Give changes to the field's handler, those left out that came by a foreign Meta app."""
        belong = await self.belong(db, batch)
        mine = [change for (_, change), its in zip(batch, belong, strict=True) if its]
        if mine:
            await self.handlers[field](db, mine)
