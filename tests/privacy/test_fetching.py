"""A package is made while it is fetched: once, in bounded memory, and a line that breaks may try again."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pyrage
import pytest
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.given import given, records
from tests.privacy.stage import begun, walked

from indokona.kernel import clock, ids, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.privacy.actions import desk, fetching
from indokona.privacy.errors import PackageOver
from indokona.privacy.package.archive import Archive

WORDS = "three kettles by the window"


async def linked(database: Database, cast: Cast) -> str:
    """The secret of a new link to Dev's package."""
    async with database.organisation(cast.organisation_id) as db:
        link = await desk.access_by_officer(db, Actor("user", cast.asha), cast.dev)
    return link.url.rsplit("/", 1)[1]


async def written(database: Database, cast: Cast, count: int, size: int = 20) -> None:
    """So many messages of Dev."""
    async with database.organisation(cast.organisation_id) as db:
        sealer = await db.sealer(keyring.CONTACT, [cast.dev])
        mine = ids.new_many(count)
        sealed = [
            sealer.seal(cast.dev, "message.content", i, json.dumps({"text": f"{n} ".ljust(size, "x")}))
            for n, i in enumerate(mine)
        ]  # fmt: skip
        await db.run(
            "insert into message (organisation_id, id, contact_id, number_id, direction, purpose, kind,"
            " origin_kind, origin_id, fence, content_sealed, at) select %s, u.i, %s, %s, 'in', 'service', 'text',"
            " 'person', %s, 0, u.c, %s from unnest(%b::uuid[], %b::bytea[]) u(i, c)",
            (db.organisation_id, cast.dev, cast.number.id, cast.dev, clock.now(), mine, sealed),
        )


async def filed(database: Database, cast: Cast, pieces: int, piece: bytes) -> UUID:
    """A picture of Dev in so many pieces."""
    await written(database, cast, 1)
    async with database.organisation(cast.organisation_id) as db:
        message_id: UUID = await db.value("select id from message order by id desc limit 1")
        sealer = await db.sealer(keyring.CONTACT, [cast.dev])
        await db.run(
            "insert into media_file (organisation_id, message_id, contact_id, number_id, state, due_at, mime_type,"
            " size) values (%s, %s, %s, %s, 'kept', %s, 'image/png', %s)",
            (db.organisation_id, message_id, cast.dev, cast.number.id, clock.now(), pieces * len(piece)),
        )  # fmt: skip
        for no in range(pieces):
            sealed = sealer.seal(cast.dev, f"media.piece:{no}", message_id, piece)
            await db.run(
                "insert into media_piece (organisation_id, message_id, no, contact_id, piece_sealed)"
                " values (%s, %s, %s, %s, %s)",
                (db.organisation_id, message_id, no, cast.dev, sealed),
            )
    return message_id


async def fetched(database: Database, token: str) -> zipfile.ZipFile:
    """The whole package, decrypted by another program's reading of the format."""
    package = await fetching.begin(database, token, WORDS, "en")
    locked = b"".join([piece async for piece in package])
    return zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(locked, WORDS)))


async def test_a_link_is_used_when_the_last_byte_has_left(database: Database, cast: Cast) -> None:
    token = await linked(database, cast)
    archive = await fetched(database, token)
    assert records(archive, "contacts.contact")[0]["phones"] == [DEV_PHONE]
    with pytest.raises(PackageOver):
        await fetching.begin(database, token, WORDS, "en")
    async with database.organisation(cast.organisation_id) as db:
        acts = await db.rows("select act from audit where act like 'rights.package%%' order by id")
    assert [act for (act,) in acts] == ["rights.package_begun", "rights.package_taken"]


async def test_a_fetch_that_broke_may_be_begun_again_for_a_while(
    database: Database, cast: Cast
) -> None:
    token = await linked(database, cast)
    for _ in range(fetching.MOST - 1):
        broken = await fetching.begin(database, token, WORDS, "en")
        await anext(broken)
        await broken.aclose()
    assert records(await fetched(database, token), "contacts.contact")
    other = await linked(database, cast)
    for _ in range(fetching.MOST):
        await (await fetching.begin(database, other, WORDS, "en")).aclose()
    with pytest.raises(PackageOver):
        await fetching.begin(database, other, WORDS, "en")


