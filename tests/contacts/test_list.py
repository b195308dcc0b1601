"""The list of contacts, and what is done to many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.cast import DEV_NAME, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.contacts import store_selection
from indokona.contacts.actions import identify, show, tags, upsert
from indokona.contacts.facts import Person
from indokona.kernel import ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database


async def known(database: Database, cast: Cast, count: int, start: int = 0) -> list[Any]:
    people = [Person(f"+9198123{n:05d}", name=f"P {n}") for n in range(start, start + count)]
    async with database.organisation(cast.organisation_id) as db:
        return [one.contact_id for one in await upsert.upsert(db, people)]


async def whole(asha: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    """Every page of the list."""
    items, after = [], None
    while True:
        page = (
            await asha.get("/api/contacts", params={**asked, **({"after": after} if after else {})})
        ).json()
        items += page["items"]
        after = page["after"]
        if after is None:
            return items


async def test_newest_activity_comes_first_and_pages_neither_skip_nor_repeat(
    installation: Installation, database: Database, cast: Cast
) -> None:
    people = await known(database, cast, 30)
    async with served(installation, database, cast) as api:
        first = (await api.asha.get("/api/contacts", params={"limit": 7})).json()
        assert (first["total"], first["total_is_exact"], len(first["items"])) == (31, True, 7)
        async with database.organisation(cast.organisation_id) as db:
            later = datetime.now(UTC) + timedelta(minutes=1)
            await identify.active(db, [people[3], people[4]], later)
        items = await whole(api.asha, limit=7)
        assert {items[0]["id"], items[1]["id"]} == {str(people[3]), str(people[4])}
        assert len(items) == len({one["id"] for one in items}) == 31
        assert items == sorted(
            items, key=lambda one: (one["last_activity"], one["id"]), reverse=True
        )
        dev = next(one for one in items if one["name"] == DEV_NAME)
        assert (dev["phone"], dev["market"]) == ("+91 98765 04321", "IN")
        assert (await api.asha.get("/api/contacts?after=xx")).status_code == 422


async def test_filters_hold_together_and_hidden_ones_are_not_counted(
    installation: Installation, database: Database, cast: Cast
) -> None:
    people = await known(database, cast, 6)
    async with database.organisation(cast.organisation_id) as db:
        await upsert.upsert(db, [Person("+14155550123", name="Far")])
        await identify.hide(db, people[5])
        vip, cold = await tags.tag_ids(db, ["VIP", "cold"])
        await tags.assign(db, [vip], people)
        await tags.assign(db, [cold], people[:2])
    async with served(installation, database, cast) as api:
        for asked, count in (({}, 7), ({"market": "US"}, 1), ({"tag": vip}, 5), ({"without_tag": vip}, 2),
                             ({"tag": [vip, cold]}, 2), ({"tag": vip, "without_tag": cold, "market": "IN"}, 3),
                             ({"tag": ids.new()}, 0), ({"language": "hi"}, 0)):  # fmt: skip
            page = (await api.asha.get("/api/contacts", params=asked)).json()
            assert page["total"] == len(page["items"]) == count, asked
        assert (await api.asha.get("/api/contacts?market=usa")).status_code == 422


async def test_a_page_reads_an_index_and_does_not_grow_with_the_table(
    database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    fill = (
        "insert into contact (organisation_id, id, tokens, market, language, last_activity, created_at)"
        " select %s, gen_random_uuid(), '{}', 'IN', '', now() - n * interval '1 s', now() from generate_series(1, %s) n"
    )
    read = []
    for count in (2_000, 60_000):
        owner.execute("alter table contact no force row level security")
        owner.execute(fill, (cast.organisation_id, count))
        owner.execute("alter table contact force row level security")
        owner.execute("vacuum analyze contact")
        async with database.organisation(cast.organisation_id) as db:
            at = datetime.now(UTC) - timedelta(seconds=500)
            asked = await _asked(db, store_selection.page(db, {}, (at, ids.new()), 51))
            rows = await db.rows(f"explain (analyze, buffers, format json) {asked[0]}", asked[1])
            plan = rows[0][0][0]["Plan"]
            assert "contact_by_activity" in str(plan)
            assert "Sort" not in str(plan)
            read.append(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
            assert (await show.total(db, {}))[1] is (count == 2_000)
    assert max(read) <= 51 + 20, "about one block a row, however long the list is"


async def _asked(db: Any, act: Any) -> tuple[str, Any]:
    """The statement that an act runs, with its values."""
    seen, rows = list[tuple[str, Any]](), db.rows

    async def noting(sql: str, params: Any = ()) -> Any:
        seen.append((sql, params))
        return await rows(sql, params)

    db.rows = noting
    await act
    db.rows = rows
    return seen[0]


async def test_tags_are_listed_renamed_given_to_all_that_match_and_deleted(
    installation: Installation, database: Database, cast: Cast
) -> None:
    people = await known(database, cast, 300)
    async with served(installation, database, cast) as api:
        vip = (await api.asha.post("/api/tags", json={"name": " VIP "})).json()
        assert vip["name"] == "VIP"
        assert (await api.asha.post("/api/tags", json={"name": "vip"})).json()["id"] == vip["id"]
        other = (await api.asha.post("/api/tags", json={"name": "Other"})).json()
        where = f"/api/tags/{other['id']}"
        clash = await api.asha.patch(where, json={"name": "vIp"})
        assert (clash.status_code, clash.json()["code"]) == (409, "tag.exists")
        assert (await api.asha.patch(where, json={"name": "Cold"})).json()["name"] == "Cold"

        async def change(**body: Any) -> dict[str, int]:
            answer = await api.asha.post("/api/contacts/tags", json=body)
            assert answer.status_code == 200, answer.text
            found: dict[str, int] = answer.json()
            return found

        some = [str(one) for one in people[:3]]
        assert await change(add=[vip["id"]], contact_ids=[*some, str(ids.new())]) == {
            "contacts": 3, "added": 3, "removed": 0,
        }  # fmt: skip
        assert (await change(add=[vip["id"]], match={"markets": ["IN"]}))["added"] == 298
        both = await change(add=[other["id"]], remove=[vip["id"]], match={"tags": [vip["id"]]})
        assert both == {"contacts": 301, "added": 301, "removed": 301}
        listed = (await api.asha.get("/api/tags")).json()
        assert [(one["name"], one["contacts"]) for one in listed] == [("Cold", 301), ("VIP", 0)]
        for body in (
            {"add": [str(ids.new())], "match": {}},
            {"add": [], "match": {}, "contact_ids": []},
            {"add": []},
        ):
            assert (await api.asha.post("/api/contacts/tags", json=body)).status_code in (404, 422)
        segment = await api.asha.post("/api/segments", json={"name": "S", "without_tags": ["Cold"]})
        used = await api.asha.delete(where)
        assert (used.status_code, used.json()["code"]) == (409, "tag.in_use")
        assert (await api.asha.delete(f"/api/segments/{segment.json()['id']}")).status_code == 204
        assert (await api.asha.delete(where)).json() == {"contacts": 301}
        assert await whole(api.asha, tag=other["id"], limit=200) == []


async def test_too_many_that_match_are_refused(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indokona.contacts.errors import SelectionTooLarge

    await known(database, cast, 5)
    monkeypatch.setattr(tags, "MOST_AT_ONCE", 5)
    async with database.organisation(cast.organisation_id) as db:
        vip = await tags.tag_ids(db, ["vip"])
        with pytest.raises(SelectionTooLarge):
            await tags.change(db, Actor("user", cast.asha), vip, [], {})


async def test_a_member_edits_a_contact_and_the_search_follows(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await api.asha.post("/api/attributes", json={"name": "city", "storage": "open"})
        await api.asha.post("/api/attributes", json={"name": "note"})
        where = f"/api/contacts/{cast.dev}"
        body = {
            "name": "Debashish Rao",
            "language": "hi",
            "attributes": {"city": "Agra", "note": "likes rye"},
        }
        edited = (await api.asha.patch(where, json=body)).json()
        assert (edited["name"], edited["language"]) == ("Debashish Rao", "hi")
        assert edited["attributes"] == {"city": "Agra", "note": "likes rye"}
        assert [one["kind"] for one in edited["identities"]] == ["phone"]
        assert (
            len((await api.asha.post("/api/contacts/search", json={"text": "debash"})).json()) == 1
        )
        assert (await api.asha.post("/api/contacts/search", json={"text": "devendra"})).json() == []
        less = (await api.asha.patch(where, json={"attributes": {"city": None}})).json()
        assert (less["name"], less["attributes"]) == ("Debashish Rao", {"note": "likes rye"})
        unknown = await api.asha.patch(where, json={"attributes": {"shoe": "44"}})
        assert (unknown.status_code, unknown.json()["code"]) == (422, "contact.unknown_attribute")
        assert (await api.asha.patch(where, json={"name": None})).json()["name"] is None


async def test_a_rule_is_counted_before_it_is_saved_and_makes_no_tag(
    installation: Installation, database: Database, cast: Cast
) -> None:
    people = await known(database, cast, 8)
    async with served(installation, database, cast) as api:
        vip = (await api.asha.post("/api/tags", json={"name": "vip"})).json()["id"]
        body = {"add": [vip], "contact_ids": [str(one) for one in people[:5]]}
        await api.asha.post("/api/contacts/tags", json=body)

        async def count(**rule: Any) -> int:
            answer = await api.asha.post("/api/segments/count", json=rule)
            assert answer.status_code == 200, answer.text
            return int(answer.json()["count"])

        assert await count() == 9
        assert await count(tags=["VIP"]) == 5
        assert await count(tags=["nobody has it"]) == 0
        assert await count(without_tags=["nobody has it"], markets=["IN"]) == 9
        assert len((await api.asha.get("/api/tags")).json()) == 1
        saved = (await api.asha.post("/api/segments", json={"name": "A", "tags": ["vip"]})).json()
        where = f"/api/segments/{saved['id']}"
        changed = await api.asha.patch(where, json={"rule": {"without_tags": ["vip"]}})
        assert (changed.json()["name"], changed.json()["count"]) == ("A", 4)
        assert (await api.asha.patch(where, json={"name": "B"})).json()["rule"]["without_tags"] == [
            "vip"
        ]
        await api.asha.post("/api/attributes", json={"name": "age", "storage": "open"})
        bad = {"conditions": [{"attribute": "age", "operator": "at_least", "value": "old"}]}
        assert (await api.asha.post("/api/segments/count", json=bad)).status_code == 422


async def test_who_changes_what_many_have_is_on_record(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        vip = (await api.asha.post("/api/tags", json={"name": "vip"})).json()["id"]
        rule = {"name": "VIPs", "tags": ["vip"]}
        segment = (await api.asha.post("/api/segments", json=rule)).json()["id"]
        body = {"contact_ids": [str(cast.dev)]}
        for change in ({"add": [vip]}, {"remove": [vip]}):
            answer = await api.asha.post("/api/contacts/tags", json={**body, **change})
            assert answer.status_code == 200
        await api.asha.patch(f"/api/segments/{segment}", json={"name": "Best"})
        assert (await api.asha.delete(f"/api/segments/{segment}")).status_code == 204
        assert (await api.asha.delete(f"/api/tags/{vip}")).status_code == 200
    async with database.organisation(cast.organisation_id) as db:
        acts = await db.rows("select act from audit where actor_id = %s order by id", (cast.asha,))
    assert [row[0] for row in acts] == [
        "session.opened", "segment.created", "tag.given", "tag.taken", "segment.changed",
        "segment.deleted", "tag.deleted",
    ]  # fmt: skip
