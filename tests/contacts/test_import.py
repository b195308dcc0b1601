"""Importing whatever people have in their files."""

from __future__ import annotations

import csv
import io
import random
import tracemalloc
from typing import Any

import httpx
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.contacts import csvfile, rules
from indokona.contacts.actions import importing
from indokona.contacts.csvfile import Dialect
from indokona.kernel import jobs
from indokona.kernel.database import Database

STATED = {
    "purpose": "marketing", "source": "shop form", "wording": "Yes, write to me.",
    "consented_at": "2026-01-05T10:00:00+05:30",
}  # fmt: skip
GOOGLE = (
    "First Name,Middle Name,Last Name,Organization Name,Labels,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    "Asha,,Rao,Tea House,* myContacts,a@x.example,Mobile,098765 43210\n"
    "Ravi,,Iyer,,Friends ::: * myContacts,,Work,+91 98765 43211 ::: +91 98765 43299\n"
)


async def imported(
    asha: httpx.AsyncClient, database: Database, cast: Cast, body: bytes, **asked: Any
) -> dict[str, Any]:
    """Upload a file, work the job off, and look."""
    made = await asha.post("/api/imports", content=body, params=asked)
    assert made.status_code == 202, made.text
    import_id = made.json()["id"]
    await jobs.run_steps(database, importing.step, cast.organisation_id, import_id)
    found: dict[str, Any] = (await asha.get(f"/api/imports/{import_id}")).json()
    errors = (await asha.get(f"/api/imports/{import_id}/errors.csv")).content.decode("utf-8-sig")
    found["errors"] = list(csv.reader(io.StringIO(errors)))[1:]
    return found


def counts(found: dict[str, Any]) -> tuple[int, ...]:
    return tuple(found[name] for name in ("created", "updated", "unchanged", "refused"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "import.unreadable"), (b"\n\n\n", "import.unreadable"), (b"   \n", "import.unreadable"),
        (b"name,city\nA,B\n", "import.no_phone_column"), (b"\x00" * 5000, "import.unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "import.unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "import.no_phone_column"),
        (b"PK\x03\x04" + bytes(range(256)) * 50, "import.unreadable"),
        (b'{"phone": "+919876543210"}', "import.no_phone_column"),
        (b'"' + b"x" * 200_000, "import.unreadable"),
    ],
)  # fmt: skip
async def test_what_can_never_be_read_is_refused_at_once_and_nothing_is_kept(
    installation: Installation, database: Database, cast: Cast, body: bytes, code: str
) -> None:
    async with served(installation, database, cast) as api:
        answer = await api.asha.post("/api/imports", content=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    async with database.organisation(cast.organisation_id) as db:
        assert await db.value("select count(*) from contact_import") == 0
        assert await db.value("select count(*) from import_piece") == 0


@pytest.mark.parametrize(
    "body",
    [
        "name,phone\nZoë Müller,+919812340001\n".encode(),
        "\ufeffname;phone\nZoë Müller;+919812340001\n".encode(),
        "name\tphone\r\nZoë Müller\t+919812340001\r\n".encode(),
        "name,phone\nZoë Müller,+919812340001\n".encode("cp1252"),
        "\ufeffname,phone\nZoë Müller,+919812340001\n".encode("utf-16-le"),
        "\ufeffname,phone\nZoë Müller,+919812340001\n".encode("utf-16-be"),
        'phone,name\n"+91 98123 40001","Zoë Müller"'.encode(),
        "name,phone\nZoë\x00 Müller,+9198\u200e1234\u202a0001\n\n\n".encode(),
    ],
)
async def test_any_encoding_and_delimiter_gives_the_same_person(
    installation: Installation, database: Database, cast: Cast, body: bytes
) -> None:
    async with served(installation, database, cast) as api:
        found = await imported(api.asha, database, cast, body)
        assert (found["state"], counts(found)) == ("done", (1, 0, 0, 0))
        search = (await api.asha.post("/api/contacts/search", json={"text": "zoë mül"})).json()
        assert [(one["name"], one["phones"]) for one in search] == [
            ("Zoë Müller", ["+919812340001"])
        ]


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("+91 98765 43210", "+919876543210"), ("98765-43210", "+919876543210"), ("098765 43210", "+919876543210"),
        ("0091 9876543210", "+919876543210"), ("'+919876543210", "+919876543210"),
        ("(+91) 98765.43210", "+919876543210"),
        ("+1 650-253-0000", "+16502530000"), ("९८७६५४३२१०", "+919876543210"),
        ("\u202a+91 98765 43210\u202c", "+919876543210"),
        ("+91 98765 43211 ::: +91 98765 43299", "+919876543211"),
        ("9.87654E+09", None), ("12", None), ("", None), ("phone", None), ("+999999999999999999", None),
        ("=1+1", None),
    ],
)  # fmt: skip
def test_phones_of_every_shape(text: str, e164: str | None) -> None:
    if e164 is None:
        with pytest.raises(rules.BadPhone):
            rules.phone_of(text, "IN")
    else:
        assert rules.phone_of(text, "IN") == e164


