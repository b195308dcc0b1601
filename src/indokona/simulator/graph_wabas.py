"""Graph's edges of accounts, portfolios, apps and tokens."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request

from indokona.simulator import graph_numbers
from indokona.simulator.call import Answer, Call, Edge, page
from indokona.simulator.faces import GraphError, chosen
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import App, Business, Waba

_WABA_FIELDS: Final = "id,name,currency,timezone_id,message_template_namespace"


def node(waba: Waba) -> dict[str, Any]:
    """Everything an account says about itself."""
    return {
        "id": waba.id,
        "name": waba.name,
        "currency": "INR",
        "timezone_id": "71",
        "country": "IN",
        "message_template_namespace": f"ns_{waba.id}",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "owner_business_info": {"id": waba.business_id},
        "marketing_messages_lite_api_status": "INELIGIBLE",
    }


async def show(call: Call, waba: Waba) -> Answer:
    """GET the account."""
    call.needs()
    return chosen(node(waba), call.fields, _WABA_FIELDS)


async def numbers(call: Call, waba: Waba) -> Answer:
    """GET the account's numbers."""
    call.needs()
    found = [n for n in call.simulator.world.numbers.values() if n.waba_id == waba.id]
    nodes = [graph_numbers.node(call, number) for number in found]
    return page(call, [chosen(n, call.fields, graph_numbers.DEFAULT_FIELDS) for n in nodes])


async def subscribed(call: Call, waba: Waba) -> Answer:
    """GET the apps that get the account's webhooks."""
    call.needs()
    return {"data": [_subscription(call, waba, app_id) for app_id in waba.apps]}


def _subscription(call: Call, waba: Waba, app_id: str) -> dict[str, Any]:
    app = call.simulator.world.apps[app_id]
    link = f"https://www.facebook.com/games/?app_id={app_id}"
    shown: dict[str, Any] = {
        "whatsapp_business_api_data": {"id": app_id, "name": app.name, "link": link}
    }
    if override := waba.apps[app_id]:
        shown["override_callback_uri"] = override
    return shown


async def subscribe(call: Call, waba: Waba) -> Answer:
    """POST: the app gets webhooks; without an override an old one is cleared."""
    call.needs()
    app_id, url = call.token.app_id, call.text("override_callback_uri")
    if url:
        if app_id not in waba.apps:
            raise GraphError(100, "Subscribe the app before overriding its callback")
        if not await call.simulator.outbox.challenge(url, call.text("verify_token")):
            raise GraphError(2200, "The callback did not answer the challenge")
    waba.apps[app_id] = url
    call.simulator.keep(waba)
    return {"success": True}


async def unsubscribe(call: Call, waba: Waba) -> Answer:
    """DELETE: the app gets no more webhooks."""
    call.needs()
    waba.apps.pop(call.token.app_id, None)
    call.simulator.keep(waba)
    return {"success": True}


async def accounts(call: Call, business: Business) -> Answer:
    """GET the accounts of a portfolio that the token may see."""
    call.needs()
    wabas = call.simulator.world.wabas
    found = [wabas[key] for key in call.token.waba_ids if key in wabas]
    return page(call, [chosen(node(w), call.fields, _WABA_FIELDS) for w in found])


async def show_business(call: Call, business: Business) -> Answer:
    """GET the portfolio."""
    return {"id": business.id, "name": business.name, "verification_status": "verified"}


async def show_app(call: Call, app: App) -> Answer:
    """GET the app."""
    return {"id": app.id, "name": app.name}


async def subscriptions(call: Call, app: App) -> Answer:
    """GET where the app's webhooks go; the app's own token is needed."""
    call.needs("app")
    shown = {
        "object": "whatsapp_business_account",
        "callback_url": app.callback_url,
        "active": bool(app.callback_url),
        "fields": [{"name": "messages", "version": "v25.0"}],
    }
    return {"data": [shown]}


async def set_callback(call: Call, app: App) -> Answer:
    """POST where the app's webhooks go; the address must answer the challenge."""
    call.needs("app")
    url, verify_token = call.text("callback_url"), call.text("verify_token")
    if not await call.simulator.outbox.challenge(url, verify_token):
        raise GraphError(2200, "The callback did not answer the challenge")
    app.callback_url, app.verify_token = url, verify_token
    call.simulator.keep(app)
    call.simulator.outbox.retry_now(app.id)
    return {"success": True}


def debug_token(call: Call) -> Answer:
    """Whose token is it, and what may it do."""
    token = call.simulator.world.tokens.get(call.text("input_token"))
    if token is None:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"is_valid": False, "error": error, "scopes": []}}
    granular = [{"scope": scope, "target_ids": token.waba_ids} for scope in token.scopes]
    data = {
        "app_id": token.app_id,
        "type": "SYSTEM_USER",
        "application": call.simulator.world.apps[token.app_id].name,
        "is_valid": not token.expired,
        "expires_at": 0,
        "data_access_expires_at": 0,
        "scopes": token.scopes,
        "granular_scopes": granular,
    }
    return {"data": data}


async def exchange(simulator: Simulator, request: Request) -> Answer:
    """The app's own token. Codes of Embedded Signup are not simulated."""
    values = dict(request.query_params)
    app = simulator.world.apps.get(values.get("client_id", ""))
    if app is None or app.secret != values.get("client_secret"):
        raise GraphError(101, "Error validating application")
    if values.get("grant_type") != "client_credentials":
        raise GraphError(100, "Only grant_type=client_credentials is simulated")
    return {"access_token": f"{app.id}|{app.secret}", "token_type": "bearer"}


EDGES: Final[dict[tuple[type, str, str], Edge]] = {
    (Waba, "", "GET"): show,
    (Waba, "phone_numbers", "GET"): numbers,
    (Waba, "subscribed_apps", "GET"): subscribed,
    (Waba, "subscribed_apps", "POST"): subscribe,
    (Waba, "subscribed_apps", "DELETE"): unsubscribe,
    (Business, "", "GET"): show_business,
    (Business, "owned_whatsapp_business_accounts", "GET"): accounts,
    (Business, "client_whatsapp_business_accounts", "GET"): accounts,
    (App, "", "GET"): show_app,
    (App, "subscriptions", "GET"): subscriptions,
    (App, "subscriptions", "POST"): set_callback,
}
