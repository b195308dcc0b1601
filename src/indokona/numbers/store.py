"""Every SQL statement of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db
from indokona.numbers.facts import Number


@dataclass(frozen=True, slots=True)
class AppRow:
    """A Meta app."""

    id: UUID
    app_id: str
    app_key: str
    secret_sealed: bytes
    old_secret_sealed: bytes | None
    verify_token_sealed: bytes
    graph_url: str


@dataclass(frozen=True, slots=True)
class WabaRow:
    """A WhatsApp Business Account."""

    id: UUID
    waba_id: str
    portfolio_id: UUID
    meta_app_id: UUID
    token_sealed: bytes
    token_state: str


_APP = "id, app_id, app_key, secret_sealed, old_secret_sealed, verify_token_sealed, graph_url"
_NUMBER = (
    "select n.id, n.phone_number_id, n.waba_row_id, n.portfolio_id, n.display, n.name, n.quality, n.pace,"
    " case when w.token_state = 'reconnect' then 'reconnect' else n.state end as state, n.last_webhook_at,"
    " p.messaging_limit, n.storage, n.storage_region, n.storage_minutes, n.storage_asked_at from number n"
    " left join waba w on w.organisation_id = n.organisation_id and w.id = n.waba_row_id"
    " left join portfolio p on p.organisation_id = n.organisation_id and p.id = n.portfolio_id"
)


async def insert_app(db: Db, row: AppRow, now: datetime) -> None:
    """A Meta app."""
    await db.run(
        f"insert into meta_app (organisation_id, {_APP}, created_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.app_id, row.app_key, row.secret_sealed,
            row.old_secret_sealed, row.verify_token_sealed, row.graph_url, now,
        ),
    )  # fmt: skip


async def app(db: Db, app_id: UUID) -> AppRow | None:
    """One Meta app of the organisation."""
    return await db.maybe(
        f"select {_APP} from meta_app where organisation_id = %s and id = %s",
        (db.organisation_id, app_id),
        into=AppRow,
    )


async def app_named(db: Db, app_id: str) -> AppRow | None:
    """The organisation's app with Meta's id."""
    return await db.maybe(
        f"select {_APP} from meta_app where organisation_id = %s and app_id = %s",
        (db.organisation_id, app_id),
        into=AppRow,
    )


async def set_graph_url(db: Db, app_id: UUID, graph_url: str) -> None:
    """Where an app's Graph API is."""
    await db.run(
        "update meta_app set graph_url = %s where organisation_id = %s and id = %s",
        (graph_url, db.organisation_id, app_id),
    )


async def any_app(db: Db) -> AppRow | None:
    """The oldest app of the organisation: for the platform, the app that others may use."""
    return await db.maybe(
        f"select {_APP} from meta_app where organisation_id = %s order by created_at limit 1",
        (db.organisation_id,),
        into=AppRow,
    )


async def portfolio(db: Db, row_id: UUID, business_id: str, now: datetime) -> UUID:
    """The portfolio's row, made at its first mention."""
    found: UUID = await db.value(
        "insert into portfolio (organisation_id, id, business_id, changed_at) values (%s, %s, %s, %s)"
        " on conflict (organisation_id, business_id) do update set changed_at = excluded.changed_at returning id",
        (db.organisation_id, row_id, business_id, now),
    )
    return found


async def upsert_waba(db: Db, row: WabaRow, now: datetime) -> UUID:
    """A WABA with its token; a new token replaces a dead one."""
    found: UUID = await db.value(
        "insert into waba (organisation_id, id, waba_id, portfolio_id, meta_app_id, token_sealed, token_state,"
        " created_at) values (%s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (organisation_id, waba_id) do update set token_sealed = excluded.token_sealed,"
        " token_state = excluded.token_state, meta_app_id = excluded.meta_app_id returning id",
        (
            db.organisation_id, row.id, row.waba_id, row.portfolio_id, row.meta_app_id,
            row.token_sealed, row.token_state, now,
        ),
    )  # fmt: skip
    return found


async def waba_named(db: Db, waba_id: str) -> WabaRow | None:
    """The organisation's WABA with Meta's id."""
    return await db.maybe(
        "select id, waba_id, portfolio_id, meta_app_id, token_sealed, token_state from waba"
        " where organisation_id = %s and waba_id = %s",
        (db.organisation_id, waba_id),
        into=WabaRow,
    )


