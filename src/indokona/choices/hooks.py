"""What choices needs from a higher slice or the installation; `app/wiring.py` supplies it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from indokona.kernel.database import Db


async def _nobody_says(_db: Db, _number_id: UUID, _contact_id: UUID, _text: str) -> None:
    raise NotImplementedError("wiring has not supplied say")


@dataclass(slots=True)
class Hooks:
    """`say` confirms something in a person's chat, if their window is open. `public_url` is the base of
    links, `operator` the name of who runs the installation, `receipt_seed` its key for receipts."""

    say: Callable[[Db, UUID, UUID, str], Awaitable[None]] = field(default=_nobody_says)
    public_url: str = ""
    operator: str = ""
    receipt_seed: bytes = b""


HOOKS = Hooks()
