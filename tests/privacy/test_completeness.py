"""Whatever the data map exports of a contact comes back in the package: a canary in every column."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast

from indokona.app import schema
from indokona.choices.actions import receipts
from indokona.consent import store_terms
from indokona.consent.actions import give, withdraw
from indokona.consent.facts import Wish
from indokona.contacts.actions import groups, restrict, upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, datamap, ids, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import packing
from indokona.privacy.actions import answer, ask
from indokona.privacy.actions.ask import Wish as Asked

PHOTO = b"canary-photo"
#: Where a column comes back: the file in `data/`, the key, and the planted value (None: any).
CANARIES: dict[str, tuple[str, str, Any]] = {
    "contact.name_sealed": ("contacts.contact", "name", DEV_NAME),
    "contact.market": ("contacts.contact", "market", "IN"),
    "contact.language": ("contacts.contact", "language", "mr"),
    "contact.restricted_at": ("contacts.contact", "restricted_at", None),
    "contact.created_at": ("contacts.contact", "known_since", None),
    "identity.kind": ("contacts.identity", "kind", "phone"),
    "identity.value_sealed": ("contacts.identity", "value", DEV_PHONE),
    "identity.valid_from": ("contacts.identity", "valid_from", None),
    "identity.valid_to": ("contacts.identity", "valid_to", None),
    "attribute_value.value_sealed": ("contacts.contact", "attributes", "canary-sealed"),
    "attribute_value.open_text": ("contacts.contact", "attributes", "canary-open"),
    "attribute_value.open_number": ("contacts.contact", "attributes", "4711"),
    "wording.text_sealed": ("consent.consent", "wording", "Yes, write to me."),
    "consent.purpose": ("consent.consent", "purpose", "marketing"),
    "consent.act": ("consent.consent", "act", "give"),
    "consent.method": ("consent.consent", "method", "form"),
    "consent.source_sealed": ("consent.consent", "source", "counter"),
    "consent.at": ("consent.consent", "at", None),
    "consent.ends_at": ("consent.consent", "ends_at", None),
    "opt_out.purpose": ("consent.opt_out", "purpose", "marketing"),
    "opt_out.at": ("consent.opt_out", "at", None),
    "preference.purpose": ("consent.preference", "purpose", "utility"),
    "preference.quiet_from": ("consent.preference", "quiet_from", 1261),
    "preference.quiet_to": ("consent.preference", "quiet_to", 422),
    "preference.zone": ("consent.preference", "zone", "Asia/Kolkata"),
    "preference.most": ("consent.preference", "at_most_a_week", 3),
    "preference.at": ("consent.preference", "at", None),
    "consent_receipt.body_sealed": ("choices.receipt", "body", None),
    "consent_receipt.signature": ("choices.receipt", "signature", None),
    "consent_receipt.key_id": ("choices.receipt", "key", None),
    "outgoing.content_sealed": ("messaging.unsent", "content", "canary-queued"),
    "refusal.code": ("messaging.refusal", "code", "consent.withdrawn"),
    "refusal.at": ("messaging.refusal", "at", None),
    "message.direction": ("messaging.message", "direction", "in"),
    "message.purpose": ("messaging.message", "purpose", "service"),
    "message.kind": ("messaging.message", "kind", "image"),
    "message.content_sealed": ("messaging.message", "content", "canary-written"),
    "message.at": ("messaging.message", "at", None),
    "media_file.mime_type": ("messaging.media", "mime_type", "image/png"),
    "media_piece.piece_sealed": ("messaging.media", "file", "files/"),
    "note.text_sealed": ("inbox.note", "text", "canary-note"),
    "note.at": ("inbox.note", "at", None),
    "request.words_sealed": ("privacy.request", "words", "canary-words"),
    "request.answer_sealed": ("privacy.request", "answer", "canary-answer"),
    "disclosure.processor": ("disclosures", "recipient", "canary-recipient"),
    "disclosure.purpose": ("disclosures", "purpose", "canary-purpose"),
    "disclosure.categories": ("disclosures", "categories", "canary-category"),
    "disclosure.at": ("disclosures", "first", None),
}


def exported() -> set[str]:
    """Every column of the data map that a contact's package must hold."""
    return {
        f"{line.table}.{line.column}"
        for line in datamap.lines(schema.whole())
        if line.declared.export and line.walls is datamap.Walls.organisation
    }


def test_every_exported_column_has_its_canary() -> None:
    missing, gone = exported() - CANARIES.keys(), CANARIES.keys() - exported()
    assert not missing, f"plant a canary and name where it comes back, in CANARIES: {missing}"
    assert not gone, f"no longer exported by the data map, take them out of CANARIES: {gone}"


