"""Control door: people, what they say, and the script they follow."""

from __future__ import annotations

import base64
import re
from typing import Any, Final

import msgspec
from starlette.requests import Request

from indokona.simulator import ids, talking
from indokona.simulator.graph_media import keep_file, media_url
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import Number, Person

Values = dict[str, Any]
_FIRST_HIDDEN_PHONE: Final = 919900000000
RECENT: Final = "(SELECT * FROM message ORDER BY seq DESC LIMIT 2000)"
"""A page that asks every second must not read a million messages each time."""


async def listed(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """Everybody who was made or changed, and at most a hundred others of recent chats."""
    rows = await simulator.disk.read(
        f"SELECT person, max(seq) AS latest FROM {RECENT} GROUP BY person ORDER BY latest DESC"
        " LIMIT 100"
    )
    known = simulator.world.persons
    met = [simulator.world.person(digits) for digits, _ in rows if digits not in known]
    return {"data": [shown(simulator, person) for person in (*known.values(), *met)]}


def shown(simulator: Simulator, person: Person) -> Values:
    """A person with their BSUID towards every portfolio."""
    user_ids = {key: ids.user_id(key, person.id) for key in simulator.world.businesses}
    described: Values = msgspec.to_builtins(person)
    return described | {"phone": person.id, "user_ids": user_ids}


async def create(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """A person. Without a phone they are known by username and BSUID only."""
    values = dict(values)
    phone = re.sub(r"\D", "", str(values.pop("phone", "") or ""))
    if not phone:
        phone = _free_phone(simulator)
        values.setdefault("hides_phone", "omit")
        values.setdefault("username", f"user.{phone[-4:]}")
    elif not 7 <= len(phone) <= 15:
        raise ValueError("a phone has 7 to 15 digits, the country's code included")
    person = _person(values | {"id": phone}, phone)
    simulator.keep(person)
    return shown(simulator, person)


def _free_phone(simulator: Simulator) -> str:
    taken = simulator.world.persons
    return next(str(n) for n in iter(range(_FIRST_HIDDEN_PHONE, 10**13)) if str(n) not in taken)


def _person(values: Values, phone: str) -> Person:
    values.setdefault("name", f"Person {phone[-4:]}")
    return msgspec.convert(values, Person)


async def change(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """PATCH a person's script; an unnamed person begins to be remembered.

    Who hides the phone gets a username, as WhatsApp asks for. What waited for a phone that was off
    arrives when it is on again.
    """
    person = find(simulator, parts[0])
    changed = msgspec.to_builtins(person) | {k: v for k, v in values.items() if k != "id"}
    if changed["hides_phone"] and not changed["username"]:
        changed["username"] = f"user.{person.id[-4:]}"
    now = _person(changed, person.id)
    simulator.keep(now)
    if person.delivers_after is None and now.delivers_after is not None:
        await talking.switch_on(simulator.world, simulator.disk, simulator.outbox, now)
    return shown(simulator, now)


def find(simulator: Simulator, named: str) -> Person:
    """By phone, BSUID of any portfolio, or username."""
    if ids.is_user_id(named):
        for business_id in simulator.world.businesses:
            digits = ids.digits_of_user_id(business_id, named)
            if digits is not None:
                return simulator.world.person(digits)
        raise KeyError(named)
    for person in simulator.world.persons.values():
        if person.username == named.lstrip("@"):
            return person
    digits = re.sub(r"\D", "", named)
    if not 7 <= len(digits) <= 15:
        raise KeyError(named)
    return simulator.world.person(digits)


async def say(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """The person writes to a number: `text`, a `button`, an interactive `reply`, or `media`."""
    person = find(simulator, parts[0])
    number = simulator.world.numbers[values["phone_number_id"]]
    content = _content(simulator, request, number, values)
    wamid = talking.say(simulator.world, simulator.disk, simulator.outbox, number, person, content)
    return {"wamid": wamid}


def _content(
    simulator: Simulator, request: Request, number: Number, values: Values
) -> dict[str, Any]:
    content: dict[str, Any]
    if "text" in values:
        content = {"type": "text", "text": {"body": values["text"]}}
    elif button := values.get("button"):
        tapped = {"payload": button.get("payload") or button["text"], "text": button["text"]}
        content = {"type": "button", "button": tapped}
    elif reply := values.get("reply"):
        kind = values.get("reply_type", "button_reply")
        content = {"type": "interactive", "interactive": {"type": kind, kind: reply}}
    elif media := values.get("media"):
        content = _media(simulator, request, number, media)
    elif "raw" in values:
        content = values["raw"]
    else:
        raise ValueError("say text, button, reply, media or raw")
    wamid = values.get("wamid") or (values.get("button") or {}).get("wamid")
    if wamid:
        content = {"context": {"from": number.digits, "id": wamid}} | content
    return content


def _media(simulator: Simulator, request: Request, number: Number, media: Values) -> dict[str, Any]:
    kind = media["kind"]
    raw = base64.b64decode(media["base64"])
    file = keep_file(
        simulator, number.waba_id, raw, media["mime_type"], media.get("filename") or ""
    )
    part: Values = {
        "id": file.id,
        "mime_type": file.mime_type,
        "sha256": file.sha256,
        "url": media_url(request, file.id),
    }
    part |= {name: media[name] for name in ("caption", "filename") if media.get(name)}
    if kind == "audio":
        part["voice"] = False
    return {"type": kind, kind: part}


async def preferences(
    simulator: Simulator, request: Request, values: Values, parts: list[str]
) -> Any:
    """The person stops or resumes marketing in WhatsApp's own settings.

    `{"choice": "stop"}` or `{"choice": "resume"}`; `{"stop": true}`, `{"resume": true}` also do.

    Without `phone_number_id` every account hears it, as if they had chats with all.
    """
    person = find(simulator, parts[0])
    stop = values.get("choice", "stop") == "stop" and not values.get("resume")
    person.stopped_marketing = stop
    simulator.keep(person)
    only = values.get("phone_number_id")
    for number in list(simulator.world.numbers.values()):
        if only in (None, number.id):
            talking.choose_marketing(
                simulator.world, simulator.disk, simulator.outbox, number, person, stop
            )
    return {"success": True}
