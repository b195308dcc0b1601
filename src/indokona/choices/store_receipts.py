"""SQL of receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt as it is stored."""

    id: UUID
    contact_id: UUID
    consent_ids: list[UUID]
    body_sealed: bytes
    token_sealed: bytes
    signature: bytes
    key_id: str
    at: datetime


_COLUMNS = "id, contact_id, consent_ids, body_sealed, token_sealed, signature, key_id, at"


async def insert(db: Db, row: ReceiptRow) -> None:
    """A receipt, kept for good with the consents that it tells of."""
    await db.run(
        f"insert into consent_receipt (organisation_id, {_COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.contact_id, row.consent_ids, row.body_sealed, row.token_sealed,
            row.signature, row.key_id, row.at,
        ),
    )  # fmt: skip


async def one(db: Db, receipt_id: UUID) -> ReceiptRow | None:
    """One receipt."""
    return await db.maybe(
        f"select {_COLUMNS} from consent_receipt where organisation_id = %s and id = %s",
        (db.organisation_id, receipt_id),
        into=ReceiptRow,
    )


async def of(db: Db, contact_id: UUID) -> list[ReceiptRow]:
    """A contact's receipts, newest first."""
    return await db.all(
        f"select {_COLUMNS} from consent_receipt where organisation_id = %s and contact_id = %s"
        " order by id desc limit 100",
        (db.organisation_id, contact_id),
        into=ReceiptRow,
    )
