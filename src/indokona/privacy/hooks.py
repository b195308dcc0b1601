"""Privacy's only way into the slices: their `personal_data`, handed in by wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import MetaData

from indokona.kernel.database import Db


class PersonalData(Protocol):
    """What every slice with personal rows offers."""

    NAME: str

    def export(self, db: Db, contact_id: UUID, /) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Everything held of a contact, as (kind, record)."""
        ...

    async def fence(self, db: Db, contact_id: UUID, /) -> None:
        """Stop everything at once."""
        ...

    async def erase(self, db: Db, contact_id: UUID, /) -> dict[str, int]:
        """Delete the rows; returns counts by table. Doing it again changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Copy:
    """What a processor holds of a contact and can be asked to erase: the call, and what it must be told."""

    processor: str
    call: str
    number_id: UUID | None
    what: dict[str, Any]


async def _no_copies(_db: Db, _contact_id: UUID) -> list[Copy]:
    return []


@dataclass(slots=True)
class Hooks:
    """The slices in the order of fencing, the base of links, the receipt key, all tables and whose they
    are, what processors hold of a contact, and the statutory duties that are switched on."""

    slices: list[Any] = field(default_factory=list)
    public_url: str = ""
    receipt_seed: bytes = b""
    metadata: MetaData = field(default_factory=MetaData)
    slice_of: dict[str, str] = field(default_factory=dict)
    copies: Callable[[Db, UUID], Awaitable[list[Copy]]] = _no_copies
    duties: str = ""


HOOKS = Hooks()