async def test_every_canary_comes_back(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await _known(db, cast)
        await _agreed(db, cast)
        await _written(db, cast)
        await _asked(db, cast)
        made = await packing.package(db, cast.dev)
    archive = zipfile.ZipFile(io.BytesIO(made))
    page = archive.read("index.html").decode()
    absent = [name for name, where in CANARIES.items() if not _is_back(archive, *where)]
    assert not absent, f"planted, but not in the package: mend the slice's personal_data: {absent}"
    assert any(archive.read(n) == PHOTO for n in archive.namelist() if n.startswith("files/"))
    unseen = [v for _, _, v in CANARIES.values() if v is not None and str(v) not in page]
    assert not unseen, f"in the data, but not on the page that people read: {unseen}"


def _is_back(archive: zipfile.ZipFile, file: str, key: str, value: Any) -> bool:
    if f"data/{file}.jsonl" not in archive.namelist():
        return False
    records = [json.loads(one) for one in archive.read(f"data/{file}.jsonl").splitlines()]
    held = [one[key] for one in records if one.get(key) is not None]
    return bool(held) if value is None else any(str(value) in str(one) for one in held)


async def _known(db: Db, cast: Cast) -> None:
    for name, storage in (("size", "sealed"), ("town", "open"), ("points", "open")):
        await groups.define_attribute(db, name, storage)
    told = {"size": "canary-sealed", "town": "canary-open", "points": "4711"}
    await upsert.upsert(db, [Person(DEV_PHONE, name=DEV_NAME, language="mr", attributes=told)])


async def _agreed(db: Db, cast: Cast) -> None:
    given = [one.id for one in await give.timeline(db, cast.dev)]
    await receipts.make(db, cast.dev, given)
    wish = Wish(1261, 422, "Asia/Kolkata", 3)
    await store_terms.set_wish(db, cast.dev, "utility", wish, clock.now())
    await db.run(
        "insert into consent (organisation_id, id, contact_id, purpose, act, method, actor_kind, actor_id, at,"
        " recorded_at, ends_at) values (%s, %s, %s, 'authentication', 'give', 'form', 'user', %s, %s, %s, %s)",
        (db.organisation_id, ids.new(), cast.dev, cast.asha, *[clock.now()] * 3),
    )


async def _written(db: Db, cast: Cast) -> None:
    queued = [Draft(cast.dev, "marketing", {"values": {"name": "canary-queued"}}, ids.new())]
    await send.send(db, cast.number.id, Origin("campaign", ids.new()), queued)
    await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat", ["marketing"])
    message_id, note_id = ids.new_many(2)
    sealer, of, now = await db.sealer(keyring.CONTACT, [cast.dev]), db.organisation_id, clock.now()
    seal = sealer.seal
    content = seal(cast.dev, "message.content", message_id, json.dumps({"text": "canary-written"}))
    await db.run(
        "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind, origin_kind,"
        " origin_id, fence, content_sealed, at) values (%s, %s, %s, %s, 'in', 'service', 'image', 'person', %s, 0,"
        " %s, %s)",
        (of, message_id, cast.dev, cast.number.id, cast.dev, content, now),
    )
    await db.run(
        "insert into media_file (organisation_id, message_id, contact_id, number_id, state, due_at, mime_type, size)"
        " values (%s, %s, %s, %s, 'kept', %s, 'image/png', %s)",
        (of, message_id, cast.dev, cast.number.id, now, len(PHOTO)),
    )
    await db.run(
        "insert into media_piece (organisation_id, message_id, no, contact_id, piece_sealed)"
        " values (%s, %s, 0, %s, %s)",
        (of, message_id, cast.dev, seal(cast.dev, "media.piece:0", message_id, PHOTO)),
    )
    await db.run(
        "insert into note (organisation_id, id, conversation_id, contact_id, author_id, text_sealed, at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (of, note_id, ids.new(), cast.dev, cast.bilal,
         seal(cast.dev, "note.text", note_id, "canary-note"), now),
    )  # fmt: skip


async def _asked(db: Db, cast: Cast) -> None:
    officer = Actor("user", cast.asha)
    wish = Asked("complaint", cast.dev, "form", Actor("person", cast.dev), "canary-words")
    asked = (await ask.ask(db, wish)).request_id
    await answer.answer(db, officer, asked, was_done=True, words="canary-answer")
    await db.run(
        "insert into disclosure (organisation_id, id, processor, purpose, categories, subject_kind, subject_id, at)"
        " values (%s, %s, 'canary-recipient', 'canary-purpose', '{canary-category}', 'contact', %s, %s)",
        (db.organisation_id, ids.new(), cast.dev, clock.now()),
    )
    await restrict.restrict(db, officer, cast.dev)
    await db.run(
        "update identity set valid_to = %s where organisation_id = %s and contact_id = %s",
        (clock.now(), db.organisation_id, cast.dev),
    )
