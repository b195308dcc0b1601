"""What contacts needs from higher slices, by name; `app/wiring.py` supplies it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class ConsentStatement:
    """What the importer states for a whole list: purposes, when, where from, in which words."""

    purposes: list[str]
    source: str
    wording: str
    language: str
    at: datetime


async def _nothing_said_no(_db: Db, _tokens: Mapping[UUID, Sequence[bytes]]) -> None:
    raise NotImplementedError("wiring has not supplied carry_over")


async def _nobody_grants(
    _db: Db, _ids: Sequence[UUID], _statement: ConsentStatement, _author: UUID
) -> None:
    raise NotImplementedError("wiring has not supplied grant")


async def _nobody_uses(_db: Db, _segment_id: UUID) -> bool:
    raise NotImplementedError("wiring has not supplied is_segment_used")


@dataclass(slots=True)
class Hooks:
    """What higher slices do for contacts.

    `carry_over` brings an earlier no to a new contact; `grant` writes an import's consents;
    `is_segment_used` tells whether a campaign that has not ended writes to a segment.
    """

    carry_over: Callable[[Db, Mapping[UUID, Sequence[bytes]]], Awaitable[None]] = field(
        default=_nothing_said_no
    )
    grant: Callable[[Db, Sequence[UUID], ConsentStatement, UUID], Awaitable[None]] = field(
        default=_nobody_grants
    )
    is_segment_used: Callable[[Db, UUID], Awaitable[bool]] = field(default=_nobody_uses)


HOOKS = Hooks()
