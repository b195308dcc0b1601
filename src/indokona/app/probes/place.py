"""Where canary people live: an organisation of the probes' own, with a number from which nothing can leave.

Three things stand in the way of a post, each enough by itself: the number and its account are in a
state that no lane serves, everything of the organisation is held, and the account's token is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from indokona.accounts import store as accounts
from indokona.contacts.actions import groups
from indokona.kernel import clock, directory, ids, keyring
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.messaging.actions import holds
from indokona.numbers import store as numbers
from indokona.numbers.actions import apps
from indokona.numbers.facts import Number

#: Of a number and of its account: no lane serves it, and a reconnection does not exist.
STATE: Final = "probe"
#: Meta's ids are digits, so no real number or account can ever have one of these.
PHONE_NUMBER_ID, WABA_ID, BUSINESS_ID, APP_ID = (
    "probe-number",
    "probe-account",
    "probe",
    "probe-app",
)
#: Nothing is reachable under this name (RFC 6761).
GRAPH_URL: Final = "https://graph.invalid/v0"
ATTRIBUTE: Final = "canary"
CALLER: Final = Caller(MACHINE, ids.NIL, ids.PROBE, frozenset())


@dataclass(frozen=True, slots=True)
class Place:
    """The number that canaries write to, and the app whose webhooks tell of it."""

    number: Number
    app_id: UUID


async def found(database: Database) -> Place:
    """The place, made at the first run."""
    await database.keyring.found(ids.PROBE)
    async with database.organisation(ids.PROBE) as db:
        await _organisation(db)
        app = await apps.own(db, APP_ID, ids.new().hex, GRAPH_URL)
        number = await numbers.number_named(db, PHONE_NUMBER_ID)
        if number is None:
            number = await _number(db, app.id)
        await holds.place(db, CALLER, holds.ORGANISATION, ids.PROBE)
        if ATTRIBUTE not in [one.name for one in await groups.attributes(db)]:
            await groups.define_attribute(db, ATTRIBUTE, "sealed")
        return Place(number, app.id)


async def _organisation(db: Db) -> None:
    if await accounts.organisation(db) is not None:
        return
    sealer = await db.sealer(keyring.ORGANISATION, [ids.PROBE])
    name = sealer.seal(ids.PROBE, "organisation.name", ids.PROBE, "Probes")
    await accounts.insert_organisation(db, name, "IN", "en", clock.now())
    await accounts.set_organisation_state(db, "active")


async def _number(db: Db, app_id: UUID) -> Number:
    now, (portfolio, waba, number_id) = clock.now(), ids.new_many(3)
    portfolio_id = await numbers.portfolio(db, portfolio, BUSINESS_ID, now)
    sealer = await db.sealer(keyring.ORGANISATION, [ids.PROBE])
    token = sealer.seal(ids.PROBE, "waba.token", waba, "none")
    account = numbers.WabaRow(waba, WABA_ID, portfolio_id, app_id, token, STATE)
    await numbers.upsert_waba(db, account, now)
    number = Number(
        number_id, PHONE_NUMBER_ID, waba, portfolio_id, "probe", "Probe", "UNKNOWN", 1, STATE, None
    )
    await numbers.upsert_number(db, number, None, now)
    await directory.enter(db, directory.NUMBER, PHONE_NUMBER_ID.encode(), number_id, number_id)
    return number
