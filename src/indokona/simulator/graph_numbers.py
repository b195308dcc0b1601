"""Graph's edges of a phone number."""

from __future__ import annotations

import re
import time
from typing import Any, Final

from indokona.simulator.call import Answer, Call, Edge
from indokona.simulator.faces import GraphError, chosen
from indokona.simulator.world import MESSAGING, Number

_TRIES: Final = 10
_TRIES_SECONDS: Final = 72 * 3600.0
#: Countries in which messages may be kept, and how long without storage.
_REGIONS: Final = frozenset(
    ["AU", "ID", "IN", "JP", "SG", "KR", "DE", "CH", "GB", "BR", "BH", "ZA", "AE", "CA"]
)
_MINUTES: Final = 60
_PIN = re.compile(r"\d{6}")
DEFAULT_FIELDS: Final = (
    "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,"
    "throughput,webhook_configuration,id"
)


def node(call: Call, number: Number) -> dict[str, Any]:
    """Everything a number says about itself."""
    business = call.simulator.world.business_of(number)
    override = number.overrides.get(call.token.app_id, "")
    return {
        "id": number.id,
        "display_phone_number": display(number.digits),
        "verified_name": number.verified_name,
        "code_verification_status": "VERIFIED",
        "quality_rating": number.quality,
        "status": "CONNECTED" if number.registered else "PENDING",
        "name_status": "APPROVED",
        "platform_type": "CLOUD_API" if number.registered else "NOT_APPLICABLE",
        "throughput": {"level": _level(number)},
        "account_mode": "LIVE",
        "is_official_business_account": False,
        "is_on_biz_app": number.throughput == "COEXISTENCE",
        "is_pin_enabled": True,
        "webhook_configuration": {"phone_number": override} if override else {},
        "whatsapp_business_manager_messaging_limit": business.messaging_limit,
    }


def display(digits: str) -> str:
    """A number as people write it."""
    return f"+{digits[:-10]} {digits[-10:-5]} {digits[-5:]}"


def _level(number: Number) -> str:
    """Coexistence shows as STANDARD; UNPACED is a word of this simulator only."""
    return "STANDARD" if number.throughput == "COEXISTENCE" else number.throughput


async def show(call: Call, number: Number) -> Answer:
    """GET the number."""
    return chosen(node(call, number), call.fields, DEFAULT_FIELDS)


async def change(call: Call, number: Number) -> Answer:
    """POST to the number: its PIN, or where its webhooks go."""
    call.needs()
    if pin := call.text("pin"):
        if not _PIN.fullmatch(pin):
            raise GraphError(100, "pin: six digits")
        number.pin = pin
    if (override := call.json("webhook_configuration")) is not None:
        await _override(call, number, override)
    call.simulator.keep(number)
    return {"success": True}


async def _override(call: Call, number: Number, wanted: dict[str, Any]) -> None:
    app_id, url = call.token.app_id, str(wanted.get("override_callback_uri") or "")
    if app_id not in call.simulator.world.wabas[number.waba_id].apps:
        raise GraphError(100, "Subscribe the app before overriding its callback")
    if not url:
        number.overrides.pop(app_id, None)
        return
    if not await call.simulator.outbox.challenge(url, str(wanted.get("verify_token") or "")):
        raise GraphError(2200, "The callback did not answer the challenge")
    number.overrides[app_id] = url


async def register(call: Call, number: Number) -> Answer:
    """POST /register: ten tries in 72 hours, and the right PIN."""
    call.needs()
    _count_try(number)
    if call.text("pin") != number.pin:
        call.simulator.keep(number)
        raise GraphError(133005, "Two-step verification PIN mismatch")
    number.registered = True
    call.simulator.keep(number)
    return {"success": True}


async def deregister(call: Call, number: Number) -> Answer:
    """POST /deregister; not for numbers that live in the Business app too."""
    call.needs()
    if number.throughput == "COEXISTENCE":
        raise GraphError(100, "A coexistence number cannot be deregistered")
    _count_try(number)
    number.registered = False
    call.simulator.keep(number)
    return {"success": True}


def _count_try(number: Number) -> None:
    now = time.time()
    number.register_tries = [at for at in number.register_tries if at > now - _TRIES_SECONDS]
    if len(number.register_tries) >= _TRIES:
        raise GraphError(133016, "Too many tries in 72 hours")
    number.register_tries.append(now)


async def profile(call: Call, number: Number) -> Answer:
    """GET the business profile."""
    call.needs(MESSAGING)
    profile = {
        "messaging_product": "whatsapp",
        "about": f"{number.verified_name} on WhatsApp",
        "vertical": "OTHER",
        "websites": ["https://business.example/"],
    }
    return {"data": [profile]}


async def change_profile(call: Call, number: Number) -> Answer:
    """POST the business profile; taken and forgotten."""
    call.needs(MESSAGING)
    return {"success": True}


async def settings(call: Call, number: Number) -> Answer:
    """GET the settings: calls, encryption, and where messages are kept."""
    call.needs(MESSAGING)
    return {
        "calling": {"status": "DISABLED"},
        "payload_encryption": {"status": "DISABLED"},
        "storage_configuration": number.storage or {"status": "DEFAULT"},
    }


async def change_settings(call: Call, number: Number) -> Answer:
    """POST one setting; here where messages are kept, or nothing that is kept."""
    call.needs()
    if (wanted := call.json("storage_configuration")) is not None:
        number.storage = _storage(wanted)
        call.simulator.keep(number)
    return {"success": True}


def _storage(wanted: Any) -> dict[str, Any]:
    status = str(wanted.get("status", "")) if isinstance(wanted, dict) else ""
    if status == "DEFAULT":
        return {}
    if status == "NO_STORAGE_ENABLED":
        return {"status": status, "retention_minutes": _MINUTES}
    region = str(wanted.get("data_localization_region", "")) if isinstance(wanted, dict) else ""
    if status != "IN_COUNTRY_STORAGE_ENABLED" or region not in _REGIONS:
        raise GraphError(100, "storage_configuration: no such status or region")
    return {"status": status, "data_localization_region": region}


async def forget_contact(call: Call, number: Number) -> Answer:
    """DELETE a person from the contact book: the link of phone and BSUID, which here is none."""
    call.needs(MESSAGING)
    if call.text("messaging_product") != "whatsapp" or not call.text("bsuid"):
        raise GraphError(100, "messaging_product and bsuid are required")
    return {"success": True}


EDGES: Final[dict[tuple[type, str, str], Edge]] = {
    (Number, "", "GET"): show,
    (Number, "", "POST"): change,
    (Number, "contact_book", "DELETE"): forget_contact,
    (Number, "register", "POST"): register,
    (Number, "deregister", "POST"): deregister,
    (Number, "settings", "GET"): settings,
    (Number, "settings", "POST"): change_settings,
    (Number, "whatsapp_business_profile", "GET"): profile,
    (Number, "whatsapp_business_profile", "POST"): change_profile,
}
