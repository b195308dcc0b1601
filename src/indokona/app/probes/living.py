"""A canary's life, by the doors that everybody's data come through; nothing is written past them."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import pyrage

from indokona.app import wiring
from indokona.app.probes import place as places
from indokona.app.probes.findings import Broken, Findings
from indokona.app.probes.means import Means
from indokona.app.probes.person import Canary
from indokona.app.probes.place import Place
from indokona.choices.actions import receipts
from indokona.consent.actions import give, wish
from indokona.consent.actions.wish import Said
from indokona.consent.facts import Grant, Wish
from indokona.contacts.actions import importing, show
from indokona.contacts.hooks import ConsentStatement
from indokona.inbox.actions import conversations, drafts, notes
from indokona.inbox.actions.drafts import DraftView
from indokona.inbox.store import Asked, ConversationRow
from indokona.intake import handing_on
from indokona.intake.blocks import MESSAGES, Blocks
from indokona.kernel import clock, events, ids, jobs
from indokona.kernel.audit import MACHINE, Actor
from indokona.kernel.database import Db
from indokona.messaging.actions import send, thread
from indokona.messaging.facts import Draft, Origin, Queued
from indokona.privacy.actions import answer, ask, desk, fetching

#: The person behind a note and a draft: a member who does not exist and cannot sign in.
MEMBER: Final = UUID("00000000-0000-7000-8000-0000000000ff")
_WORDING: Final = "A probe agreed to be written to."
#: Seconds to wait for what another process of the installation may have in hand.
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Life:
    """A canary in this installation: which contact it is, and where it writes to."""

    means: Means
    findings: Findings
    place: Place
    canary: Canary
    contact_id: UUID
    born: datetime

    @property
    def person(self) -> Actor:
        """The canary as somebody who asks for something."""
        return Actor("person", self.contact_id)


async def begin(means: Means, findings: Findings, canary: Canary) -> Life:
    """Born by an import with a tag and an attribute; one consent by the file's statement, one by a form."""
    place, born = await places.found(means.database), clock.now()
    statement = ConsentStatement(["utility"], "probe", _WORDING, "en", clock.now())
    async with means.database.organisation(ids.PROBE) as db:
        import_id = await importing.begin(
            db, MACHINE, _file(canary), tags=[canary.tag], statement=statement, columns={}, country="IN"
        )  # fmt: skip
    await jobs.run_steps(means.database, importing.step, ids.PROBE, import_id)
    async with means.database.organisation(ids.PROBE) as db:
        contact_id = next(iter(await show.with_phone(db, canary.phone, "IN")), None)
    if contact_id is None:
        findings.add("not_born", 1)
        raise Broken
    said = Grant(contact_id, "marketing", "form", canary.source, _WORDING, "en", clock.now())
    async with means.database.organisation(ids.PROBE) as db:
        await give.grant(db, Actor("person", contact_id), [said])
    return Life(means, findings, place, canary, contact_id, born)


async def _file(canary: Canary) -> AsyncIterator[bytes]:
    yield f"phone,name,{places.ATTRIBUTE}\n{canary.phone},{canary.name},{canary.attribute}\n".encode()


async def write(life: Life) -> UUID:
    """All that is written of somebody: a message that is queued, words in the chat, a note, a draft.

    Returns the origin of the queued message.
    """
    origin = Origin("probe", ids.new())
    async with life.means.database.organisation(ids.PROBE) as db:
        agreed = [one.id for one in await give.timeline(db, life.contact_id)]
        await receipts.make(db, life.contact_id, agreed)
        said = Said("A probe wishes quiet.", "en", "page", "1")
        await wish.wish(db, life.contact_id, "utility", Wish(1320, 420, "Asia/Kolkata", 3), said)
        queued = await _send(db, life, origin)
        # What is paused before anybody can see it waits for ever, whatever the lane is.
        await send.pause(db, origin.id)
    life.findings.expect("not_queued", holds=queued.code is None)
    conversation = await heard(life, life.canary.said)
    async with life.means.database.organisation(ids.PROBE) as db:
        await notes.write(db, conversation, MEMBER, life.canary.note)
        mine = DraftView(life.canary.draft, False, None)
        await drafts.keep(db, conversation, MEMBER, mine, overwrite=True)
    return origin.id


