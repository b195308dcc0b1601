"""What people do: write, tap, send a file, stop and resume marketing."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from indokona.simulator import ids, payloads
from indokona.simulator.disk import ADD_MESSAGE, Disk
from indokona.simulator.news import announce
from indokona.simulator.outbox import Outbox
from indokona.simulator.payloads import Outgoing, Update
from indokona.simulator.world import Number, Person, World

_OPEN = "SELECT seq, wamid, number_id, person, at, body FROM message WHERE done = 0 AND inbound = 1"

_WAITING = (
    "SELECT seq, wamid, callback, category, price_type FROM message WHERE number_id = ?"
    " AND person = ? AND inbound = 0 AND delivered_at IS NULL AND failed_at IS NULL"
)
_ARRIVES = "UPDATE message SET delivered_at = ?, read_at = ?, done = 0 WHERE seq = ?"


def say(
    world: World,
    disk: Disk,
    outbox: Outbox,
    number: Number,
    person: Person,
    content: dict[str, Any],
) -> str:
    """The person sends `content` (with its `type`) to the number; gives its wamid.

    It opens the 24 hours in which the number may answer freely.
    """
    now = time.time()
    wamid = ids.wamid(person.id)
    world.windows[number.id, person.id] = now
    kind = str(content["type"])
    raw = msgspec.json.encode(content).decode()
    seq = disk.next_seq()
    disk.write(
        ADD_MESSAGE,
        (seq, wamid, number.id, person.id, 1, None, now, kind, raw, "", "", now, None, None,
         None, 0, 0),
    )  # fmt: skip
    _tell(world, outbox, number, person, (seq, wamid), now, content)
    return wamid


def _tell(
    world: World,
    outbox: Outbox,
    number: Number,
    person: Person,
    place: tuple[int, str],
    at: float,
    content: dict[str, Any],
) -> None:
    seq, wamid = place
    user_id = world.user_id(number, person.id)
    item = payloads.inbound(person, user_id, wamid, at, content)
    contact = payloads.contact(person, user_id)
    for app_id in outbox.apps_of(number):
        update = Update(app_id, "messages", number.waba_id, number, "messages", item, contact, seq)
        outbox.add_with_faults(update)


def repeat_inbound(world: World, disk: Disk, outbox: Outbox) -> None:
    """After a restart: what people said and nobody acknowledged is told again."""
    for seq, wamid, number_id, digits, at, raw in disk.rows(_OPEN):
        number = world.numbers.get(number_id)
        if number is not None:
            content = msgspec.json.decode(raw)
            _tell(world, outbox, number, world.person(digits), (seq, wamid), at, content)


def choose_marketing(
    world: World, disk: Disk, outbox: Outbox, number: Number, person: Person, stop: bool
) -> None:
    """The person stops or resumes marketing in WhatsApp's own settings of the chat."""
    user_id = world.user_id(number, person.id)
    contact = payloads.contact(person, user_id)
    verb = "stop" if stop else "resume"
    choice = {
        "user_id": user_id,
        "category": "marketing_messages",
        "value": verb,
        "detail": f"User requested to {verb} marketing messages",
        "timestamp": int(time.time()),
    }
    if "wa_id" in contact:
        choice["wa_id"] = contact["wa_id"]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": number.digits, "phone_number_id": number.id},
        "contacts": [contact],
        "user_preferences": [choice],
    }
    announce(world, disk, outbox, world.wabas[number.waba_id], "user_preferences", value)


async def switch_on(world: World, disk: Disk, outbox: Outbox, person: Person) -> None:
    """The phone is on again: what waited for it arrives, and is read if the person reads."""
    at = time.time() + (person.delivers_after or 0.0)
    read_at = None if person.reads_after is None else at + person.reads_after
    for number in list(world.numbers.values()):
        for seq, wamid, *priced in await disk.read(_WAITING, (number.id, person.id)):
            disk.write(_ARRIVES, (at, read_at, seq))
            callback, category, price_type = priced
            message = Outgoing(
                seq, wamid, number, person.id, callback, category, price_type,
                sent_at=None, delivered_at=at, read_at=read_at, failed_at=None, error=0,
            )  # fmt: skip
            outbox.follow(message)
