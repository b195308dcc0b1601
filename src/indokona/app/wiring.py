"""Who hears what: one readable table each. Nothing registers itself on import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter

from indokona.accounts.actions import codes, passwords
from indokona.accounts.events import CODE_REQUESTED, PASSWORD_RESET_ASKED
from indokona.accounts.routes import router as accounts
from indokona.accounts.routes_organisation import router as organisations
from indokona.app import schema
from indokona.app.installation import router as installation
from indokona.app.live import router as live
from indokona.campaigns.actions import counting as campaigns_counting
from indokona.campaigns.actions import draft as campaigns_draft
from indokona.campaigns.actions import run as campaigns_run
from indokona.campaigns.actions import watch as campaigns_watch
from indokona.campaigns.routes import router as campaigns
from indokona.choices import hooks as choices_hooks
from indokona.choices import personal_data as choices_data
from indokona.choices.actions import links
from indokona.choices.routes import router as choices
from indokona.choices.routes_public import router as choices_public
from indokona.consent import hooks as consent_hooks
from indokona.consent import personal_data as consent_data
from indokona.consent.actions import doubt, give, undo, withdraw
from indokona.consent.facts import Grant
from indokona.consent.routes import router as consent
from indokona.consent.routes_terms import router as consent_terms
from indokona.contacts import hooks as contacts_hooks
from indokona.contacts import personal_data as contacts_data
from indokona.contacts.actions import identify, importing, undoing, upsert
from indokona.contacts.actions import show as contacts_show
from indokona.contacts.facts import Person
from indokona.contacts.hooks import ConsentStatement
from indokona.contacts.routes import router as contacts
from indokona.contacts.routes_groups import router as groups
from indokona.contacts.routes_imports import router as imports
from indokona.inbox import personal_data as inbox_data
from indokona.inbox.actions import conversations as inbox_actions
from indokona.inbox.routes import router as inbox
from indokona.inbox.routes_beside import router as beside
from indokona.intake import set_aside
from indokona.intake.fields import Fields
from indokona.kernel import clock, ids, keyring
from indokona.kernel.audit import MACHINE, Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.events import Event, Handler
from indokona.kernel.jobs import Step
from indokona.kernel.settings import Settings
from indokona.messaging import personal_data as messaging_data
from indokona.messaging.actions import budget, fetch, fold, listen, receive, recipients, send
from indokona.messaging.events import DISPATCHED, MOVED, RECEIVED, RIGHTS_ASKED, STOP_MENTIONED
from indokona.messaging.facts import Draft, Origin
from indokona.messaging.routes import router as messaging
from indokona.messaging.routes_budget import router as budgets
from indokona.numbers.actions import ownership
from indokona.numbers.actions import show as numbers_show
from indokona.numbers.events import CHANGED as NUMBER_CHANGED
from indokona.numbers.facts import Number
from indokona.numbers.routes import router as numbers
from indokona.privacy import duties
from indokona.privacy import hooks as privacy_hooks
from indokona.privacy import personal_data as privacy_data
from indokona.privacy.actions import closing, desk, door, erase, remind, tell_meta, telling
from indokona.privacy.events import CODE_ASKED
from indokona.privacy.hooks import Copy
from indokona.privacy.routes import router as privacy
from indokona.privacy.routes_audit import router as audit_routes
from indokona.privacy.routes_closing import router as leaving
from indokona.privacy.routes_desk import router as privacy_desk
from indokona.privacy.routes_holds import router as legal_holds
from indokona.privacy.routes_public import router as published
from indokona.privacy.routes_retention import router as retention
from indokona.templates import actions as templates_actions
from indokona.templates.routes import router as templates
from indokona.whatsapp import inbound, notices
from indokona.whatsapp.webhooks import KNOWN_FIELDS, Change

ROUTERS: Sequence[APIRouter] = (
    accounts,
    organisations,
    numbers,
    groups,
    contacts,
    imports,
    consent,
    consent_terms,
    choices,
    choices_public,
    templates,
    campaigns,
    messaging,
    budgets,
    inbox,
    beside,
    privacy,
    audit_routes,
    retention,
    legal_holds,
    leaving,
    privacy_desk,
    installation,
    live,
    published,
)

#: Name of a stepped job -> its step.
STEPS: Mapping[str, Step] = {
    importing.JOB: importing.step,
    undoing.JOB: undoing.step,
    campaigns_run.JOB: campaigns_run.step,
    campaigns_counting.JOB: campaigns_watch.count,
    desk.JOB: erase.step,
    closing.JOB: closing.step,
}

#: The slices with rows of persons, in the order in which a package lists them.
PERSONAL_DATA = (
    contacts_data,
    consent_data,
    choices_data,
    messaging_data,
    inbox_data,
    privacy_data,
)

#: What ends by itself, each by its own clock; longer retention is the organisation's choice, later.
EXPIRING = (
    contacts_data.expire, choices_data.expire, messaging_data.expire, inbox_data.expire, desk.expire, telling.forget,
    remind.remind, set_aside.expire,
)  # fmt: skip

CODE_TEMPLATE = ("verification_code", "en")


def connect(settings: Settings) -> None:
    """Supply what lower slices named and higher ones have."""
    contacts_hooks.HOOKS.carry_over = withdraw.carry_over
    contacts_hooks.HOOKS.grant = _grant_import
    contacts_hooks.HOOKS.doubt = doubt.suspend
    contacts_hooks.HOOKS.take_back = undo.take_back
    contacts_hooks.HOOKS.touched = _touched
    contacts_hooks.HOOKS.is_segment_used = campaigns_draft.is_segment_used
    consent_hooks.HOOKS.cancel_queued = send.cancel_queued
    consent_hooks.HOOKS.end_links = _end_links
    choices_hooks.HOOKS.say = _say
    choices_hooks.HOOKS.public_url = settings.public_url
    choices_hooks.HOOKS.operator = settings.operator_name
    consent_hooks.HOOKS.erase_again = desk.erase_again
    privacy_hooks.HOOKS.slices = list(PERSONAL_DATA)
    privacy_hooks.HOOKS.public_url = settings.public_url
    duties.check(settings.duties)
    privacy_hooks.HOOKS.duties = settings.duties
    privacy_hooks.HOOKS.copies = _copies_at_meta
    privacy_hooks.HOOKS.metadata = schema.whole()
    privacy_hooks.HOOKS.slice_of = schema.slice_of()


async def sign_receipts(database: Database) -> None:
    """Supply the installation's key for receipts."""
    seed = await database.keyring.secret(ids.PLATFORM, keyring.RECEIPTS)
    privacy_hooks.HOOKS.receipt_seed = seed
    choices_hooks.HOOKS.receipt_seed = seed


