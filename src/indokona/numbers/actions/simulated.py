"""A number of the bundled simulator, by one click: what a person would copy from Meta is asked there."""

from __future__ import annotations

import json
from typing import Any

from indokona.kernel.database import Database
from indokona.kernel.edge import Caller
from indokona.kernel.egress.disclosing import NOTHING
from indokona.kernel.egress.http import Http
from indokona.kernel.errors import Transient
from indokona.kernel.settings import Settings
from indokona.numbers.actions import apps, connect
from indokona.numbers.actions.connect import Credentials
from indokona.numbers.errors import MetaAway, NoSimulator
from indokona.numbers.facts import Number


async def connect_simulated(
    database: Database, http: Http, who: Caller, name: str, settings: Settings
) -> Number:
    """A fresh number with an app of one's own, as with real credentials; never in production.

    The app is kept first, by itself: the simulator calls back at once to prove the address.
    """
    if settings.is_production or not settings.simulator_url:
        raise NoSimulator
    seeded = await _ask(http, settings, "seed", {"name": name})
    async with database.organisation(who.organisation_id, who.user_id) as db:
        app = await apps.own(db, seeded["app_id"], seeded["app_secret"], settings.graph_url)
    callback = {
        "callback_url": f"{settings.public_url}/webhooks/{app.app_key}",
        "verify_token": app.verify_token,
    }
    await _ask(http, settings, f"apps/{seeded['app_id']}/callback", callback)
    names = ("access_token", "waba_id", "phone_number_id", "business_id", "pin", "app_id")
    given = Credentials(**{one: seeded[one] for one in names})
    async with database.organisation(who.organisation_id, who.user_id) as db:
        return await connect.connect(db, database, http, who, given, settings.graph_url)


async def _ask(http: Http, settings: Settings, path: str, words: dict[str, str]) -> Any:
    headers = {"content-type": "application/json"}
    url = f"{settings.simulator_url}/_control/{path}"
    try:
        answer = await http.call(
            "POST", url, carries=NOTHING, headers=headers, content=json.dumps(words).encode()
        )
    except Transient as fault:
        raise MetaAway(retry_after=int(fault.retry_after)) from None
    if answer.status >= 400:
        raise MetaAway(retry_after=5)
    return json.loads(answer.body)