async def waba(db: Db, row_id: UUID) -> WabaRow | None:
    """One WABA."""
    return await db.maybe(
        "select id, waba_id, portfolio_id, meta_app_id, token_sealed, token_state from waba"
        " where organisation_id = %s and id = %s",
        (db.organisation_id, row_id),
        into=WabaRow,
    )


async def set_token_state(db: Db, row_id: UUID, state: str) -> None:
    """The token works, or must be replaced."""
    await db.run(
        "update waba set token_state = %s where organisation_id = %s and id = %s",
        (state, db.organisation_id, row_id),
    )


async def upsert_number(db: Db, row: Number, pin_sealed: bytes | None, now: datetime) -> UUID:
    """A number; connecting it again renews what Meta says of it."""
    found: UUID = await db.value(
        "insert into number (organisation_id, id, phone_number_id, waba_row_id, portfolio_id, display, name,"
        " quality, pace, state, pin_sealed, created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (organisation_id, phone_number_id) do update set waba_row_id = excluded.waba_row_id,"
        " display = excluded.display, name = excluded.name, quality = excluded.quality,"
        " pace = excluded.pace, state = excluded.state returning id",
        (
            db.organisation_id, row.id, row.phone_number_id, row.waba_row_id, row.portfolio_id,
            row.display, row.name, row.quality, row.pace, row.state, pin_sealed, now,
        ),
    )  # fmt: skip
    return found


async def number(db: Db, number_id: UUID) -> Number | None:
    """One number."""
    return await db.maybe(
        f"{_NUMBER} where n.organisation_id = %s and n.id = %s",
        (db.organisation_id, number_id),
        into=Number,
    )


async def number_named(db: Db, phone_number_id: str) -> Number | None:
    """The organisation's number with Meta's id."""
    return await db.maybe(
        f"{_NUMBER} where n.organisation_id = %s and n.phone_number_id = %s",
        (db.organisation_id, phone_number_id),
        into=Number,
    )


async def numbers(db: Db) -> list[Number]:
    """All numbers of the organisation."""
    return await db.all(
        f"{_NUMBER} where n.organisation_id = %s order by n.created_at",
        (db.organisation_id,),
        into=Number,
    )


async def set_storage(
    db: Db, number_id: UUID, storage: str, region: str | None, minutes: int | None, now: datetime
) -> None:
    """Where Meta keeps this number's messages, as it says now."""
    await db.run(
        "update number set storage = %s, storage_region = %s, storage_minutes = %s, storage_asked_at = %s"
        " where organisation_id = %s and id = %s",
        (storage, region, minutes, now, db.organisation_id, number_id),
    )


async def claim_storage(db: Db, number_id: UUID, before: datetime, now: datetime) -> bool:
    """Be the one who asks where Meta keeps this number's messages; False if it was asked since `before`."""
    return bool(
        await db.run(
            "update number set storage_asked_at = %s where organisation_id = %s and id = %s"
            " and coalesce(storage_asked_at, '-infinity') < %s",
            (now, db.organisation_id, number_id, before),
        )
    )


async def storage_due(scout: Db, before: datetime) -> list[tuple[UUID, UUID]]:
    """Connected numbers whose storage was not asked since a moment: organisation and id."""
    rows = await scout.rows(
        "select organisation_id, id from number where state = 'connected'"
        " and coalesce(storage_asked_at, '-infinity') < %s order by storage_asked_at nulls first limit 50",
        (before,),
    )
    return [(row[0], row[1]) for row in rows]


async def touch(db: Db, number_id: UUID, now: datetime) -> None:
    """A webhook of this number arrived; at most one write every five seconds."""
    await db.run(
        "update number set last_webhook_at = %s where organisation_id = %s and id = %s"
        " and (last_webhook_at is null or last_webhook_at < %s - interval '1 second')",
        (now, db.organisation_id, number_id, now),
    )


async def set_quality(db: Db, display: str, quality: str | None, pace: int | None) -> list[UUID]:
    """What a webhook says of a number's quality and throughput; returns the portfolio it is in."""
    rows = await db.rows(
        "update number set quality = coalesce(%s, quality), pace = coalesce(%s, pace)"
        " where organisation_id = %s and translate(display, '+ -()', '') = %s returning portfolio_id",
        (quality, pace, db.organisation_id, display),
    )
    return [row[0] for row in rows]


async def set_limit(db: Db, portfolio_id: UUID, limit: int | None, now: datetime) -> None:
    """The portfolio's unique persons a day; None is without limit."""
    await db.run(
        "update portfolio set messaging_limit = %s, changed_at = %s where organisation_id = %s and id = %s",
        (limit, now, db.organisation_id, portfolio_id),
    )
