"""First start: the platform's own organisation with a number for codes, and the demo organisation."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indokona.accounts import store as accounts
from indokona.app import wiring
from indokona.app.client import Client, Failed, until
from indokona.kernel import clock, ids, keyring, wired
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database
from indokona.kernel.edge import Caller
from indokona.kernel.egress import register
from indokona.kernel.egress.http import Http, open_http
from indokona.kernel.errors import Trouble
from indokona.kernel.settings import Settings
from indokona.numbers.actions import apps, connect
from indokona.numbers.actions import show as numbers
from indokona.templates import actions as templates

PLATFORM_CALLER = Caller(MACHINE, ids.NIL, ids.PLATFORM, frozenset())
CODE_SHAPE = {
    "name": wiring.CODE_TEMPLATE[0],
    "language": wiring.CODE_TEMPLATE[1],
    "category": "AUTHENTICATION",
    "components": [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "FOOTER", "code_expiration_minutes": 10},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}],
        },
    ],
}


def register_processors(address: str, settings: Settings) -> None:
    """Enter who receives data: Meta (or the simulator in its place) and the mail server."""
    with wired.owner(address) as owner:
        rows = [
            register.entry(
                "Meta", "deliver WhatsApp messages", ["contact", "content"], meta_hosts(settings.graph_url),
                "as Meta's terms say", "Meta business terms",
            ),
        ]  # fmt: skip
        if settings.smtp_url is not None:
            host = urlsplit(settings.smtp_url.get_secret_value()).netloc.rpartition("@")[2]
            mail = register.entry(
                "Mail",
                "deliver e-mail to users",
                ["profile"],
                [host],
                "operator's",
                "operator's own",
            )
            rows.append(mail)
        for row in rows:
            owner.execute(register.entry_sql(), row)


def meta_hosts(graph_url: str) -> list[str]:
    """Where Meta's API and the files that people sent are: two hosts at Meta, one in the simulator."""
    host = urlsplit(graph_url).netloc
    return [host, "lookaside.fbsbx.com"] if host == "graph.facebook.com" else [host]


async def found_platform(database: Database) -> None:
    """The operator's own organisation; repeating it changes nothing."""
    await database.keyring.found(ids.PLATFORM)
    async with database.organisation(ids.PLATFORM) as db:
        if await accounts.organisation(db) is None:
            sealer = await db.sealer(keyring.ORGANISATION, [ids.PLATFORM])
            name = sealer.seal(ids.PLATFORM, "organisation.name", ids.PLATFORM, "INDOKONA")
            await accounts.insert_organisation(db, name, "IN", "en", clock.now())
            await accounts.set_organisation_state(db, "active")


async def connect_platform(database: Database, settings: Settings, simulator: Client) -> None:
    """On a development installation: a simulator number and an approved template for codes."""
    async with open_http(register.Register(database), settings.ca_file) as http:
        async with database.organisation(ids.PLATFORM) as db:
            known = await numbers.numbers(db)
        if not known:
            await _connect(database, http, settings, simulator)
            await _approved(database)


async def _connect(database: Database, http: Http, settings: Settings, simulator: Client) -> None:
    seeded = simulator.post("/_control/seed", {"name": "INDOKONA", "throughput": "HIGH"})
    async with database.organisation(ids.PLATFORM) as db:
        app = await apps.own(db, seeded["app_id"], seeded["app_secret"], settings.graph_url)
    callback = {
        "callback_url": f"{settings.public_url}/webhooks/{app.app_key}",
        "verify_token": app.verify_token,
    }
    simulator.post(f"/_control/apps/{seeded['app_id']}/callback", callback)
    given = connect.Credentials(
        seeded["access_token"], seeded["waba_id"], seeded["phone_number_id"], seeded["business_id"], seeded["pin"],
        seeded["app_id"],
    )  # fmt: skip
    async with database.organisation(ids.PLATFORM) as db:
        number = await connect.connect(
            db, database, http, PLATFORM_CALLER, given, settings.graph_url
        )
    async with database.organisation(ids.PLATFORM) as db:
        template = await templates.create(db, PLATFORM_CALLER, number.id, CODE_SHAPE, None)
        await templates.submit(db, database, http, PLATFORM_CALLER, number.id, template.id)


async def _approved(database: Database) -> None:
    """Wait for the verdict: without it no sign-up code can go out."""
    for _ in range(200):
        async with database.organisation(ids.PLATFORM) as db:
            if any(view.state == "APPROVED" for view in await templates.every(db)):
                return
        await asyncio.sleep(0.05)
    raise Failed("the template for sign-up codes was not approved in time")


