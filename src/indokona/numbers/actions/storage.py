"""Where Meta keeps a number's messages: asked once a day, and changed by whoever may.

With the same round goes the question for the portfolio's limit, in case a webhook was lost.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from indokona.kernel import audit, clock, events, log
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress.http import Http
from indokona.kernel.errors import Refusal
from indokona.numbers import rules, store
from indokona.numbers.actions import show
from indokona.numbers.actions.connect import Meta, refuse
from indokona.numbers.errors import StorageRefused
from indokona.numbers.events import CHANGED
from indokona.numbers.facts import Number, Sender
from indokona.whatsapp import graph

LOG = log.get("storage")
EVERY = timedelta(hours=24)


async def choose(
    db: Db,
    database: Database,
    http: Http,
    who: Caller,
    number_id: UUID,
    storage: str,
    region: str | None,
) -> Number:
    """Have Meta keep messages elsewhere, or nowhere; returns how it stands.

    Raises `StorageRefused` for a country that Meta does not offer, and what Meta refuses.
    """
    if (storage == rules.COUNTRY) != (region in rules.REGIONS):
        raise StorageRefused(regions=list(rules.REGIONS))
    sender = await show.sender(db, database, number_id)
    meta = Meta(http, sender.graph_url, sender.token)
    wanted = rules.asked_of_meta(storage, region)
    path = graph.settings_path(sender.number.phone_number_id)
    await meta.post(path, graph.storage_body(wanted))
    said = f"{storage} {region}" if region else storage
    await audit.record(db, who.actor, "number.storage_chosen", "number", number_id, said)
    return await _keep(db, number_id, wanted)


async def _keep(db: Db, number_id: UUID, told: graph.Storage) -> Number:
    await store.set_storage(
        db, number_id, rules.said_by_meta(told), told.data_localization_region, told.retention_minutes,
        clock.now(),
    )  # fmt: skip
    await events.publish(db, CHANGED, [number_id])
    return await show.number(db, number_id)


async def ask_due(database: Database, http: Http) -> int:
    """Ask for every number that was not asked for a day; a number that Meta says nothing of waits a day."""
    async with database.platform("scout") as scout:
        due = await store.storage_due(scout, clock.now() - EVERY)
    for organisation_id, number_id in due:
        try:
            await _ask(database, http, organisation_id, number_id)
        except Refusal as refusal:
            LOG.info("not told", number_id=number_id, code=refusal.code)
        except Exception as error:  # of a kind that nobody foresaw: the other numbers are asked
            LOG.error("broken", number_id=number_id, error=log.fault(error))
    return 0


async def _ask(database: Database, http: Http, organisation_id: UUID, number_id: UUID) -> None:
    """Claimed, asked without a transaction open, recorded. What a person chose meanwhile stands."""
    claimed = clock.now()
    async with database.organisation(organisation_id) as db:
        if not await store.claim_storage(db, number_id, claimed - EVERY, claimed):
            return
    async with database.organisation(organisation_id) as db:
        sender = await show.sender(db, database, number_id)
    told = await _told(http, sender)
    async with database.organisation(organisation_id) as db:
        if (await show.number(db, number_id)).storage_asked_at == claimed:
            await _keep(db, number_id, told)
    node = await Meta(http, sender.graph_url, sender.token).number(sender.number.phone_number_id)
    async with database.organisation(organisation_id) as db:
        await show.keep_limit(db, number_id, node.whatsapp_business_manager_messaging_limit)


async def _told(http: Http, sender: Sender) -> graph.Storage:
    meta = Meta(http, sender.graph_url, sender.token)
    answer = await meta.get(graph.settings_path(sender.number.phone_number_id))
    try:
        found = graph.read(graph.NumberSettings, answer.status, answer.body)
    except (graph.GraphRefused, graph.GraphUnreadable):
        refuse(answer)
        raise
    return found.storage_configuration or graph.Storage()
