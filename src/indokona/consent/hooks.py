"""What consent needs from a higher slice; `app/wiring.py` supplies it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from indokona.kernel.database import Db


async def _nobody_cancels(
    _db: Db, _contact_ids: Sequence[UUID], _purposes: Sequence[str], _code: str
) -> int:
    raise NotImplementedError("wiring has not supplied cancel_queued")


async def _nobody_ends(_db: Db, _contact_id: UUID) -> None:
    raise NotImplementedError("wiring has not supplied end_links")


async def _nobody_erases(_db: Db, _contact_id: UUID) -> None:
    raise NotImplementedError("wiring has not supplied erase_again")


@dataclass(slots=True)
class Hooks:
    """`cancel_queued` cancels what waits for these contacts, and `end_links` ends the links that a
    person holds, both in the same transaction; `erase_again` erases somebody who was erased after the
    copy was made that these rows are."""

    cancel_queued: Callable[[Db, Sequence[UUID], Sequence[str], str], Awaitable[int]] = field(
        default=_nobody_cancels
    )
    end_links: Callable[[Db, UUID], Awaitable[None]] = field(default=_nobody_ends)
    erase_again: Callable[[Db, UUID], Awaitable[None]] = field(default=_nobody_erases)


HOOKS = Hooks()