async def test_a_broken_link_does_not_stay_open_for_its_whole_day(
    database: Database, cast: Cast
) -> None:
    token = await linked(database, cast)
    await (await fetching.begin(database, token, WORDS, "en")).aclose()
    with clock.moved(fetching.AGAIN + timedelta(seconds=1)), pytest.raises(PackageOver):
        await fetching.begin(database, token, WORDS, "en")


async def test_of_two_who_fetch_at_once_only_the_later_gets_to_the_end(
    database: Database, cast: Cast
) -> None:
    token = await linked(database, cast)
    first = await fetching.begin(database, token, WORDS, "en")
    await anext(first)
    assert records(await fetched(database, token), "contacts.contact")
    with pytest.raises(PackageOver):
        await _drained(first)


async def test_an_erasure_ends_a_fetch_that_is_under_way(database: Database, cast: Cast) -> None:
    token = await linked(database, cast)
    package = await fetching.begin(database, token, WORDS, "en")
    await anext(package)
    assert await walked(database, cast, await begun(database, cast)) != "running"
    with pytest.raises(PackageOver):
        await _drained(package)
    with pytest.raises(PackageOver):
        await fetching.begin(database, token, WORDS, "en")


async def test_nothing_of_a_package_waits_anywhere(database: Database, cast: Cast) -> None:
    """What is made as it is fetched lies in no table before, and in none afterwards."""
    token = await linked(database, cast)
    await fetched(database, token)
    async with database.organisation(cast.organisation_id) as db:
        sizes = await db.rows("select pg_column_size(p.*) from package p")
    assert all(size < 300 for (size,) in sizes)


async def test_long_parts_are_pages_that_lead_to_one_another(
    database: Database, cast: Cast
) -> None:
    await written(database, cast, 1001)
    async with database.organisation(cast.organisation_id) as db:
        archive = await given(db, cast.dev)
    assert [one["content"]["text"].split()[0] for one in records(archive, "messaging.message")] == [
        str(n) for n in range(1000, -1, -1)
    ]
    pages = [archive.read(f"pages/messaging.message-{n}.html").decode() for n in (1, 2, 3)]
    turns = [("rel=prev" in page, "rel=next" in page) for page in pages]
    assert turns == [(False, True), (True, True), (True, False)]
    assert archive.read("index.html").decode().count("pages/messaging.message-") == 3


async def test_a_part_that_just_fills_its_pages_has_no_page_more(
    database: Database, cast: Cast
) -> None:
    await written(database, cast, 500)
    async with database.organisation(cast.organisation_id) as db:
        archive = await given(db, cast.dev)
    assert not [name for name in archive.namelist() if name.startswith("pages/")]


async def test_a_file_leaves_in_pieces_and_is_whole(database: Database, cast: Cast) -> None:
    message_id = await filed(database, cast, 5, b"p" * 100_000)
    token, largest = await linked(database, cast), 0
    package = await fetching.begin(database, token, WORDS, "en")
    locked = bytearray()
    async for piece in package:
        largest = max(largest, len(piece))
        locked += piece
    archive = zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(bytes(locked), WORDS)))
    name = f"files/{message_id}.png"
    assert archive.read(name) == b"p" * 500_000
    assert largest < 100_000, "no more than a chunk of the format at once"
    manifest = json.loads(archive.read("manifest.json"))
    assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}
    for file, told in manifest["files"].items():
        assert told["sha256"] == hashlib.sha256(archive.read(file)).hexdigest()
    assert f"href='{name}'" in archive.read("index.html").decode()


def test_an_archive_keeps_nothing_that_has_left() -> None:
    archive = Archive()
    with archive.file("files/1.bin", is_packed=False) as file:
        for _ in range(50):
            file.write(b"x" * 100_000)
            assert len(archive.taken()) <= 110_000
    archive.close({})
    assert archive.taken()


async def _drained(package: AsyncIterator[bytes]) -> None:
    async for _ in package:
        pass
