"""What has an end date is gone after it, and nothing else is."""

from __future__ import annotations

from datetime import timedelta

from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.webhooks import arrives, text

from indokona.app import wiring, worker
from indokona.choices.actions import joining, links
from indokona.contacts.actions import importing
from indokona.inbox import store as inbox
from indokona.inbox.actions import drafts, presence
from indokona.intake import store as intake
from indokona.kernel import clock, events, ids, jobs
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.messaging import store_budget
from indokona.privacy import store_desk
from indokona.privacy.actions import desk
from indokona.privacy.store_desk import Door

TABLES = (
    "import_error", "inbound_seen", "package", "desk_door", "set_aside", "draft", "presence", "join_choice",
    "preference_link", "budget_person",
)  # fmt: skip


async def test_what_has_ended_is_deleted_for_every_organisation(
    database: Database, cast: Cast
) -> None:
    async def file():
        yield b"name,phone\nBad,12\nGood,+919812340001\n"

    async with database.organisation(cast.organisation_id) as db:
        import_id = await importing.begin(
            db, Actor("user", cast.asha), file(), tags=[], statement=None, columns={}, country="IN"
        )
        await desk.access(db, cast.dev, None, "test")
        door = Door(ids.new(), cast.dev, b"", None, clock.now() + timedelta(minutes=10))
        await store_desk.insert_door(db, door, b"")
        now = clock.now()
        waiting = intake.SetAside(ids.new(), "messages", 1, b"")
        week = now + timedelta(days=7)
        await intake.insert_set_aside(db, waiting, "x", now, week, week)
    await jobs.run_steps(database, importing.step, cast.organisation_id, import_id)
    await arrives(database, cast, text("hello", phone=DEV_PHONE.lstrip("+")))
    await events.hand_on(database, "inbox", wiring.handlers(database)["inbox"])
    async with database.organisation(cast.organisation_id) as db:
        conversation = await inbox.one(db, await db.value("select id from conversation"))
        assert conversation
        mine = drafts.DraftView("Hello D", False, None)
        await drafts.keep(db, conversation, cast.asha, mine, overwrite=False)
        await presence.here(db, conversation.id, cast.asha, typing=True)
        await links.give(db, cast.dev, cast.number.id)
        await store_budget.lock(db, cast.number.portfolio_id)
        await store_budget.count_persons(db, cast.number.portfolio_id, [cast.dev], clock.now())
        await store_budget.give(db, cast.number.portfolio_id, -1)
        words = {"en": {"marketing": "Yes, write to me."}}
        page_id = await joining.create(db, Actor("user", cast.asha), cast.number.id, "TEA", words)
        slug = (await joining.one(db, page_id)).url.rsplit("/", 1)[1]
    await joining.chosen(database, slug, ["marketing"], 1, "en", "192.0.2.7")

    async def left() -> dict[str, int]:
        async with database.organisation(cast.organisation_id) as db:
            return {
                t: await db.value(f"select count(*) from {t}")
                for t in (*TABLES, "contact", "message")
            }

    before = await left()
    assert all(before.values()), before
    assert not any((await worker.expire(database)).values()), "nothing has ended yet"
    with clock.moved(timedelta(days=91)):
        assert await worker.expire(database) == {
            **dict.fromkeys(TABLES, 1), "import_piece": 0, "reminder": 0, "telling": 0,
        }  # fmt: skip
    after = await left()
    assert [after[t] for t in TABLES] == [0] * len(TABLES)
    assert (after["contact"], after["message"]) == (before["contact"], before["message"])
