"""Whatever the data map exports of a contact comes back in the package: a canary in every column."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb
from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.given import given, read, records

from indokona.accounts import rules as accounts_rules
from indokona.app import schema
from indokona.choices.actions import links, receipts
from indokona.consent import rules as consent_rules
from indokona.consent import store_terms
from indokona.consent.actions import give, withdraw
from indokona.consent.facts import Wish
from indokona.contacts.actions import groups, restrict, tags, upsert
from indokona.contacts.facts import Person
from indokona.kernel import clock, datamap, ids, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import clocks
from indokona.privacy.actions import answer, ask, holds
from indokona.privacy.actions.ask import Wish as Asked
from indokona.privacy.acts import SEEN
from indokona.privacy.package import words
from indokona.privacy.package.values import Eyes, shown
from indokona.privacy.rules import CLASSES
from indokona.whatsapp import errors

PHOTO = b"canary-photo"
#: Where a column comes back: the part, the key, and the planted value (None: any).
CANARIES: dict[str, tuple[str, str, Any]] = {
    "contact.name_sealed": ("contacts.contact", "name", DEV_NAME),
    "contact.market": ("contacts.contact", "market", "IN"),
    "contact.language": ("contacts.contact", "language", "mr"),
    "contact.import_id": ("contacts.import", "id", None),
    "contact.last_activity": ("contacts.contact", "last_activity", None),
    "contact.restricted_at": ("contacts.contact", "restricted_at", None),
    "contact.created_at": ("contacts.contact", "known_since", None),
    "contact_tag.tag_id": ("contacts.contact", "tags", "canary-tag"),
    "tag.name_sealed": ("contacts.contact", "tags", "canary-tag"),
    "identity.kind": ("contacts.identity", "kind", "phone"),
    "identity.value_sealed": ("contacts.identity", "value", DEV_PHONE),
    "identity.valid_from": ("contacts.identity", "valid_from", None),
    "identity.valid_to": ("contacts.identity", "valid_to", None),
    "attribute.name": ("contacts.contact", "attributes", "size"),
    "attribute_value.value_sealed": ("contacts.contact", "attributes", "canary-sealed"),
    "attribute_value.open_text": ("contacts.contact", "attributes", "canary-open"),
    "attribute_value.open_number": ("contacts.contact", "attributes", "4711"),
    "merge_proposal.at": ("contacts.merge_proposal", "at", None),
    "merge_proposal.dismissed_at": ("contacts.merge_proposal", "dismissed_at", None),
    "contact_import.state": ("contacts.import", "state", "done"),
    "contact_import.mapping": ("contacts.import", "columns", "canary-column"),
    "contact_import.consent": ("contacts.import", "consent", "canary-claim"),
    "contact_import.created_at": ("contacts.import", "at", None),
    "contact_import.ended_at": ("contacts.import", "ended_at", None),
    "wording.text_sealed": ("consent.consent", "wording", "Yes, write to me."),
    "consent.purpose": ("consent.consent", "purpose", "marketing"),
    "consent.act": ("consent.consent", "act", "give"),
    "consent.method": ("consent.consent", "method", "form"),
    "consent.source_sealed": ("consent.consent", "source", "counter"),
    "consent.actor_kind": ("consent.consent", "recorded_by", "user"),
    "consent.at": ("consent.consent", "at", None),
    "consent.recorded_at": ("consent.consent", "recorded_at", None),
    "consent.ends_at": ("consent.consent", "ends_at", None),
    "opt_out.purpose": ("consent.opt_out", "purpose", "marketing"),
    "opt_out.kind": ("consent.opt_out", "kind", "opt_out"),
    "opt_out.at": ("consent.opt_out", "at", None),
    "opt_out.ended_at": ("consent.opt_out", "ended_at", None),
    "preference.purpose": ("consent.preference", "purpose", "utility"),
    "preference.quiet_from": ("consent.preference", "quiet_from", 1261),
    "preference.quiet_to": ("consent.preference", "quiet_to", 422),
    "preference.zone": ("consent.preference", "zone", "Asia/Kolkata"),
    "preference.most": ("consent.preference", "at_most_a_week", 3),
    "preference.at": ("consent.preference", "at", None),
    "doubt.at": ("consent.doubt", "at", None),
    "doubt.ended_at": ("consent.doubt", "ended_at", None),
    "consent_receipt.body_sealed": ("choices.receipt", "body", None),
    "consent_receipt.signature": ("choices.receipt", "signature", None),
    "consent_receipt.key_id": ("choices.receipt", "key", None),
    "consent_receipt.at": ("choices.receipt", "at", None),
    "preference_link.made_at": ("choices.preference_link", "made_at", None),
    "preference_link.ends_at": ("choices.preference_link", "ends_at", None),
    "outgoing.id": ("messaging.unsent", "queued_at", None),
    "outgoing.purpose": ("messaging.unsent", "purpose", "marketing"),
    "outgoing.content_sealed": ("messaging.unsent", "content", "canary-queued"),
    "refusal.code": ("messaging.refusal", "code", "consent.withdrawn"),
    "refusal.at": ("messaging.refusal", "at", None),
    "message.direction": ("messaging.message", "direction", "in"),
    "message.number_id": ("messaging.message", "number", "+91 80"),
    "message.purpose": ("messaging.message", "purpose", "service"),
    "message.kind": ("messaging.message", "kind", "image"),
    "message.content_sealed": ("messaging.message", "content", "canary-written"),
    "message.at": ("messaging.message", "at", None),
    "message_status.accepted_at": ("messaging.message", "sent_at", None),
    "message_status.sent_at": ("messaging.message", "sent_at", None),
    "message_status.delivered_at": ("messaging.message", "delivered_at", None),
    "message_status.read_at": ("messaging.message", "read_at", None),
    "message_status.failed_at": ("messaging.message", "failed_at", None),
    "message_status.code": ("messaging.message", "code", 131026),
    "media_file.state": ("messaging.message", "file_state", "kept"),
    "media_file.mime_type": ("messaging.media", "mime_type", "image/png"),
    "media_file.size": ("messaging.media", "size", len(PHOTO)),
    "media_piece.piece_sealed": ("messaging.media", "file", "files/"),
    "service_window.number_id": ("messaging.window", "number", "+91 80"),
    "service_window.last_inbound_at": ("messaging.window", "last_wrote_at", None),
    "conversation.number_id": ("inbox.conversation", "number", "+91 80"),
    "conversation.state": ("inbox.conversation", "state", "resolved"),
    "conversation.assignee_id": ("inbox.conversation", "assigned_to", "agent"),
    "conversation.attention": ("inbox.conversation", "attention", "mentions_stop"),
    "conversation.last_message_id": ("inbox.conversation", "last_message_at", None),
    "conversation.read_up_to": ("inbox.conversation", "read_up_to", None),
    "conversation.created_at": ("inbox.conversation", "begun_at", None),
    "note.author_id": ("inbox.note", "written_by", "agent"),
    "note.text_sealed": ("inbox.note", "text", "canary-note"),
    "note.at": ("inbox.note", "at", None),
    "draft.user_id": ("inbox.draft", "written_by", "owner"),
    "draft.text_sealed": ("inbox.draft", "text", "canary-draft"),
    "draft.note": ("inbox.draft", "is_note", None),
    "draft.changed_at": ("inbox.draft", "changed_at", None),
    "request.kind": ("privacy.request", "kind", "complaint"),
    "request.channel": ("privacy.request", "channel", "form"),
    "request.state": ("privacy.request", "state", "refused"),
    "request.reason": ("privacy.request", "reason", "refused"),
    "request.clock": ("privacy.request", "law", "it-rules-grievance"),
    "request.words_sealed": ("privacy.request", "words", "canary-words"),
    "request.answer_sealed": ("privacy.request", "answer", "canary-answer"),
    "request.opened_at": ("privacy.request", "asked_at", None),
    "request.due_at": ("privacy.request", "due_at", None),
    "request.held_until": ("privacy.request", "held_until", None),
    "request.ended_at": ("privacy.request", "ended_at", None),
    "legal_hold.contact_id": ("privacy.hold", "about", "you"),
    "legal_hold.classes": ("privacy.hold", "classes", "messaging"),
    "legal_hold.reason": ("privacy.hold", "reason", "canary-hold"),
    "legal_hold.source": ("privacy.hold", "source", "canary-source"),
    "legal_hold.made_at": ("privacy.hold", "made_at", None),
    "legal_hold.ends_at": ("privacy.hold", "ends_at", None),
    "legal_hold.released_at": ("privacy.hold", "released_at", None),
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


def test_every_column_of_a_person_is_given_or_says_why_not() -> None:
    """A new column of a contact's rows is given to its person, or its declaration has a reason."""
    silent = datamap.unexplained(schema.whole())
    assert not silent, f"give them an `export` name, or say why not in `untold`: {silent}"