async def renew_callbacks(database: Database, settings: Settings, simulator: Client) -> None:
    """After a start on other ports, the simulator's apps call back here, and are called there."""
    async with database.platform("scout") as scout:
        rows = await scout.rows(
            "select distinct organisation_id from number where organisation_id <> %s", (ids.PROBE,)
        )
    for (organisation_id,) in rows:
        async with database.organisation(organisation_id) as db:
            rows = await db.rows(
                "select app_id, id from meta_app where organisation_id = %s", (organisation_id,)
            )
            for app_id, _ in rows:
                await apps.move(db, app_id, settings.graph_url)
                app = await apps.choose(db, database, app_id, None, settings.graph_url)
                callback = f"{settings.public_url}/webhooks/{app.app_key}"
                words = {"callback_url": callback, "verify_token": app.verify_token}
                simulator.post(f"/_control/apps/{app_id}/callback", words)


def sign_up(
    api: Client,
    simulator: Client,
    *,
    business: str,
    name: str,
    email: str,
    phone: str,
    password: str,
) -> dict[str, Any]:
    """Sign a business up as a newcomer does: the codes are read from the mail and on the phone."""
    form = {
        "business_name": business,
        "name": name,
        "email": email,
        "phone": phone,
        "password": password,
    }
    flow = api.post("/api/sign-up", {**form, "policy_version": "2024-1"})["flow"]
    mail = until("the e-mail code", lambda: simulator.get("/_control/mails", to=email)["data"])
    email_code = re.findall(r"\b\d{6}\b", mail[0]["subject"])[0]
    person = phone.lstrip("+")
    told = until(
        "the phone code", lambda: simulator.get("/_control/messages", person=person)["data"]
    )
    phone_code = re.findall(r"\b\d{6}\b", json.dumps(told[0]["content"]))[0]
    session: dict[str, Any] = api.post(
        "/api/sign-up/confirm", {"flow": flow, "email_code": email_code, "phone_code": phone_code}
    )
    return session


def connect_number(
    api: Client,
    simulator: Client,
    business: str,
    throughput: str = "STANDARD",
    limit: str | None = None,
) -> dict[str, Any]:
    """Connect a simulator number with an app of one's own, as with real credentials."""
    wish = {"name": business, "throughput": throughput, "messaging_limit": limit}
    seeded = simulator.post("/_control/seed", wish)
    app = api.post(
        "/api/meta-apps", {"app_id": seeded["app_id"], "app_secret": seeded["app_secret"]}
    )
    words = {"callback_url": app["callback_url"], "verify_token": app["verify_token"]}
    simulator.post(f"/_control/apps/{seeded['app_id']}/callback", words)
    given = {
        name: seeded[name]
        for name in ("access_token", "waba_id", "phone_number_id", "business_id", "pin")
    }
    number: dict[str, Any] = api.post("/api/numbers", {**given, "app_id": seeded["app_id"]})
    return number


def demo_organisation(api_url: str, simulator: Client, data: Path) -> dict[str, Any]:
    """The demo organisation: made at the first start, told again at every other."""
    known = _known_demo(data)
    if known:
        return known
    # A first start that was killed may have taken the address: the next one takes another.
    email = "asha@demo.example" if known is None else f"asha-{secrets.token_hex(3)}@demo.example"
    _keep_demo(data, {})
    api, password = Client(api_url), secrets.token_urlsafe(18)
    session = sign_up(
        api,
        simulator,
        business="Asha's Tea House",
        name="Asha",
        email=email,
        phone="+919810000001",
        password=password,
    )
    member = Client(api_url, session["token"])
    number = connect_number(member, simulator, "Asha's Tea House")
    scopes = ["contacts.read", "contacts.write", "consent.read", "consent.write", "templates.read", "templates.write",
              "campaigns.read", "campaigns.write", "campaigns.start", "messages.read", "messages.send",
              "numbers.read", "organisation.read", "inbox.read", "inbox.write"]  # fmt: skip
    key = member.post("/api/api-keys", {"name": "demo", "scopes": scopes})["key"]
    demo = {
        "email": email, "password": password, "api_key": key, "organisation_id": session["organisation_id"],
        "phone_number_id": number["phone_number_id"],
    }  # fmt: skip
    _keep_demo(data, demo)
    return demo


def _known_demo(data: Path) -> dict[str, Any] | None:
    """What was told at the first start: None if there was none, empty if it was cut short."""
    kept = data / "demo.json"
    return json.loads(kept.read_text()) if kept.exists() else None


def _keep_demo(data: Path, demo: dict[str, Any]) -> None:
    draft = data / "demo.json.making"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(demo, out)
    draft.rename(data / "demo.json")


def refuse_unless_demo(data: Path, keyring_address: str) -> None:
    """Raise `Trouble` where there are organisations that no demo made: it would sign up among them."""
    with wired.owner(keyring_address) as owner:
        others = owner.execute(
            "select 1 from organisation_key where organisation_id <> %s limit 1", (ids.PLATFORM,)
        ).fetchone()
    if others and _known_demo(data) is None:
        raise Trouble(
            f"The data in {data} are not a demo's: leave --demo out, or choose another --data."
        )
