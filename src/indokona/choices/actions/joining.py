"""Hosted pages on which people agree. Nothing is given there: WhatsApp brings the person's own word."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from indokona.accounts.actions import organisation
from indokona.choices import joining_rules, says, store_joining
from indokona.choices.actions import confirm, links
from indokona.choices.errors import KeywordTaken, PageChanged, PageClosed
from indokona.choices.hooks import HOOKS
from indokona.choices.store_joining import PageRow
from indokona.consent.actions.agree import Yes
from indokona.kernel import audit, clock, directory, ids, keyring, rates
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import NotFound
from indokona.numbers.actions import show as numbers

KIND = "join"
#: Choices an hour from one address: a shop's tablet makes many, a flood makes more.
MOST_CHOICES = 120
#: Words by language and purpose.
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class JoinPage:
    """A page as a member sees it. `keyword_url` works without the page where it offers one purpose."""

    id: UUID
    number_id: UUID
    keyword: str
    words: Words
    version: int
    url: str
    keyword_url: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as everybody sees it, in one language."""

    organisation: str
    phone: str
    version: int
    language: str
    languages: Sequence[str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """A message that may be a keyword: whose, what, and when it was said."""

    contact_id: UUID
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Confirming:
    """How a choice is confirmed: a link that opens the chat with this text, until `ends_at`."""

    url: str
    text: str
    ends_at: datetime


async def create(db: Db, actor: Actor, number_id: UUID, keyword: str, words: Words) -> UUID:
    """A new page. `KeywordReserved`, `KeywordTaken`."""
    await numbers.number(db, number_id)
    page_id, slug, now = ids.new(), joining_rules.new_slug(), clock.now()
    folded = await _free(db, keyword, page_id)
    await store_joining.insert(db, page_id, number_id, slug, (keyword.strip(), folded), now)
    await _keep_words(db, actor, page_id, 1, words)
    await directory.enter(db, KIND, directory.token_key(slug), page_id, number_id)
    await audit.record(db, actor, "join_page.created", "join_page", page_id)
    return page_id


async def change(
    db: Db, actor: Actor, page_id: UUID, number_id: UUID, keyword: str, words: Words
) -> None:
    """Number, keyword and words as they shall be; other words are a new version, the old ones stay."""
    row = await _open(db, page_id)
    await numbers.number(db, number_id)
    folded = await _free(db, keyword, page_id)
    version = row.version
    if words != await _words(db, row.words_id, row.words_sealed):
        version += 1
        await _keep_words(db, actor, page_id, version, words)
    await store_joining.update(db, page_id, number_id, (keyword.strip(), folded), version)
    await audit.record(db, actor, "join_page.changed", "join_page", page_id)


async def close(db: Db, actor: Actor, page_id: UUID) -> None:
    """The page and its keyword do nothing any more; who agreed there has agreed."""
    row = await _open(db, page_id)
    await store_joining.close(db, page_id, clock.now())
    await directory.leave(db, KIND, directory.token_key(row.slug))
    await audit.record(db, actor, "join_page.closed", "join_page", page_id)


async def every(db: Db) -> list[JoinPage]:
    """The open pages."""
    return [await _page(db, row) for row in await store_joining.every(db)]


async def one(db: Db, page_id: UUID) -> JoinPage:
    """One open page, or `NotFound`."""
    return await _page(db, await _open(db, page_id))


async def shown(database: Database, slug: str, language: str) -> Shown:
    """A page for everybody; `PageClosed` if there is none."""
    place = await _place(database, slug)
    async with database.organisation(place.organisation_id) as db:
        row = await _shown(db, place.subject_id)
        words = await _words(db, row.words_id, row.words_sealed)
        spoken = language if language in words else next(iter(words))
        number, of = await numbers.number(db, row.number_id), await organisation.show(db)
        return Shown(of.name, number.display, row.version, spoken, list(words), words[spoken])


async def chosen(
    database: Database,
    slug: str,
    purposes: Sequence[str],
    version: int,
    language: str,
    address: str,
) -> Confirming:
    """Keep what somebody ticked until WhatsApp brings their word. It says nothing of who they are."""
    await rates.spend(database, "join", address, most=MOST_CHOICES, per=timedelta(hours=1))
    place = await _place(database, slug)
    async with database.organisation(place.organisation_id) as db:
        row = await _shown(db, place.subject_id)
        words = await _words(db, row.words_id, row.words_sealed)
        if version != row.version or language not in words:
            raise PageChanged
        wanted = joining_rules.check_chosen(purposes, words[language])
        code, ends_at = joining_rules.new_code(), clock.now() + joining_rules.CHOICE_LIVES
        await store_joining.insert_choice(
            db, row, _hash(code), (wanted, language), ends_at, ids.new()
        )
        number = await numbers.number(db, row.number_id)
        text = f"{row.keyword} {code.upper()}"
        return Confirming(joining_rules.link(number.display, text), text, ends_at)


async def heard(db: Db, number_id: UUID, told: Mapping[UUID, Told]) -> dict[UUID, str]:
    """Messages, by id, that are the keyword of a page: what is answered to each.

    With the code of a choice the person gives what they ticked; without one, the page's only purpose.
    """
    readings = {one: joining_rules.heard(said.text) for one, said in told.items()}
    keywords = {reading.keyword for found in readings.values() for reading in found}
    pages = await store_joining.with_keywords(db, list(keywords)) if keywords else {}
    answers = {}
    for message_id, found in readings.items():
        meant = next((reading for reading in found if reading.keyword in pages), None)
        if meant is not None:
            page = pages[meant.keyword]
            answers[message_id] = await _joined(db, number_id, told[message_id], page, meant.code)
    return answers


async def _joined(db: Db, number_id: UUID, told: Told, page: PageRow, code: str | None) -> str:
    words = await _words(db, page.words_id, page.words_sealed)
    language, version = next(iter(words)), page.version
    agreed, method = words[language], "keyword"
    if code is not None:
        choice = await store_joining.take_choice(db, page.id, _hash(code), clock.now())
        if choice is None:
            return says.say("stale", language, link=_url(page))
        language, version, method = choice.language, choice.version, "join page"
        read = (await _words(db, choice.words_id, choice.words_sealed))[language]
        agreed = {purpose: read[purpose] for purpose in choice.purposes}
    elif len(agreed) > 1:
        return says.say("choose", language, link=_url(page))
    evidence = f"{_url(page)}, version {version}, keyword {page.keyword}"
    yes = Yes(agreed, language, method, evidence, told.at)
    lines, receipt = await confirm.agreed(db, told.contact_id, yes)
    link = await links.give(db, told.contact_id, number_id)
    return says.say("joined", language, words=lines, receipt=receipt, link=link)


async def expire(db: Db, now: datetime) -> dict[str, int]:
    """Forget ticks that nobody confirmed, and links whose time has passed."""
    ended = await store_joining.expire(db, now)
    return {"join_choice": ended, "preference_link": await links.expire(db)}


async def _free(db: Db, keyword: str, page_id: UUID) -> str:
    folded = joining_rules.check_keyword(keyword)
    if await store_joining.is_taken(db, folded, page_id):
        raise KeywordTaken
    return folded


async def _keep_words(db: Db, actor: Actor, page_id: UUID, version: int, words: Words) -> None:
    row_id = ids.new()
    own = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    text = json.dumps(words, ensure_ascii=False)
    sealed = own.seal(db.organisation_id, "join_version.words", row_id, text)
    await store_joining.insert_words(db, page_id, version, (row_id, sealed), actor.id, clock.now())


async def _words(db: Db, row_id: UUID, sealed: bytes) -> dict[str, dict[str, str]]:
    text = (await db.opener([sealed])).text(sealed, "join_version.words", row_id)
    found: dict[str, dict[str, str]] = json.loads(text or "{}")
    return found


async def _open(db: Db, page_id: UUID) -> PageRow:
    row = await store_joining.one(db, page_id, lock=True)
    if row is None or row.closed_at is not None:
        raise NotFound
    return row


async def _place(database: Database, slug: str) -> directory.Found:
    found = await directory.behind(database, KIND, slug)
    if found is None:
        raise PageClosed
    return found


async def _shown(db: Db, page_id: UUID) -> PageRow:
    row = await store_joining.one(db, page_id)
    if row is None or row.closed_at is not None:
        raise PageClosed
    return row


async def _page(db: Db, row: PageRow) -> JoinPage:
    words = await _words(db, row.words_id, row.words_sealed)
    number = await numbers.number(db, row.number_id)
    return JoinPage(
        row.id, row.number_id, row.keyword, words, row.version, _url(row),
        joining_rules.link(number.display, row.keyword), row.created_at,
    )  # fmt: skip


def _url(row: PageRow) -> str:
    return f"{HOOKS.public_url}/join/{row.slug}"


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