async def _say(db: Db, number_id: UUID, contact_id: UUID, text: str) -> None:
    """A confirmation in a person's chat; without an open window there is none."""
    draft = Draft(contact_id, "service", {"type": "text", "text": text})
    await send.send(db, number_id, Origin(listen.ORIGIN, contact_id), [draft])


async def _end_links(db: Db, contact_id: UUID) -> None:
    """Nobody goes on with what a person was given: their page, their place at the desk, their package."""
    await links.end(db, contact_id)
    await door.shut(db, contact_id)


async def _grant_import(
    db: Db, contact_ids: Sequence[UUID], said: ConsentStatement, author: UUID, import_id: UUID
) -> None:
    grants = [
        Grant(
            contact_id,
            purpose,
            "import",
            said.source,
            said.wording,
            said.language,
            said.at,
            import_id,
        )
        for contact_id in contact_ids
        for purpose in said.purposes
    ]
    await give.grant(db, Actor("user", author), grants)


async def _touched(db: Db, contact_ids: Sequence[UUID], import_id: UUID) -> set[UUID]:
    """With whom more happened than one import: a message, another consent, a request."""
    found = await recipients.written_to(db, contact_ids)
    found |= await undo.with_others(db, contact_ids, import_id)
    return found | await desk.askers(db, contact_ids)


async def _copies_at_meta(db: Db, contact_id: UUID) -> list[Copy]:
    """What Meta can be asked to forget of a contact: links in its contact book, and young files."""
    numbers = await numbers_show.numbers(db)
    found = [
        Copy(tell_meta.META, tell_meta.CONTACT_BOOK, number.id, {"id": user_id})
        for portfolio_id, user_id in await contacts_show.user_ids(db, contact_id)
        for number in numbers
        if number.portfolio_id == portfolio_id
    ]
    files = await fetch.at_meta(db, contact_id)
    return found + [
        Copy(tell_meta.META, tell_meta.MEDIA, number_id, {"id": media_id})
        for number_id, media_id in files
    ]


# --- event -> handlers -------------------------------------------------------------------------


def handlers(database: Database) -> Mapping[str, Mapping[str, Handler]]:
    """Each reader by its name, with the events it acts on."""

    async def send_code(db: Db, events: Sequence[Event]) -> None:
        for event in events:
            await _send_code(database, db, event.subject_id)

    async def let_in(db: Db, events: Sequence[Event]) -> None:
        for event in events:
            if (code := await door.code_of(db, event.subject_id)) is not None:
                await _say_code(database, event.subject_id, code.phone, code.code, "privacy desk")

    return {
        "accounts.codes": {CODE_REQUESTED: send_code},
        "accounts.passwords": {PASSWORD_RESET_ASKED: passwords.on_reset_asked},
        "inbox": {
            RECEIVED: inbox_actions.on_received,
            STOP_MENTIONED: inbox_actions.on_stop_mentioned,
        },
        "campaigns": {
            DISPATCHED: campaigns_run.on_dispatched,
            MOVED: campaigns_watch.on_moved,
            NUMBER_CHANGED: campaigns_watch.on_number_changed,
        },
        "messaging.budget": {NUMBER_CHANGED: budget.on_changed},
        "privacy.desk": {RIGHTS_ASKED: desk.on_asked},
        "privacy.door": {CODE_ASKED: let_in},
    }


