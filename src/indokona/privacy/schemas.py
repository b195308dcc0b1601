"""Bodies of privacy's routes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from indokona.kernel import clock
from indokona.kernel.edge import Body
from indokona.privacy.rules import Kept
from indokona.privacy.schemas_holds import KeptOut, ToldOut
from indokona.privacy.store import Request
from indokona.privacy.store_telling import Telling


class RequestOut(BaseModel):
    """A request and its clock: `days_left` until it is due, below zero when it is late; null once ended.

    The name is null for the nameless and the erased.
    """

    id: UUID
    kind: str
    channel: str
    contact_id: UUID
    name: str | None
    state: str
    opened_at: datetime
    due_at: datetime
    ended_at: datetime | None
    held_until: datetime | None
    days_left: int | None
    is_late: bool
    kept: list[KeptOut]
    told: list[ToldOut]

    @classmethod
    def of(
        cls,
        row: Request,
        name: str | None,
        kept_back: Sequence[Kept] = (),
        told: Sequence[Telling] = (),
    ) -> RequestOut:
        """From the row, whose it is, what is held back of an erasure, and which processors were told."""
        left = None if row.ended_at else (row.due_at - clock.now()).days
        is_late = (row.ended_at or clock.now()) > row.due_at
        kept = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls(
            **kept, name=name, days_left=left, is_late=is_late, kept=[KeptOut.of(one) for one in kept_back],
            told=[ToldOut.of(one) for one in told],
        )  # fmt: skip


class AccessOut(BaseModel):
    """The link to a person's package: one download, until it ends. It is shown once."""

    request: RequestOut
    url: str
    ends_at: datetime


class Passphrase(Body):
    """What the package is encrypted with; nobody but its person ever knows it. The language of its pages."""

    passphrase: str = Field(min_length=12, max_length=200)
    language: Literal["en", "hi"] = "en"


class ColumnOut(BaseModel):
    """A column of the data map, in words."""

    name: str
    category: str
    purpose: str
    keep: str
    erase: str
    is_sealed: bool
    export: str | None


class TableOut(BaseModel):
    """A table of the data map: whose rows, how long, and its columns."""

    name: str
    whose: str
    keep: str
    columns: list[ColumnOut]


class CategoryOut(BaseModel):
    """A kind of data in words: what for, how long, where it stands."""

    category: str
    words: str
    purposes: list[str]
    keeps: list[str]
    tables: list[str]
    is_personal: bool


class DataMapOut(BaseModel):
    """What is held, why, for how long, and what erasure does to it."""

    categories: list[CategoryOut]
    tables: list[TableOut]


class EvidenceOut(BaseModel):
    """One proof: E1 is a check of the live database just now, E2 a test of this source, E3 what this
    installation tries on itself; `why` then says why nobody can tell. `age` is in seconds.
    """

    grade: str
    name: str
    ok: bool | None
    at: datetime | None
    age: int | None
    why: str | None


class SentenceOut(BaseModel):
    """A sentence of the policy, its colour, and why."""

    id: str
    says: str
    state: str
    reason: str
    reason_hi: str
    evidence: list[EvidenceOut]


class OldestOut(BaseModel):
    """The oldest row of a kind of data in the whole installation, and the longest time that one is kept."""

    data_class: str
    oldest_at: datetime | None
    most_days: int
    looked_at: datetime
    is_over: bool


class ReadableOut(BaseModel):
    """A column that is not sealed, and what it tells."""

    database: str
    column: str
    words: str


class ProbeOut(BaseModel):
    """What this installation tries on itself: when it last did, and how that stands now.

    `ok` is null where nobody can tell, and `why` says why; `faults` and `counts` are of the last run.
    """

    kind: str
    ok: bool | None
    why: str | None
    at: datetime | None
    faults: dict[str, int]
    counts: dict[str, int]


class ProofOut(BaseModel):
    """Every sentence of the policy with its proof, and what stays readable without the keys; no personal data."""

    ok: bool
    at: datetime
    counts: dict[str, int]
    oldest: list[OldestOut]
    probes: list[ProbeOut]
    sentences: list[SentenceOut]
    readable: list[ReadableOut]
    window_days: int


class PolicySentence(BaseModel):
    """A sentence of the policy."""

    id: str
    says: str


class PolicySection(BaseModel):
    """A section of the policy."""

    number: int
    heading: str
    sentences: list[PolicySentence]


class PolicyOut(BaseModel):
    """The policy as it is accepted, with the operator's name and address."""

    version: str
    operator_name: str
    operator_email: str
    operator_address: str
    sections: list[PolicySection]


class ReceiptOut(BaseModel):
    """A receipt; the public key stands at /rights/key."""

    body: str
    signature: str


class KeyOut(BaseModel):
    """The key that verifies receipts."""

    algorithm: str
    public_key: str
