"""What contacts needs from higher slices, by name; `app/wiring.py` supplies it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from indokona.kernel.audit import Actor
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
    _db: Db, _ids: Sequence[UUID], _statement: ConsentStatement, _author: UUID, _import_id: UUID
) -> None:
    raise NotImplementedError("wiring has not supplied grant")


#: Of an import, between two ids, at most so many: how many were undone, and the id to go on after.
TakeBack = Callable[[Db, Actor, UUID, tuple[UUID, UUID], int], Awaitable[tuple[int, UUID | None]]]


async def _nobody_takes_back(
    _db: Db, _actor: Actor, _import_id: UUID, _span: tuple[UUID, UUID], _limit: int
) -> tuple[int, UUID | None]:
    raise NotImplementedError("wiring has not supplied take_back")


async def _nobody_touched(_db: Db, _ids: Sequence[UUID], _import_id: UUID) -> set[UUID]:
    raise NotImplementedError("wiring has not supplied touched")


async def _nobody_doubts(_db: Db, _contact_ids: Sequence[UUID]) -> None:
    raise NotImplementedError("wiring has not supplied doubt")


async def _nobody_uses(_db: Db, _segment_id: UUID) -> bool:
    raise NotImplementedError("wiring has not supplied is_segment_used")


@dataclass(slots=True)
class Hooks:
    """What higher slices do for contacts.

    `carry_over` brings an earlier no to a new contact; `grant` writes an import's consents;
    `take_back` undoes consents of an import in a span of ids; `touched` are contacts with whom more
    happened than that import; `doubt` suspends contacts whose number came back with another person
    behind it. `is_segment_used` tells whether a campaign that has not ended writes to a segment.
    """

    carry_over: Callable[[Db, Mapping[UUID, Sequence[bytes]]], Awaitable[None]] = field(
        default=_nothing_said_no
    )
    grant: Callable[[Db, Sequence[UUID], ConsentStatement, UUID, UUID], Awaitable[None]] = field(
        default=_nobody_grants
    )
    take_back: TakeBack = field(default=_nobody_takes_back)
    touched: Callable[[Db, Sequence[UUID], UUID], Awaitable[set[UUID]]] = field(
        default=_nobody_touched
    )
    doubt: Callable[[Db, Sequence[UUID]], Awaitable[None]] = field(default=_nobody_doubts)
    is_segment_used: Callable[[Db, UUID], Awaitable[bool]] = field(default=_nobody_uses)


HOOKS = Hooks()
