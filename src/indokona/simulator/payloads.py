"""Bodies of webhooks: what Meta writes about a message, a status, a template, a number."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indokona.simulator import faces
from indokona.simulator.world import Number, Person


@dataclass(frozen=True, slots=True)
class Update:
    """One thing to tell one app. `part` is `statuses` or `messages`, or "" for a whole value."""

    app_id: str
    field: str
    entry_id: str
    number: Number | None
    part: str
    item: dict[str, Any]
    contact: dict[str, Any] | None
    settles: int | str = ""
    """The message (its place) or notice that needs no telling again once this is acknowledged."""
    time: int | None = None


@dataclass(slots=True)
class Outgoing:
    """An accepted message and the fate it will have. Times are Unix seconds."""

    seq: int
    wamid: str
    number: Number
    digits: str
    callback: str | None
    category: str
    price_type: str
    sent_at: float | None
    delivered_at: float | None
    read_at: float | None
    failed_at: float | None
    error: int

    def steps(self) -> list[tuple[float, str]]:
        """When to tell which status."""
        times = (
            (self.sent_at, "sent"),
            (self.delivered_at, "delivered"),
            (self.read_at, "read"),
            (self.failed_at, "failed"),
        )
        return [(at, status) for at, status in times if at is not None]


def contact(person: Person, user_id: str) -> dict[str, Any]:
    """How a person is named; `user_id` is always there, the phone only if it is not hidden."""
    profile = {"name": person.name}
    if person.username:
        profile["username"] = person.username
    named: dict[str, Any] = {"profile": profile, "user_id": user_id}
    return named | _phone(person, "wa_id")


def _phone(person: Person, field: str) -> dict[str, str]:
    if person.hides_phone == "omit":
        return {}
    return {field: "" if person.hides_phone == "blank" else person.id}


def status(message: Outgoing, step: str, at: float, person: Person, user_id: str) -> dict[str, Any]:
    """One status. Pricing rides on `sent` and on exactly one of delivered and read."""
    told: dict[str, Any] = {
        "id": message.wamid,
        "status": step,
        "timestamp": str(int(at)),
        "recipient_user_id": user_id,
    } | _phone(person, "recipient_id")
    if message.callback is not None:
        told["biz_opaque_callback_data"] = message.callback
    if step == "failed":
        told["errors"] = [faces.webhook_error(message.error)]
    elif step == "sent" or (step == "delivered") == (message.delivered_at is not None):
        told["pricing"] = {
            "billable": message.price_type == "regular",
            "pricing_model": "PMP",
            "type": message.price_type,
            "category": message.category,
        }
    return told


def inbound(
    person: Person, user_id: str, wamid: str, at: float, content: dict[str, Any]
) -> dict[str, Any]:
    """One message of a person; `content` has `type` and what belongs to it."""
    return (
        _phone(person, "from")
        | {"from_user_id": user_id, "id": wamid, "timestamp": str(int(at))}
        | content
    )


def body(updates: Sequence[Update]) -> bytes:
    """One POST. Statuses of an unpaced number share one change, everything else has its own."""
    entries: list[dict[str, Any]] = []
    shared: dict[tuple[str, str, str], dict[str, Any]] = {}
    for update in updates:
        number = update.number
        if not update.part or number is None:
            entries.append(_entry(update, update.item))
            continue
        key = (update.entry_id, number.id, update.part)
        value = shared.get(key) if number.unpaced else None
        if value is None:
            value = _value(number, update.part)
            entries.append(_entry(update, value))
            shared[key] = value
        value[update.part].append(update.item)
        if update.contact is not None:
            value["contacts"].append(update.contact)
    return serialise({"object": "whatsapp_business_account", "entry": entries})


def _value(number: Number, part: str) -> dict[str, Any]:
    metadata = {"display_phone_number": number.digits, "phone_number_id": number.id}
    return {"messaging_product": "whatsapp", "metadata": metadata, "contacts": [], part: []}


def _entry(update: Update, value: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": update.entry_id,
        "changes": [{"field": update.field, "value": value}],
    }
    if update.time is not None:
        entry["time"] = update.time
    return entry


def serialise(value: object) -> bytes:
    r"""JSON as Meta signs it: lower-case \uXXXX for all that is not ASCII, and \/ for slashes."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def sign(secret: str, raw: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
