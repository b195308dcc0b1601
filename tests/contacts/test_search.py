"""Finding a contact again without opening everybody."""

from __future__ import annotations

import pytest
from tests.fixtures.cast import DEV_PHONE, Cast

from indokona.contacts.actions import identify, show, upsert
from indokona.contacts.facts import Person
from indokona.kernel.database import Database


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("devendra", True), ("DEV zwi", True), ("zwielicht dev", True), ("de", True), ("devendraa", False),
        ("evendra", False), (DEV_PHONE, True), ("98765 04321", True), ("4321", True), ("4322", False),
        ("09876504321", True), ("+919876504322", False), ("", False), ("!!", False), ("%", False),
        ("devendra\u202e", True),
    ],
)  # fmt: skip
async def test_by_beginnings_of_words_by_phone_and_by_last_four(
    database: Database, cast: Cast, text: str, finds: bool
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        found = [view.id for view in await show.search(db, text, 10)]
    assert found == ([cast.dev] if finds else [])


async def test_everybody_once_and_no_more_than_asked(database: Database, cast: Cast) -> None:
    people = [Person(f"+9198123{n:05d}", name=f"Tea Lover {n}") for n in range(30)]
    async with database.organisation(cast.organisation_id) as db:
        await upsert.upsert(db, people)
        found = [view.id for view in await show.search(db, "tea lov", 100)]
        assert len(found) == len(set(found)) == 30
        assert len(await show.search(db, "tea", 7)) == 7


async def test_a_hidden_contact_and_another_organisations_are_not_found(
    database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.stranger_id) as db:
        assert await show.search(db, "devendra", 10) == []
        assert await show.search(db, DEV_PHONE, 10) == []
    async with database.organisation(cast.organisation_id) as db:
        await identify.hide(db, cast.dev)
        for text in ("devendra", DEV_PHONE, "4321"):
            assert await show.search(db, text, 10) == []
