"""Bodies of privacy's routes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from indokona.privacy.store import Request


class RequestOut(BaseModel):
    """A request and how it stands."""

    id: UUID
    kind: str
    channel: str
    contact_id: UUID
    state: str
    opened_at: datetime
    due_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Request) -> RequestOut:
        """From the row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReceiptOut(BaseModel):
    """A receipt; the public key stands at /rights/key."""

    body: str
    signature: str


class KeyOut(BaseModel):
    """The key that verifies receipts."""

    algorithm: str
    public_key: str