async def _send(db: Db, life: Life, origin: Origin) -> Queued:
    draft = Draft(life.contact_id, "marketing", {"values": {"1": life.canary.queued}}, ids.new())
    return (await send.send(db, life.place.number.id, origin, [draft]))[0]


async def heard(life: Life, words: str) -> ConversationRow:
    """Their words arrive as Meta's webhook would bring them, and an agent could answer them."""
    await Blocks(life.means.database).store(MESSAGES, life.place.app_id, _webhook(life, words))
    until = clock.seconds() + _PATIENCE
    while True:
        # A worker that is up may be faster; then there is nothing left to hand on here.
        await handing_on.hand_on(life.means.database, wiring.FIELDS, [MESSAGES])
        hearers = wiring.handlers(life.means.database)
        await events.hand_on(life.means.database, "inbox", hearers["inbox"])
        found = await _conversation(life, words)
        if found is not None:
            return found
        if clock.seconds() > until:
            life.findings.add("not_heard", 1)
            raise Broken
        await asyncio.sleep(0.2)


def _webhook(life: Life, words: str) -> bytes:
    number, phone = life.place.number, life.canary.phone.removeprefix("+")
    message = {
        "id": f"wamid.probe.{ids.new().hex}", "type": "text", "from": phone,
        "timestamp": str(int(clock.now().timestamp())), "text": {"body": words},
    }  # fmt: skip
    value = {
        "messaging_product": "whatsapp", "metadata": {"phone_number_id": number.phone_number_id},
        "contacts": [{"wa_id": phone, "profile": {"name": life.canary.name}}], "messages": [message],
    }  # fmt: skip
    change = {"field": "messages", "value": value}
    entry = {"id": places.WABA_ID, "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


async def _conversation(life: Life, words: str) -> ConversationRow | None:
    async with life.means.database.organisation(ids.PROBE) as db:
        found = await thread.whole(db, life.contact_id, None, 50)
        asked = Asked(contact_id=life.contact_id)
        if all((one.content or {}).get("text") != words for _, one in found):
            return None
        view = next(iter(await conversations.page(db, None, 1, asked)), None)
        return await conversations.row(db, view.id) if view else None


async def ask_for_data(life: Life) -> None:
    """They complain and ask what is held: the package is fetched by its link, and must hold every word."""
    async with life.means.database.organisation(ids.PROBE) as db:
        complaint = ask.Wish(
            ask.COMPLAINT, life.contact_id, "form", life.person, life.canary.complaint
        )
        asked = await ask.ask(db, complaint)
        await answer.answer(db, MACHINE, asked.request_id, was_done=True, words="A probe answers.")
        link = await desk.access_by_officer(db, MACHINE, life.contact_id)
    token, words = link.url.rpartition("/")[2], "a passphrase of the probe"
    package = await fetching.begin(life.means.database, token, words, "en")
    locked = b"".join([piece async for piece in package])
    whole = await asyncio.to_thread(pyrage.passphrase.decrypt, locked, words)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    missing = [place for place, word in life.canary.packed.items() if word not in held]
    life.findings.add("package_misses", len(missing))
    life.findings.counts["markers_in_package"] += len(life.canary.packed) - len(missing)


async def say_stop(life: Life, origin_id: UUID) -> None:
    """STOP cancels what waits of an origin, and the gate refuses what comes after it."""
    await heard(life, "STOP")
    async with life.means.database.organisation(ids.PROBE) as db:
        may = await give.permitted(db, [life.contact_id], "marketing")
        counts = await send.counts(db, origin_id)
        later = await _send(db, life, Origin("probe", ids.new()))
    life.findings.expect("stop_cancels_nothing", holds=counts.get("refused:consent.withdrawn") == 1)
    life.findings.expect("consent_outlives_stop", holds=not may)
    life.findings.expect("gate_lets_pass", holds=later.code == "consent.withdrawn")
