"""A code goes out once, however often its event is told: the reader's mark and the platform's row are
two transactions, and an end between them tells it again."""

from __future__ import annotations

import dataclasses

from tests.fixtures.cast import DEV_PHONE, Cast

from indokona.app import wiring
from indokona.kernel import clock, events, ids
from indokona.kernel.database import Database
from indokona.kernel.events import Event
from indokona.numbers.actions import show
from indokona.numbers.store import upsert_number
from indokona.privacy.actions import door
from indokona.privacy.events import CODE_ASKED
from indokona.templates import store as templates
from indokona.templates.store import TemplateRow


async def with_codes(database: Database, cast: Cast) -> None:
    """The platform has a number and the approved template of its codes."""
    number = dataclasses.replace(cast.number, id=ids.new(), phone_number_id="1066")
    shape = {
        "name": wiring.CODE_TEMPLATE[0], "language": "en", "category": "AUTHENTICATION",
        "components": [{"type": "BODY", "text": "Your code is {{1}}."}],
    }  # fmt: skip
    row = TemplateRow(
        ids.new(), number.waba_row_id, *wiring.CODE_TEMPLATE, "AUTHENTICATION", None, "APPROVED", None,
        ids.new(), shape, None,
    )  # fmt: skip
    async with database.organisation(ids.PLATFORM) as db:
        await upsert_number(db, number, None, clock.now())
        await templates.insert(db, row, clock.now())
        assert await show.numbers(db)


async def test_a_desk_code_that_is_told_again_goes_out_once(database: Database, cast: Cast) -> None:
    await with_codes(database, cast)
    await door.knock(database, cast.organisation_id, DEV_PHONE, "203.0.113.9")
    reader = wiring.handlers(database)["privacy.door"]
    assert await events.hand_on(database, "privacy.door", reader) == 1
    async with database.organisation(cast.organisation_id) as db:
        door_id = await db.value("select id from desk_door")
        again = Event(cast.organisation_id, ids.new(), CODE_ASKED, door_id)
        await reader[CODE_ASKED](db, [again])
    async with database.organisation(ids.PLATFORM) as db:
        assert await db.value("select count(*) from outgoing where origin_id = %s", (door_id,)) == 1
