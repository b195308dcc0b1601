"""Bodies of privacy's routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from indokona.privacy.registry import Promise
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


class SectionOut(BaseModel):
    """A section of the policy."""

    title: str
    sentences: list[str]


class PolicyOut(BaseModel):
    """The policy in force."""

    version: str
    sections: list[SectionOut]

    @classmethod
    def of(cls, version: str, titles: Mapping[str, str], promises: Sequence[Promise]) -> PolicyOut:
        """From the registry, in its order."""
        sections = [
            SectionOut(
                title=title, sentences=[p.says for p in promises if p.id.split(".")[0] == key]
            )
            for key, title in titles.items()
        ]
        return cls(version=version, sections=sections)
