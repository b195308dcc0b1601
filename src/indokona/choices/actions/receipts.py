"""Receipts of consent: signed copies that the person keeps, and that anybody can verify without us."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.choices import receipt, store_receipts
from indokona.choices.hooks import HOOKS
from indokona.choices.receipt import Given, Parties, Signed
from indokona.choices.store_receipts import ReceiptRow
from indokona.consent.actions import give
from indokona.kernel import clock, directory, ids, keyring
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import NotFound

KIND = "consent_receipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt: its file, where it is shown and verified, and what it tells of."""

    id: UUID
    at: datetime
    purposes: list[str]
    consent_ids: list[UUID]
    url: str
    file: str


async def make(db: Db, contact_id: UUID, consent_ids: Sequence[UUID]) -> Receipt:
    """A receipt for some consents of one person, given at one moment. `NotFound` if they have none of them."""
    wanted = set(consent_ids)
    lines = [
        line
        for line in await give.timeline(db, contact_id)
        if line.id in wanted and line.act == "give"
    ]
    if not lines:
        raise NotFound
    of = await organisation.show(db)
    given = [
        Given(line.id, line.purpose, line.wording, line.method, line.at, line.ends_at)
        for line in lines
    ]
    receipt_id, now = ids.new(), clock.now()
    parties = Parties(
        receipt_id, contact_id, db.organisation_id, of.name, of.default_country, HOOKS.operator,
        f"{HOOKS.public_url}/policy",
    )  # fmt: skip
    signed = receipt.sign(HOOKS.receipt_seed, parties, given, lines[0].language or "en", now)
    token = secrets.token_urlsafe(24)
    await store_receipts.insert(db, await _row(db, contact_id, receipt_id, signed, token, given))
    await directory.enter(db, KIND, directory.token_key(token), receipt_id, contact_id)
    return Receipt(
        receipt_id, now, [one.purpose for one in given], [one.consent_id for one in given], _url(token), signed.file(),
    )  # fmt: skip


async def _row(
    db: Db, contact_id: UUID, receipt_id: UUID, signed: Signed, token: str, given: Sequence[Given]
) -> ReceiptRow:
    sealer = await db.sealer(keyring.CONTACT, [contact_id])
    return ReceiptRow(
        receipt_id, contact_id, [one.consent_id for one in given],
        sealer.seal(contact_id, "consent_receipt.body", receipt_id, signed.body),
        sealer.seal(contact_id, "consent_receipt.token", receipt_id, token),
        signed.signature, signed.key_id, clock.now(),
    )  # fmt: skip


async def of(db: Db, contact_id: UUID) -> list[Receipt]:
    """A contact's receipts, newest first."""
    return await _opened(db, await store_receipts.of(db, contact_id))


async def one(db: Db, contact_id: UUID, receipt_id: UUID) -> Receipt:
    """One receipt of a contact, or `NotFound`."""
    row = await store_receipts.one(db, receipt_id)
    found = await _opened(db, [row]) if row and row.contact_id == contact_id else []
    if not found:
        raise NotFound
    return found[0]


async def by_token(database: Database, token: str) -> str:
    """The file of a receipt by its link; `NotFound` when it is none of ours or the person was erased."""
    found = await directory.behind(database, KIND, token)
    if found is None:
        raise NotFound
    async with database.organisation(found.organisation_id) as db:
        return (await one(db, found.detail_id, found.subject_id)).file


async def _opened(db: Db, rows: Sequence[ReceiptRow]) -> list[Receipt]:
    opener = await db.opener(
        sealed for row in rows for sealed in (row.body_sealed, row.token_sealed)
    )
    found = []
    for row in rows:
        body = opener.text(row.body_sealed, "consent_receipt.body", row.id)
        token = opener.text(row.token_sealed, "consent_receipt.token", row.id)
        if body is not None and token is not None:
            purposes = [each["purpose"] for each in json.loads(body)["purposes"]]
            file = Signed(body, row.signature, row.key_id).file()
            found.append(Receipt(row.id, row.at, purposes, row.consent_ids, _url(token), file))
    return found


def _url(token: str) -> str:
    # Behind the #, so that no server's log and no proxy ever sees which receipt somebody looks at.
    return f"{HOOKS.public_url}/verify.html#{token}"
