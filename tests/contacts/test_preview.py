"""What the import wizard shows before anything is kept."""

from __future__ import annotations

from tests.contacts.test_import import STATED, counts, imported
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.kernel.database import Database

FILE = "Name;Mobile;Town;City\nZoë;+919812340001;Agra;Delhi\nRavi;98123 40002;;\n"


async def test_dialect_guesses_and_first_rows(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await api.asha.post("/api/attributes", json={"name": "city", "storage": "open"})
        body = FILE.encode("cp1252") + b"x;1;2;3\n" * 20_000
        seen = (await api.asha.post("/api/imports/preview", content=body)).json()
        assert (seen["encoding"], seen["delimiter"]) == ("cp1252", ";")
        assert [(one["name"], one["guess"]) for one in seen["columns"]] == [
            ("Name", "name"), ("Mobile", "phone"), ("Town", None), ("City", "attribute.city"),
        ]  # fmt: skip
        assert seen["rows"][0] == ["Zoë", "+919812340001", "Agra", "Delhi"]
        assert len(seen["rows"]) == 5
        assert {"phone", "name", "attribute.city"} <= set(seen["targets"])
        for bad in (b"", b"\n\n", b"\x00" * 500):
            answer = await api.asha.post("/api/imports/preview", content=bad)
            assert (answer.status_code, answer.json()["code"]) == (422, "import.unreadable")
    async with database.organisation(cast.organisation_id) as db:
        assert await db.value("select count(*) from import_piece") == 0


async def test_columns_chosen_by_place_are_the_whole_mapping(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await api.asha.post("/api/attributes", json={"name": "city", "storage": "open"})
        chosen = ["1:phone", "2:attribute.city"]
        found = await imported(api.asha, database, cast, FILE.encode(), column=chosen, **STATED)
        assert counts(found) == (2, 0, 0, 0)
        zoe = (await api.asha.post("/api/contacts/search", json={"text": "+919812340001"})).json()[
            0
        ]
        assert (zoe["name"], zoe["attributes"]) == (None, {"city": "Agra"})
        for bad in (["1:phone", "2:phone"], ["1:fax"], ["0:name"]):
            answer = await api.asha.post(
                "/api/imports", content=FILE.encode(), params={"column": bad}
            )
            assert answer.status_code == 422, bad
        listed = (await api.asha.get("/api/imports", params={"limit": 1})).json()
        assert [one["id"] for one in listed["items"]] == [found["id"]]
