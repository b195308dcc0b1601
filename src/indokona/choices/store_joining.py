"""SQL of hosted pages, their words and the ticks that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page with its newest words."""

    id: UUID
    number_id: UUID
    slug: str
    keyword: str
    folded: str
    version: int
    created_at: datetime
    closed_at: datetime | None
    words_id: UUID
    words_sealed: bytes


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """What somebody ticked, and which words they had read."""

    id: UUID
    purposes: list[str]
    language: str
    version: int
    words_id: UUID
    words_sealed: bytes


_PAGE = (
    "select p.id, p.number_id, p.slug, p.keyword, p.folded, p.version, p.created_at, p.closed_at, v.id as words_id,"
    " v.words_sealed from join_page p join join_version v on v.organisation_id = p.organisation_id"
    " and v.page_id = p.id and v.version = p.version"
)


async def insert(
    db: Db, page_id: UUID, number_id: UUID, slug: str, keyword: tuple[str, str], now: datetime
) -> None:
    """A new page; its first words follow."""
    await db.run(
        "insert into join_page (organisation_id, id, number_id, slug, keyword, folded, version, created_at)"
        " values (%s, %s, %s, %s, %s, %s, 1, %s)",
        (db.organisation_id, page_id, number_id, slug, *keyword, now),
    )


async def insert_words(
    db: Db, page_id: UUID, version: int, words: tuple[UUID, bytes], author_id: UUID, now: datetime
) -> None:
    """A version of a page's words."""
    await db.run(
        "insert into join_version (organisation_id, page_id, version, id, words_sealed, author_id, at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (db.organisation_id, page_id, version, *words, author_id, now),
    )


async def update(
    db: Db, page_id: UUID, number_id: UUID, keyword: tuple[str, str], version: int
) -> None:
    """A page's number, keyword and newest version."""
    await db.run(
        "update join_page set number_id = %s, keyword = %s, folded = %s, version = %s"
        " where organisation_id = %s and id = %s",
        (number_id, *keyword, version, db.organisation_id, page_id),
    )


async def close(db: Db, page_id: UUID, now: datetime) -> None:
    """Nobody agrees here any more; the words stay as evidence."""
    await db.run(
        "update join_page set closed_at = %s where organisation_id = %s and id = %s and closed_at is null",
        (now, db.organisation_id, page_id),
    )


async def one(db: Db, page_id: UUID, *, lock: bool = False) -> PageRow | None:
    """A page, open or closed."""
    return await db.maybe(
        f"{_PAGE} where p.organisation_id = %s and p.id = %s{' for update of p' if lock else ''}",
        (db.organisation_id, page_id),
        into=PageRow,
    )


async def every(db: Db) -> list[PageRow]:
    """The open pages, newest first."""
    return await db.all(
        f"{_PAGE} where p.organisation_id = %s and p.closed_at is null order by p.id desc",
        (db.organisation_id,),
        into=PageRow,
    )


async def with_keywords(db: Db, folded: Sequence[str]) -> dict[str, PageRow]:
    """Open pages by their keyword."""
    rows = await db.all(
        f"{_PAGE} where p.organisation_id = %s and p.folded = any(%s) and p.closed_at is null",
        (db.organisation_id, list(folded)),
        into=PageRow,
    )
    return {row.folded: row for row in rows}


async def is_taken(db: Db, folded: str, but: UUID) -> bool:
    """Whether another open page has this keyword."""
    return bool(
        await db.value(
            "select exists (select 1 from join_page where organisation_id = %s and folded = %s and id <> %s"
            " and closed_at is null)",
            (db.organisation_id, folded, but),
        )
    )


async def insert_choice(
    db: Db,
    page: PageRow,
    code_hash: bytes,
    chosen: tuple[list[str], str],
    ends_at: datetime,
    id_: UUID,
) -> None:
    """Ticks that wait for a word from WhatsApp."""
    await db.run(
        "insert into join_choice (organisation_id, id, page_id, version, code_hash, purposes, language, ends_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (db.organisation_id, id_, page.id, page.version, code_hash, *chosen, ends_at),
    )


async def take_choice(db: Db, page_id: UUID, code_hash: bytes, now: datetime) -> ChoiceRow | None:
    """Use a choice, once and within its time."""
    return await db.maybe(
        "with taken as (update join_choice set used_at = %(now)s where organisation_id = %(org)s"
        " and code_hash = %(code)s and page_id = %(page)s and used_at is null and ends_at > %(now)s"
        " returning id, purposes, language, version)"
        " select t.id, t.purposes, t.language, t.version, v.id as words_id, v.words_sealed from taken t"
        " join join_version v on v.organisation_id = %(org)s and v.page_id = %(page)s and v.version = t.version",
        {"now": now, "org": db.organisation_id, "code": code_hash, "page": page_id},
        into=ChoiceRow,
    )  # fmt: skip


async def expire(db: Db, now: datetime) -> int:
    """Forget ticks whose time has passed."""
    return await db.run(
        "delete from join_choice where organisation_id = %s and ends_at <= %s",
        (db.organisation_id, now),
    )
