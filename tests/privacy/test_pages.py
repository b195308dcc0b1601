"""The pages of a package: whatever people wrote stands there as words, and every link leads somewhere."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from tests.fixtures.cast import Cast

from indokona.accounts.facts import Membership
from indokona.kernel import audit, clock, ids
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.exports import Page, Record
from indokona.privacy.package import parts_mine, sheets
from indokona.privacy.package.pages import MESSAGES, Book
from indokona.privacy.package.parts import Part

EVIL = "A & B <img src=//evil.example/x>"
QUOTED = "x' onmouseover='alert(1)\" {at}"


def message(text: object) -> Record:
    """A message with some content; what a person can choose of it is hostile."""
    return {
        "id": ids.new(), "at": clock.now(), "direction": "in", "number": EVIL, "content": text,
        "file": f"files/{QUOTED}", "state": EVIL, "reaction": EVIL,
    }  # fmt: skip


def records() -> dict[str, list[Record]]:
    """Records of some parts, hostile wherever somebody else chose the words."""
    details = {EVIL: EVIL, "more": [EVIL, {QUOTED: EVIL}]}
    return {
        MESSAGES: [message({"text": EVIL}), message({"type": "card", EVIL: {"body": EVIL}})],
        "contacts.contact": [{"name": EVIL, "tags": [EVIL], "attributes": details}],
        "mine.membership": [{"organisation": EVIL, "user_role": EVIL, "known_since": EVIL}],
        "inbox.note": [{"at": clock.now(), "words": EVIL, "text": EVIL, "written_by": EVIL}],
    }


async def pages(told: dict[str, list[Record]], language: str, size: int) -> dict[str, str]:
    """The pages of a package with these records, by their names."""

    def part(name: str, found: list[Record]) -> Part:
        async def read(_db: object, _owner: UUID, after: UUID | None) -> Page:
            at = after.int if after else 0
            more = at + size < len(found)
            return Page(found[at : at + size], UUID(int=at + size) if more else None)

        return Part(name, read)

    return await bound([part(name, found) for name, found in told.items()], ids.NIL, language)


async def bound(parts: Sequence[Part], owner_id: UUID, language: str) -> dict[str, str]:
    """The pages of a package with these parts, by their names."""

    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        yield None

    book = Book(language, "Asia/Kolkata", EVIL, clock.now())
    pieces = [one async for one in sheets.made(work, owner_id, parts, book)]  # type: ignore[arg-type]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    return {n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".html")}


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_what_people_wrote_is_words_and_never_markup(language: str) -> None:
    found = await pages(records(), language, size=1)
    assert len(found) == 3, "the contents, and two pages of messages"
    for name, page in found.items():
        assert html.escape(EVIL) in page, name
        assert "<img" not in page, name
        assert not re.search(r"<[^>]*onmouseover='", page), name
        assert "&amp;amp;" not in page, "escaped once"
    assert html.escape(EVIL) in re.findall(r"<p>.*?</p>", found["index.html"])[0]


async def test_a_page_loads_nothing_whatever_stands_in_it() -> None:
    for page in (await pages(records(), "en", size=1)).values():
        head = page.partition("<title>")[0]
        rules = re.findall(r'http-equiv=Content-Security-Policy content="([^"]*)"', head)
        assert len(rules) == 1
        assert rules[0].startswith("default-src 'none'; style-src 'unsafe-inline'; ")
        assert "script" not in rules[0]


async def acted(database: Database, organisation_id: UUID, user_id: UUID, count: int) -> None:
    """So many acts of somebody in a business."""
    async with database.organisation(organisation_id) as db:
        for _ in range(count):
            await audit.record(db, Actor("user", user_id), "number.connected", "number", ids.new())


@pytest.mark.parametrize(("acts", "names"), [((0, 3, 0), 0), ((3, 0, 2), 2), ((501, 0, 0), 2)])
async def test_every_link_of_ones_own_acts_leads_to_a_page(
    database: Database, cast: Cast, acts: tuple[int, int, int], names: int
) -> None:
    places = [cast.organisation_id, cast.stranger_id, ids.PLATFORM]
    for place, count in zip(places, acts, strict=True):
        await acted(database, place, cast.asha, count)
    mine = [Membership(one, "Tea House", "owner", False) for one in places]
    found = await bound(parts_mine.of_user(database, mine)[-1:], cast.asha, "en")
    assert sorted(found) == ["index.html", *(f"pages/mine.act-{n + 1}.html" for n in range(names))]
    for name, page in found.items():
        for href in re.findall(r"href='([^'#]+)", page):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(name), href)) in found, (
                name,
                href,
            )
    assert "".join(found.values()).count("<article>") == sum(acts)
