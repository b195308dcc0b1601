"""Who got a code from the platform is gone from its organisation when the code is over, at the latest in a day."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from tests.app.test_codes_once import with_codes
from tests.fixtures.cast import DEV_PHONE, Cast

from indokona.app import schema, wiring
from indokona.contacts.actions import identify, show
from indokona.kernel import clock, events, ids, keyring
from indokona.kernel.database import Database
from indokona.privacy.actions import codes_gone, door

#: Rows without a value of a person, all that is left of an erased contact: its tombstone, and proofs nobody can read.
LEFT = {"contact", "consent", "consent_live"}


async def coded(database: Database, cast: Cast, phone: str = DEV_PHONE) -> UUID:
    """The platform's contact of somebody who asked for a code at the desk."""
    await door.knock(database, cast.organisation_id, phone, "203.0.113.9")
    await events.hand_on(database, "privacy.door", wiring.handlers(database)["privacy.door"])
    async with database.organisation(ids.PLATFORM) as db:
        return (await show.with_phone(db, phone, "IN"))[0]


async def has(database: Database, contact_id: UUID) -> set[str]:
    """Tables of the platform that name a contact."""
    tables = [t for t in schema.whole().sorted_tables if "contact_id" in t.columns]
    async with database.organisation(ids.PLATFORM) as db:
        found = {
            t.name
            for t in tables
            if await db.value(
                f"select exists (select from {t.name} where organisation_id = %s and contact_id = %s)",
                (ids.PLATFORM, contact_id),
            )
        }
        row = await db.rows(
            "select name_sealed, tokens, row_digest from contact where organisation_id = %s and id = %s",
            (ids.PLATFORM, contact_id),
        )
        index = (await db.indexes()).lookup("phone", DEV_PHONE)
        assert (
            not await db.value(
                "select exists (select from identity where value_index = %s or contact_id = %s)",
                (index, contact_id),
            )
            or "identity" in found
        )
    return found | ({"a value"} if row and row != [(None, [], None)] else set())


async def keys(database: Database, contact_id: UUID) -> list[int]:
    """Rows of the keyring that stand for a contact: its keys, and the ledger of no."""
    async with database.keyring._pool.connection() as connection:
        counts = []
        for sql in (
            "select count(*) from data_key where organisation_id = %s and owner_id = %s and kind = %s",
            "select count(*) from ledger_of_no where organisation_id = %s and contact_id = %s and %s::text is not null",
        ):
            cursor = await connection.execute(sql, (ids.PLATFORM, contact_id, keyring.CONTACT))
            row = await cursor.fetchone()
            counts.append(int(row[0]) if row else -1)
    return counts


async def delivered(database: Database, contact_id: UUID) -> None:
    """Their code has arrived."""
    async with database.organisation(ids.PLATFORM) as db:
        await db.run(
            "insert into message_status (organisation_id, id, delivered_at)"
            " select organisation_id, id, %s from outgoing where organisation_id = %s and contact_id = %s",
            (clock.now(), ids.PLATFORM, contact_id),
        )


async def test_who_got_a_code_is_gone_an_hour_after_it_arrived(
    database: Database, cast: Cast
) -> None:
    await with_codes(database, cast)
    contact_id = await coded(database, cast)
    await delivered(database, contact_id)
    assert await codes_gone.sweep(database) == 0, "the code may still be read"
    assert {"identity", "outgoing"} <= await has(database, contact_id)
    assert await keys(database, contact_id) == [1, 0]
    with clock.moved(codes_gone.ARRIVED + timedelta(minutes=1)):
        assert await codes_gone.sweep(database) == 1
        assert await codes_gone.sweep(database) == 0
    assert await has(database, contact_id) <= LEFT
    assert await keys(database, contact_id) == [0, 0], "no key, and no token of the number"


async def test_a_code_that_never_arrived_keeps_nobody_for_a_day(
    database: Database, cast: Cast
) -> None:
    await with_codes(database, cast)
    contact_id = await coded(database, cast)
    with clock.moved(codes_gone.ARRIVED + timedelta(minutes=1)):
        assert await codes_gone.sweep(database) == 0, "the phone may be off"
    with clock.moved(codes_gone.AT_MOST + timedelta(minutes=1)):
        assert await codes_gone.sweep(database) == 1
    assert await has(database, contact_id) <= LEFT


async def test_who_asks_again_afterwards_gets_a_code(database: Database, cast: Cast) -> None:
    await with_codes(database, cast)
    first = await coded(database, cast)
    await delivered(database, first)
    with clock.moved(codes_gone.ARRIVED + timedelta(minutes=1)):
        await codes_gone.sweep(database)
    second = await coded(database, cast)
    assert second != first
    async with database.organisation(ids.PLATFORM) as db:
        assert await db.value("select count(*) from outgoing") == 1
        assert await db.value("select count(*) from refusal") == 0


async def test_who_wrote_to_the_platform_stays(database: Database, cast: Cast) -> None:
    await with_codes(database, cast)
    contact_id = await coded(database, cast)
    async with database.organisation(ids.PLATFORM) as db:
        await db.run(
            "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind, origin_kind,"
            " origin_id, fence, at) values (%s, %s, %s, %s, 'in', 'service', 'text', 'person', %s, 0, %s)",
            (ids.PLATFORM, ids.new(), contact_id, ids.new(), contact_id, clock.now()),
        )
    with clock.moved(timedelta(days=2)):
        assert await codes_gone.sweep(database) == 0


async def waits(database: Database, doing: asyncio.Task[int]) -> None:
    """Until this work waits for a row that somebody else holds."""
    async with asyncio.timeout(20):
        while True:
            async with database.organisation(ids.PLATFORM) as db:
                if await db.value("select exists (select from pg_locks where not granted)"):
                    return
            assert not doing.done(), "it did not wait"
            await asyncio.sleep(0.05)


async def test_who_asks_again_while_the_round_goes_on_keeps_the_code(
    database: Database, cast: Cast
) -> None:
    await with_codes(database, cast)
    contact_id = await coded(database, cast)
    await delivered(database, contact_id)
    with clock.moved(codes_gone.ARRIVED + timedelta(minutes=1)):
        async with database.organisation(ids.PLATFORM) as db:
            assert await identify.hold(db, contact_id)
            round_ = asyncio.create_task(codes_gone.sweep(database))
            await waits(database, round_)
            await db.run(
                "insert into outgoing select (jsonb_populate_record(o, jsonb_build_object('id', %s::text))).*"
                " from outgoing o where organisation_id = %s and contact_id = %s",
                (ids.new(), ids.PLATFORM, contact_id),
            )
        assert await round_ == 0
    assert {"identity", "outgoing"} <= await has(database, contact_id)
    assert await keys(database, contact_id) == [1, 0]


async def test_a_code_asked_for_while_its_person_is_forgotten_goes_to_somebody_new(
    database: Database, cast: Cast
) -> None:
    await with_codes(database, cast)
    first = await coded(database, cast)
    reader = wiring.handlers(database)["privacy.door"]
    await door.knock(database, cast.organisation_id, DEV_PHONE, "203.0.113.9")
    async with database.organisation(ids.PLATFORM) as db:
        await identify.hold(db, first)
        await identify.hide(db, first)
        told = asyncio.create_task(events.hand_on(database, "privacy.door", reader))
        await waits(database, told)
    assert await told == 1
    async with database.organisation(ids.PLATFORM) as db:
        assert await db.value("select count(*) from refusal") == 0
        assert await db.value("select count(*) from outgoing where contact_id <> %s", (first,)) == 1