async def test_a_google_contacts_export_is_recognised(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        found = await imported(api.asha, database, cast, GOOGLE.encode())
        assert counts(found) == (2, 0, 0, 0)
        asha = (await api.asha.post("/api/contacts/search", json={"text": "asha rao"})).json()[0]
        assert (asha["name"], asha["phones"]) == ("Asha Rao", ["+919876543210"])


async def test_bad_rows_come_back_as_a_file_that_no_spreadsheet_runs(
    installation: Installation, database: Database, cast: Cast
) -> None:
    body = (
        "name,phone\nGood,+919812340001\n=cmd|' /C calc'!A0,hello\n@SUM(A1),\n+1,12\n"
        '"a ""quoted"",\nname","+91 98123 40002"\nToo,many,cells,+919812340003\nshort\n'
    )
    async with served(installation, database, cast) as api:
        found = await imported(api.asha, database, cast, body.encode(), **STATED)
        assert counts(found) == (2, 0, 0, 5)
        assert [(int(e[0]), e[1]) for e in found["errors"]] == [
            (2, "phone.invalid"), (3, "phone.missing"), (4, "phone.invalid"),
            (6, "phone.invalid"), (7, "phone.missing"),
        ]  # fmt: skip
        cells = [cell for line in found["errors"] for cell in line[2:]]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
        again = ",".join(found["errors"][0][2:])
        assert again == "'=cmd|' /C calc'!A0,hello", "nothing of the row is lost"


async def test_counts_equal_the_database_and_an_unchanged_row_touches_nothing(
    installation: Installation, database: Database, cast: Cast
) -> None:
    numbers = range(20_000)
    lines = [f"P {n},+9198{n:08d},{'Delhi' if n % 2 else 'Agra'}" for n in numbers]
    body = "name,phone,city\n" + "\n".join(lines) + "\n"
    async with served(installation, database, cast) as api:
        await api.asha.post("/api/attributes", json={"name": "city", "storage": "open"})
        first = await imported(api.asha, database, cast, body.encode(), tag="many", **STATED)
        created = first["created"]
        assert created + first["refused"] == first["rows_done"] == 20_000
        async with database.organisation(cast.organisation_id) as db:
            for sql in ("select count(*) from contact where import_id is not null",
                        "select count(*) from identity where contact_id in (select contact_id from contact_tag)",
                        "select count(*) from contact_tag", "select count(*) from attribute_value"):  # fmt: skip
                assert await db.value(sql) == created, sql
            assert (
                await db.value("select count(*) from consent_live where purpose = 'marketing'")
                == created + 1
            )
            assert await db.value("select count(*) from import_piece") == 0
        changed = body.replace("P 7,", "Seven,").replace("P 8,", "Eight,")
        again = await imported(api.asha, database, cast, changed.encode())
        assert counts(again)[:3] == (0, 2, created - 2)


def test_rows_cut_anywhere_are_the_same_rows() -> None:
    shuffler = random.Random(5)
    cells = ["plain", 'a "b" c', "line\nbreak", "comma, here", "नमस्ते", "", "  x "]
    rows = [[shuffler.choice(cells) for _ in range(3)] + ["end"] for _ in range(200)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    data, dialect = out.getvalue().encode(), Dialect("utf-8", ",")
    for _ in range(50):
        at, rest, got = 0, b"", []
        while at < len(data):
            step = shuffler.randint(1, 900)
            piece, at = data[at : at + step], at + step
            found, rest = csvfile.rows(rest + piece, dialect, last=at >= len(data))
            got += found
        assert got == rows


async def test_a_file_past_the_limit_is_refused_while_it_arrives(
    installation: Installation, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", 3_000_000)

    async def endless():
        yield b"name,phone\n"
        for _ in range(100):
            yield b"A,+919812340001\n" * 8192

    async with served(installation, database, cast) as api:
        tracemalloc.start()
        answer = await api.asha.post("/api/imports", content=endless())
        assert (answer.status_code, answer.json()["code"]) == (413, "import.too_large")
        tracemalloc.stop()
    async with database.organisation(cast.organisation_id) as db:
        assert await db.value("select count(*) from import_piece") == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"purpose": "marketing"}, {**STATED, "consented_at": "2031-01-01T00:00:00Z"},
        {**STATED, "consented_at": "2026-01-05T10:00:00"}, {**STATED, "purpose": "fun"},
        {**STATED, "consented_at": "yesterday"}, {"phone": "no such column"}, {"language": "english"},
    ],
)  # fmt: skip
async def test_a_consent_that_cannot_be_proven_is_not_taken(
    installation: Installation, database: Database, cast: Cast, asked: dict[str, str]
) -> None:
    async with served(installation, database, cast) as api:
        answer = await api.asha.post(
            "/api/imports", content=b"name,phone\nA,+919812340001\n", params=asked
        )
        assert answer.status_code == 422, answer.text
