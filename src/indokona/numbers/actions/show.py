"""Numbers as neighbours need them: to show, to send with, to keep in step with Meta."""

from __future__ import annotations

from uuid import UUID

import msgspec

from indokona.kernel import clock, events
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import NotFound
from indokona.kernel.ids import PLATFORM
from indokona.numbers import store
from indokona.numbers.errors import NumberNotReady
from indokona.numbers.events import CHANGED
from indokona.numbers.facts import Number, Sender
from indokona.whatsapp import notices

#: The state of an access token that Meta accepts.
LIVE = "live"


async def number(db: Db, number_id: UUID) -> Number:
    """One number, or `NotFound`."""
    found = await store.number(db, number_id)
    if found is None:
        raise NotFound
    return found


async def numbers(db: Db) -> list[Number]:
    """All numbers of the organisation."""
    return await store.numbers(db)


async def named(db: Db, phone_number_id: str) -> Number | None:
    """The organisation's number with Meta's id."""
    return await store.number_named(db, phone_number_id)


async def sender(
    db: Db, database: Database, number_id: UUID, opened: dict[bytes, str] | None = None
) -> Sender:
    """The token and the Graph base of a number; refused while the token is dead.

    `opened` keeps tokens by their sealed form, for who asks again and again.
    """
    found = await number(db, number_id)
    waba = await store.waba(db, found.waba_row_id)
    if waba is None or waba.token_state != LIVE or found.state != "connected":
        raise NumberNotReady
    opened = {} if opened is None else opened
    if waba.token_sealed not in opened:
        opener = await db.opener([waba.token_sealed])
        token = opener.raw(waba.token_sealed, "waba.token", waba.id).decode()
        opened[waba.token_sealed] = token
    app = await _app(db, database, waba.meta_app_id)
    return Sender(found, app.graph_url, opened[waba.token_sealed])


async def _app(db: Db, database: Database, app_id: UUID) -> store.AppRow:
    """The organisation's own app, or the platform's."""
    app = await store.app(db, app_id)
    if app is None:
        async with database.organisation(PLATFORM) as platform:
            app = await store.app(platform, app_id)
    if app is None:
        raise NumberNotReady
    return app


async def app_id(db: Db, database: Database, number: Number) -> str:
    """Meta's id of the app that a number is connected with."""
    waba = await store.waba(db, number.waba_row_id)
    if waba is None:
        raise NumberNotReady
    return (await _app(db, database, waba.meta_app_id)).app_id


async def mark_reconnect(db: Db, number_id: UUID) -> None:
    """Meta refused the token: nothing is sent until somebody connects again."""
    found = await number(db, number_id)
    await store.set_token_state(db, found.waba_row_id, "reconnect")
    await events.publish(db, CHANGED, [number_id])


async def heard_from(db: Db, number_id: UUID) -> None:
    """A webhook of this number arrived."""
    await store.touch(db, number_id, clock.now())


async def apply_quality(db: Db, value: msgspec.Raw) -> None:
    """`phone_number_quality_update`: quality, the throughput after an upgrade, the portfolio's limit."""
    notice = notices.phone_quality(value)
    display = "".join(c for c in notice.display_phone_number or "" if c.isdigit())
    pace = 1000 if notice.event == "THROUGHPUT_UPGRADE" else None
    quality = {"FLAGGED": "RED", "UNFLAGGED": "GREEN"}.get(notice.event or "")
    portfolios = await store.set_quality(db, display, quality, pace)
    await events.publish(db, CHANGED, portfolios)
    for portfolio_id in portfolios:
        if notice.limit is not None:
            await store.set_limit(db, portfolio_id, notices.tier_size(notice.limit), clock.now())


async def apply_capability(db: Db, waba_id: str, value: msgspec.Raw) -> None:
    """`business_capability_update`: the portfolio's unique persons a day."""
    waba = await store.waba_named(db, waba_id)
    if waba is not None:
        limit = notices.tier_size(notices.capability(value).messaging_limit)
        await store.set_limit(db, waba.portfolio_id, limit, clock.now())
        await events.publish(db, CHANGED, [waba.portfolio_id])


async def keep_limit(db: Db, number_id: UUID, tier: str | None) -> None:
    """The limit of a number's portfolio as Meta says it when asked; news only if it is another."""
    known = await number(db, number_id)
    if tier is not None and (limit := notices.tier_size(tier)) != known.messaging_limit:
        await store.set_limit(db, known.portfolio_id, limit, clock.now())
        await events.publish(db, CHANGED, [known.portfolio_id])


async def waba_id(db: Db, number: Number) -> str:
    """Meta's id of the number's WABA."""
    waba = await store.waba(db, number.waba_row_id)
    if waba is None:
        raise NotFound
    return waba.waba_id
