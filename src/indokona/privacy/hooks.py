"""Privacy's only way into the slices: their `personal_data`, handed in by wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator
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


@dataclass(slots=True)
class Hooks:
    """The slices in the order of fencing, the base of links, the receipt key, all tables and whose they are."""

    slices: list[Any] = field(default_factory=list)
    public_url: str = ""
    receipt_seed: bytes = b""
    metadata: MetaData = field(default_factory=MetaData)
    slice_of: dict[str, str] = field(default_factory=dict)


HOOKS = Hooks()
