"""Control door: making portfolios, apps, accounts, numbers and tokens."""

from __future__ import annotations

import random
from typing import Any

from starlette.requests import Request

from indokona.simulator import graph_numbers, ids
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import (
    MANAGEMENT,
    MESSAGING,
    PER_SECOND,
    App,
    Business,
    Number,
    Token,
    Waba,
)

Values = dict[str, Any]


async def seed(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """A whole business at once.

    As at Meta, the number is not registered and the app is not subscribed until the platform does
    it; `registered` and `subscribed` skip those steps. The callback is not challenged here.
    """
    name = values.get("name", "Business")
    unpaced = values.get("throughput") == "UNPACED"
    limit = values.get("messaging_limit") or ("TIER_UNLIMITED" if unpaced else "TIER_100K")
    business = Business(ids.object_id(), name, limit)
    made = App(
        ids.object_id(),
        ids.app_secret(),
        f"{name} app",
        values.get("callback_url") or "",
        values.get("verify_token") or "",
    )
    account = Waba(ids.object_id(), business.id, name)
    if values.get("subscribed"):
        account.apps[made.id] = ""
    own = _number(simulator, account.id, values)
    access = _token(made.id, business.id, [account.id])
    simulator.keep(business, made, account, own, access)
    return {
        "app_id": made.id,
        "app_secret": made.secret,
        "business_id": business.id,
        "waba_id": account.id,
        "phone_number_id": own.id,
        "display_phone_number": graph_numbers.display(own.digits),
        "access_token": access.id,
        "pin": own.pin,
    }


def _number(simulator: Simulator, waba_id: str, values: Values) -> Number:
    throughput = values.get("throughput") or "STANDARD"
    if throughput not in PER_SECOND:
        raise ValueError(f"throughput is one of {', '.join(PER_SECOND)}")
    taken = {number.digits for number in simulator.world.numbers.values()}
    digits = str(values.get("digits") or _free_digits(taken))
    return Number(
        ids.object_id(),
        waba_id,
        digits,
        values.get("verified_name") or values.get("name") or "Business",
        str(values.get("pin") or f"{random.SystemRandom().randrange(10**6):06d}"),
        bool(values.get("registered")),
        throughput,
    )


def _free_digits(taken: set[str]) -> str:
    start = 918040000000
    return next(str(n) for n in range(start, start + 10**6) if str(n) not in taken)


def _token(app_id: str, business_id: str, waba_ids: list[str]) -> Token:
    return Token(ids.access_token(), app_id, business_id, waba_ids, [MESSAGING, MANAGEMENT])


async def app(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """A Meta app."""
    made = App(
        ids.object_id(),
        ids.app_secret(),
        values.get("name", "App"),
        values.get("callback_url") or "",
        values.get("verify_token") or "",
    )
    simulator.keep(made)
    return {"app_id": made.id, "app_secret": made.secret}


async def callback(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """Where the app's webhooks go from now on. The address is set even if the challenge fails:
    whoever starts on another port may not listen yet. `verified` tells."""
    found = simulator.world.apps[parts[0]]
    found.callback_url = values["callback_url"]
    found.verify_token = values.get("verify_token") or found.verify_token
    simulator.keep(found)
    verified = await simulator.outbox.challenge(found.callback_url, found.verify_token)
    simulator.outbox.retry_now(found.id)
    return {"success": True, "verified": verified}


async def waba(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """An account in a portfolio, new unless `business_id` names one."""
    world = simulator.world
    name = values.get("name", "Account")
    business_id = values.get("business_id")
    if business_id:
        business = world.businesses[business_id]
    else:
        business = Business(ids.object_id(), name, values.get("messaging_limit") or "TIER_100K")
    made = Waba(ids.object_id(), business.id, name)
    simulator.keep(business, made)
    for token_ in world.tokens.values():
        if token_.business_id == business.id:
            token_.waba_ids.append(made.id)
            simulator.keep(token_)
    return {"waba_id": made.id, "business_id": business.id}


async def number(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """A number of an account."""
    account = simulator.world.wabas[values["waba_id"]]
    made = _number(simulator, account.id, values)
    simulator.keep(made)
    shown = graph_numbers.display(made.digits)
    return {"phone_number_id": made.id, "display_phone_number": shown, "pin": made.pin}


async def numbers(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """Every number there is, for the phone page."""
    return {
        "data": [
            {
                "phone_number_id": n.id,
                "display_phone_number": graph_numbers.display(n.digits),
                "verified_name": n.verified_name,
                "business_id": simulator.world.business_of(n).id,
                "registered": n.registered,
                "subscribed": bool(simulator.world.wabas[n.waba_id].apps),
            }
            for n in simulator.world.numbers.values()
        ]
    }


async def token(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """An access token for accounts; `scopes` may be fewer than the two usual ones."""
    waba_ids = list(values["waba_ids"])
    business_id = simulator.world.wabas[waba_ids[0]].business_id
    made = _token(values["app_id"], business_id, waba_ids)
    if "scopes" in values:
        made.scopes = list(values["scopes"])
    simulator.keep(made)
    return {"access_token": made.id}


async def expire(simulator: Simulator, request: Request, values: Values, parts: list[str]) -> Any:
    """A token stops working: 190 from now on."""
    found = simulator.world.tokens[parts[0]]
    found.expired = True
    simulator.keep(found)
    return {"success": True}