async def _send_code(database: Database, db: Db, user_id: UUID) -> None:
    code = await codes.phone_code(db, user_id)
    if code is not None:
        await _say_code(database, code.id, code.phone, code.code, code.place)


async def _say_code(database: Database, code_id: UUID, phone: str, code: str, place: str) -> None:
    """A code goes out once, as an authentication template of the platform's own organisation."""
    async with database.organisation(ids.PLATFORM) as platform:
        if await send.has_queued(platform, code_id):
            return  # told again, after an end between the two transactions
        sender = next(
            (n for n in await numbers_show.numbers(platform) if n.state == "connected"), None
        )
        if sender is None:
            raise LookupError("the platform has no number to send codes with")
        template = await templates_actions.usable_named(
            platform, sender.waba_row_id, *CODE_TEMPLATE
        )
        if template is None:
            raise LookupError("the platform's code template is not approved")
        known = (await upsert.upsert(platform, [Person(phone=phone)]))[0]
        if not await identify.hold(platform, known.contact_id):  # forgotten at this moment
            known = (await upsert.upsert(platform, [Person(phone=phone)]))[0]
        words = f"I asked for this code at the {place} form."
        asked = Grant(
            known.contact_id, "authentication", f"{place} form", place, words, "en", clock.now()
        )
        await give.grant(platform, MACHINE, [asked])
        draft = Draft(
            known.contact_id, "authentication", {"values": {"code": code}}, template.version_id
        )
        await send.send(platform, sender.id, Origin("platform", code_id), [draft])


# --- webhook field -> handler -------------------------------------------------------------------


async def _on_messages(db: Db, changes: Sequence[Change]) -> None:
    """Messages one change after the other, statuses of all changes of a number together; numbers in
    their order, so that two foldings never wait crosswise."""
    statuses: dict[str, list[inbound.Status]] = {}
    numbers: dict[str, Number | None] = {}
    for change in changes:
        value = inbound.messages_value(change.value)
        place = str(value.metadata.phone_number_id)
        if place not in numbers:
            numbers[place] = await numbers_show.named(db, place)
        number = numbers[place]
        if number is not None and value.messages:
            await receive.receive(db, number, value)
        statuses.setdefault(place, []).extend(value.statuses)
    for place, found in sorted(statuses.items()):
        number = numbers[place]
        if number is not None:
            await numbers_show.heard_from(db, number.id)
            await fold.apply_statuses(db, number, found)


async def _on_template_status(db: Db, changes: Sequence[Change]) -> None:
    for change in changes:
        await templates_actions.apply_status(db, change.value)


async def _on_template_category(db: Db, changes: Sequence[Change]) -> None:
    for change in changes:
        await templates_actions.apply_category(db, change.value)


async def _on_quality(db: Db, changes: Sequence[Change]) -> None:
    for change in changes:
        await numbers_show.apply_quality(db, change.value)


async def _on_capability(db: Db, changes: Sequence[Change]) -> None:
    for change in changes:
        await numbers_show.apply_capability(db, change.entry_id, change.value)


async def _on_preferences(db: Db, changes: Sequence[Change]) -> None:
    """Meta's own stop and resume land in the same ledger."""
    for change in changes:
        found = notices.user_preferences(change.value)
        number = await numbers_show.named(db, found.phone_number_id or "")
        portfolio = number.portfolio_id if number else None
        for one in found.preferences:
            phone = f"+{one.wa_id.lstrip('+')}" if one.wa_id else None
            if phone is None and portfolio is None:
                continue
            known = await upsert.upsert(db, [Person(phone, one.user_id, portfolio)])
            if one.stops:
                await withdraw.stopped_at_meta(db, [known[0].contact_id])
            elif one.value == "resume" and one.timestamp:  # told again, it takes back no newer no
                words, said_at = "Resumed in WhatsApp's own settings.", one.said_at
                await withdraw.start(
                    db, known[0].contact_id, "meta", words, ["marketing"], said_at=said_at
                )


HANDLED = {
    "messages": _on_messages,
    "message_template_status_update": _on_template_status,
    "template_category_update": _on_template_category,
    "phone_number_quality_update": _on_quality,
    "business_capability_update": _on_capability,
    "user_preferences": _on_preferences,
}

#: Fields nobody acts on yet, each because its capability comes later.
IGNORED = {
    field: "its capability is not offered yet" for field in KNOWN_FIELDS if field not in HANDLED
}


async def _belong(db: Db, signed: Sequence[tuple[UUID, Change]]) -> list[bool]:
    claims = [(app_id, change.entry_id, change.value) for app_id, change in signed]
    return await ownership.belong(db, claims)


FIELDS = Fields(HANDLED, IGNORED, _belong)