async def test_every_canary_comes_back(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await _known(db, cast)
        await _agreed(db, cast)
        await _written(db, cast)
        await _talked(db, cast)
        await _asked(db, cast)
        archives = {language: await given(db, cast.dev, language) for language in ("en", "hi")}
    archive = archives["en"]
    absent = [name for name, where in CANARIES.items() if not _is_back(archive, *where)]
    assert not absent, f"planted, but not in the package: mend the slice's personal_data: {absent}"
    assert any(archive.read(n) == PHOTO for n in archive.namelist() if n.startswith("files/"))
    for language, made in archives.items():
        page, zone = read(made), ZoneInfo("Asia/Kolkata")
        for part, key, value in CANARIES.values():
            if value is None:
                assert words.field(key, language) or key == "id", f"no word for {key} of {part}"
            elif key not in ("direction", "file"):
                seen = shown(key, value, Eyes(language, zone))
                assert seen in page, (
                    f"{part} {key}: in the data, but not on the page that people read"
                )


def test_everything_that_a_person_reads_has_words_in_both_languages() -> None:
    """Codes that the package may hold are told in words; a code without any would stand there raw."""
    unsaid = [
        f"{field} {code} {language}"
        for field, codes in CODES.items()
        for code in codes
        for language in words.LANGUAGES
        if words.code(field, code, language) is None
    ]
    assert not unsaid, f"say them in privacy/package/words.toml: {unsaid}"


#: Every code that a field may hold, from where it is decided.
CODES: dict[str, Iterable[object]] = {
    "role": accounts_rules.ROLES, "purpose": (*consent_rules.PURPOSES, "service"), "classes": CLASSES,
    "law": [one.id for one in clocks.rules()], "categories": list(datamap.Category),
    "code": [*errors.TABLE], "act": SEEN,
}  # fmt: skip


def _is_back(archive: zipfile.ZipFile, part: str, key: str, value: Any) -> bool:
    held = [one[key] for one in records(archive, part) if one.get(key) is not None]
    return bool(held) if value is None else any(str(value) in str(one) for one in held)


async def _known(db: Db, cast: Cast) -> None:
    for name, storage in (("size", "sealed"), ("town", "open"), ("points", "open")):
        await groups.define_attribute(db, name, storage)
    told = {"size": "canary-sealed", "town": "canary-open", "points": "4711"}
    await upsert.upsert(db, [Person(DEV_PHONE, name=DEV_NAME, language="mr", attributes=told)])
    await tags.assign(db, await tags.tag_ids(db, ["canary-tag"]), [cast.dev])
    import_id, now = ids.new(), clock.now()
    await db.run(
        "insert into contact_import (organisation_id, id, state, mapping, tag_ids, consent, author_id, pieces,"
        " piece_done, rows_done, created, updated, unchanged, refused, created_at, ended_at)"
        " values (%s, %s, 'done', %s, '{}', %s, %s, 1, 1, 1, 1, 0, 0, 0, %s, %s)",
        (db.organisation_id, import_id, Jsonb({"name": "canary-column"}), Jsonb({"source": "canary-claim"}),
         cast.asha, now, now),
    )  # fmt: skip
    await db.run(
        "update contact set import_id = %s where organisation_id = %s and id = %s",
        (import_id, db.organisation_id, cast.dev),
    )
    await db.run(
        "insert into merge_proposal (organisation_id, contact_id, other_id, at, dismissed_at)"
        " values (%s, %s, %s, %s, %s)",
        (db.organisation_id, ids.new(), cast.dev, now, now),
    )


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

    await links.give(db, cast.dev, cast.number.id)
    await db.run(
        "insert into doubt (organisation_id, contact_id, at, ended_at) values (%s, %s, %s, %s)",
        (db.organisation_id, cast.dev, clock.now(), clock.now()),
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
        "insert into message_status (organisation_id, id, accepted_at, sent_at, delivered_at, read_at, failed_at, code)"
        " values (%s, %s, %s, %s, %s, %s, %s, 131026)",
        (of, message_id, *[now] * 5),
    )
    await db.run(
        "update opt_out set ended_at = %s where organisation_id = %s and contact_id = %s",
        (now, of, cast.dev),
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


async def _talked(db: Db, cast: Cast) -> None:
    of, now, place = db.organisation_id, clock.now(), ids.new()
    sealer = await db.sealer(keyring.CONTACT, [cast.dev])
    await db.run(
        "insert into conversation (organisation_id, id, contact_id, number_id, state, assignee_id, attention,"
        " last_message_id, read_up_to, created_at)"
        " values (%s, %s, %s, %s, 'resolved', %s, 'mentions_stop', %s, %s, %s)",
        (of, place, cast.dev, cast.number.id, cast.bilal, ids.new(), ids.new(), now),
    )
    draft = sealer.seal(cast.dev, "draft.text", place, "canary-draft")
    await db.run(
        "insert into draft (organisation_id, conversation_id, user_id, contact_id, text_sealed, note, changed_at)"
        " values (%s, %s, %s, %s, %s, false, %s)",
        (of, place, cast.asha, cast.dev, draft, now),
    )
    await db.run(
        "insert into service_window (organisation_id, number_id, contact_id, last_inbound_at) values (%s, %s, %s, %s)",
        (of, cast.number.id, cast.dev, now),
    )


async def _asked(db: Db, cast: Cast) -> None:
    officer = Actor("user", cast.asha)
    wish = Asked("complaint", cast.dev, "form", Actor("person", cast.dev), "canary-words")
    asked = (await ask.ask(db, wish)).request_id
    await answer.answer(db, officer, asked, was_done=False, words="canary-answer")
    until = clock.now() + timedelta(days=9)
    held = await holds.place(
        db, officer, cast.dev, ["messaging"], "canary-hold", "canary-source", until
    )
    await holds.release(db, officer, held.id)
    await db.run(
        "update request set held_until = %s where organisation_id = %s", (until, db.organisation_id)
    )
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
