"""Bodies of the routes of the audit and its alarms."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from indokona.kernel.chain_check import Signed
from indokona.privacy.actions.reading import ActView, Seen, Standing
from indokona.privacy.store_alarms import Alarm


class AuditLine(BaseModel):
    """One act in the organisation; names are null for who left or was erased."""

    id: UUID
    at: datetime
    act: str
    actor_kind: str
    actor_id: UUID
    actor_name: str | None
    subject_kind: str
    subject_id: UUID
    subject_name: str | None
    reason: str | None

    @classmethod
    def of(cls, view: ActView) -> AuditLine:
        """From the row and its names."""
        names = {"actor_name": view.actor_name, "subject_name": view.subject_name}
        rest = {n: getattr(view.row, n) for n in cls.model_fields if hasattr(view.row, n)}
        return cls(**rest, **names)


class AuditPage(BaseModel):
    """A page of the organisation's acts."""

    items: list[AuditLine]
    after: str | None


class KnownAct(BaseModel):
    """An act in plain words."""

    act: str
    group: str
    en: str
    hi: str


class HeadOut(BaseModel):
    """The signed head of a day: what stands in it is signed as `audit`, `organisation`, `day`, `segment`, `head`."""

    day: dt.date
    segment: int
    head: str
    signature: str

    @classmethod
    def of(cls, one: Signed) -> HeadOut:
        """As hex."""
        return cls(day=one.day, segment=one.no, head=one.head.hex(), signature=one.signature.hex())


class ChainOut(BaseModel):
    """How far the record is closed, and the heads that were signed, newest first."""

    segments: int
    closed_at: datetime | None
    public_key: str
    heads: list[HeadOut]

    @classmethod
    def of(cls, standing: Standing, public_key: str) -> ChainOut:
        """From how it stands."""
        heads = [HeadOut.of(one) for one in standing.heads]
        return cls(
            segments=standing.segments, closed_at=standing.closed_at, public_key=public_key, heads=heads
        )  # fmt: skip


class SeenOut(BaseModel):
    """Somebody of the organisation saw a person's data."""

    at: datetime
    act: str
    actor_kind: str
    name: str | None
    role: str | None

    @classmethod
    def of(cls, one: Seen) -> SeenOut:
        """From the fact."""
        return cls.model_validate(one, from_attributes=True)


class ViewsOut(BaseModel):
    """Who saw a contact, newest first, and whether it is a decoy."""

    is_honey: bool
    items: list[SeenOut]


class AlarmOut(BaseModel):
    """Somebody should look. `honey`: a decoy was touched; `many_chats`: one member opened `count` people's
    chats within 24 hours; `behind`: the record is shorter than it was."""

    id: UUID
    kind: str
    actor_kind: str
    actor_id: UUID
    actor_name: str | None
    act: str
    subject_id: UUID
    subject_name: str | None
    count: int
    at: datetime
    seen_at: datetime | None

    @classmethod
    def of(cls, row: Alarm, names: dict[UUID, str | None]) -> AlarmOut:
        """From the row and the names of who is in it."""
        rest = {n: getattr(row, n) for n in cls.model_fields if hasattr(row, n)}
        named = {"actor_name": names.get(row.actor_id), "subject_name": names.get(row.subject_id)}
        return cls(**rest, **named)
