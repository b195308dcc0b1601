"""Who a person is, when phones and user ids come, change, move and disagree."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.webhooks import arrives, changed, status, text, was_sent

from indokona.consent.actions import give
from indokona.contacts import matching
from indokona.contacts.actions import show, upsert
from indokona.contacts.facts import Person
from indokona.contacts.matching import Matcher
from indokona.kernel import ids
from indokona.kernel.database import Database
from indokona.kernel.sealing import Indexes
from indokona.messaging import content
from indokona.messaging.actions import thread

PHONE = DEV_PHONE.lstrip("+")
B, C = "IN.a81", "IN.d02"


async def who(database: Database, cast: Cast, **identity: str) -> UUID:
    """The contact that a message with these identities belongs to."""
    async with database.organisation(cast.organisation_id) as db:
        person = Person(portfolio_id=cast.number.portfolio_id, **identity)
        return (await upsert.upsert(db, [person]))[0].contact_id


async def permitted(database: Database, cast: Cast, contact_id: UUID) -> bool:
    async with database.organisation(cast.organisation_id) as db:
        return contact_id in await give.permitted(db, [contact_id], "marketing")


async def test_a_contact_known_by_phone_is_known_by_the_user_id_that_came_with_it(
    database: Database, cast: Cast
) -> None:
    await arrives(database, cast, text("hello", phone=PHONE, user_id=B))
    await arrives(database, cast, text("STOP", user_id=B))
    assert await who(database, cast, user_id=B) == cast.dev
    assert not await permitted(database, cast, cast.dev)


async def test_a_status_teaches_the_user_id_so_that_a_stop_without_phone_is_obeyed(
    database: Database, cast: Cast
) -> None:
    message_id = await was_sent(database, cast)
    await status(
        database, cast, id="wamid.X", status="delivered", recipient_id=PHONE, recipient_user_id=B,
        biz_opaque_callback_data=f"{content.CALLBACK}{message_id.hex}",
    )  # fmt: skip
    await arrives(database, cast, text("stop", phone="", user_id=B))
    assert not await permitted(database, cast, cast.dev)


async def test_the_user_id_wins_and_the_phone_moves_without_its_consent(
    database: Database, cast: Cast
) -> None:
    other = await who(database, cast, user_id=B)
    assert await who(database, cast, user_id=B, phone=DEV_PHONE) == other
    assert await who(database, cast, phone=DEV_PHONE) == other
    assert not await permitted(database, cast, other), "consent never merges upward"
    async with database.organisation(cast.organisation_id) as db:
        pairs = await db.rows("select contact_id, other_id from merge_proposal")
        history = await show.identities(db, cast.dev)
    assert pairs == [(other, cast.dev)]
    assert history[0].valid_to is not None, "the phone's time with Dev stays as history"


async def test_a_no_moves_with_the_phone(database: Database, cast: Cast) -> None:
    await arrives(database, cast, text("STOP", phone=PHONE))
    other = await who(database, cast, user_id=B)
    await who(database, cast, user_id=B, phone=DEV_PHONE)
    async with database.organisation(cast.organisation_id) as db:
        purposes = await db.rows(
            "select purpose from opt_out where contact_id = %s order by 1", (other,)
        )
    assert purposes == [("marketing",), ("utility",)]


async def test_a_recycled_number_is_a_new_person_without_consent_and_history(
    database: Database, cast: Cast
) -> None:
    await arrives(database, cast, text("my secret", phone=PHONE, user_id=B))
    await arrives(database, cast, text("who is this?", phone=PHONE, user_id=C))
    new = await who(database, cast, user_id=C)
    assert new != cast.dev
    assert await who(database, cast, phone=DEV_PHONE) == new
    assert not await permitted(database, cast, new)
    async with database.organisation(cast.organisation_id) as db:
        seen = await thread.page(db, new, None, 10)
        assert await db.rows("select 1 from merge_proposal") == []
    assert [view.content["text"] for view in seen if view.content] == ["who is this?"]


async def test_a_changed_user_id_keeps_the_contact_and_its_consent(
    database: Database, cast: Cast
) -> None:
    await arrives(database, cast, text("hello", phone=PHONE, user_id=B))
    await arrives(database, cast, changed("user_changed_user_id", previous_user_id=B, user_id=C))
    assert await who(database, cast, user_id=C) == cast.dev
    assert await who(database, cast, user_id=C, phone=DEV_PHONE) == cast.dev
    assert await permitted(database, cast, cast.dev)
    assert await who(database, cast, user_id=B) != cast.dev, "the old id names nobody here"


@pytest.mark.parametrize("ids_told", [{}, {"previous_user_id": B, "user_id": C}])
async def test_a_changed_number_re_keys_at_once(
    database: Database, cast: Cast, ids_told: dict[str, str]
) -> None:
    await arrives(database, cast, text("hello", phone=PHONE, user_id=B))
    news = changed("user_changed_number", phone=PHONE, wa_id="919876500000", **ids_told)
    assert await arrives(database, cast, news) == 0
    assert await who(database, cast, phone="+919876500000") == cast.dev
    assert await who(database, cast, user_id=ids_told.get("user_id", B)) == cast.dev
    assert await permitted(database, cast, cast.dev)
    async with database.organisation(cast.organisation_id) as db:
        reached = (await show.reach(db, [cast.dev]))[cast.dev]
        windows = await db.value("select count(*) from service_window")
    assert reached.phone == "+919876500000"
    assert windows == 1, "news of WhatsApp opens no window"


async def test_a_username_changes_and_a_profile_never_renames(
    database: Database, cast: Cast
) -> None:
    hello = text("hello", phone=PHONE, user_id=B)
    await arrives(database, cast, hello, profile={"name": "Tea Lover", "username": "@dev.k"})
    await arrives(
        database, cast, text("again", phone=PHONE, user_id=B), profile={"username": "dev.z"}
    )
    async with database.organisation(cast.organisation_id) as db:
        names = [i for i in await show.identities(db, cast.dev) if i.kind == "username"]
        assert (await show.one(db, cast.dev)).name == "Devendra Zwielicht"
    assert [(i.value, i.valid_to is None) for i in names] == [("dev.k", False), ("dev.z", True)]


async def test_a_new_person_is_named_by_their_profile(database: Database, cast: Cast) -> None:
    await arrives(database, cast, text("hi", user_id=C), profile={"name": "Farah"})
    contact_id = await who(database, cast, user_id=C)
    async with database.organisation(cast.organisation_id) as db:
        assert (await show.one(db, contact_id)).name == "Farah"


async def test_the_last_row_of_one_person_in_a_file_wins(database: Database, cast: Cast) -> None:
    async with database.organisation(cast.organisation_id) as db:
        twice = [Person("+919812300009", name="First"), Person("+919812300009", name="Second")]
        known = await upsert.upsert(db, twice)
        again = await upsert.upsert(db, twice[1:])
        name = (await show.one(db, known[0].contact_id)).name
    assert [(k.created, k.changed) for k in known] == [(True, False), (False, True)]
    assert (again[0].created, again[0].changed) == (False, False)
    assert name == "Second"


INDEXES = Indexes(b"l" * 32, b"s" * 32, b"n" * 32)
PORTFOLIO = ids.new()
PEOPLE = st.lists(
    st.tuples(st.sampled_from([None, *"123"]), st.sampled_from([None, *"XYZ"])).filter(any),
    min_size=1,
    max_size=12,
)


@given(PEOPLE)
@settings(max_examples=300, deadline=None)
def test_in_any_history_an_identity_has_one_contact_and_a_contact_one_user_id(history) -> None:
    matcher = Matcher({}, set())
    for phone, user in history:
        person = Person(
            f"+91987650000{phone}" if phone else None, f"IN.{user}" if user else None, PORTFOLIO
        )
        claims = matching.claims_of(person, INDEXES)
        found = matcher.match(claims, ids.new(), None)
        assert all(matcher.holders[c.keys[0]].contact_id == found.contact_id for c in claims)
    users = [
        (g.contact_id, g.claim.value) for g in matcher.gains.values() if g.claim.kind == "bsuid"
    ]
    assert len({contact for contact, _ in users}) == len(users)
