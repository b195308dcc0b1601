"""What a person chooses on their own page: yes or no to each purpose, hours, how often, language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from indokona.accounts.actions import organisation
from indokona.choices import joining_rules, says, zones
from indokona.choices.actions import confirm
from indokona.choices.actions.links import Holder
from indokona.choices.errors import BadWish
from indokona.choices.hooks import HOOKS
from indokona.consent import rules
from indokona.consent.actions import give, wish, withdraw
from indokona.consent.actions.agree import Yes
from indokona.consent.actions.wish import Said
from indokona.consent.facts import Standing, Wish
from indokona.contacts.actions import edit, show
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.numbers.actions import show as numbers

METHOD = "preference page"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for one purpose."""

    purpose: str
    yes: bool
    quiet_from: int | None = None
    quiet_to: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A person's page: how each purpose stands, in which words a yes is said, and whom to write to."""

    organisation: str
    language: str
    zone: str
    zones: Sequence[str]
    standing: Sequence[Standing]
    words: Mapping[str, str]
    phone: str


async def page(db: Db, holder: Holder, language: str) -> Page:
    """The page of a link's holder, in a language."""
    person, of = await show.one(db, holder.contact_id), await organisation.show(db)
    number = await numbers.number(db, holder.number_id)
    standing = [
        one for one in await give.standing(db, holder.contact_id) if one.purpose in rules.TUNABLE
    ]
    known = [one.wish.zone for one in standing if one.wish]
    offered = zones.of_market(person.market, of.zone)
    words = {one.purpose: says.of_purpose(one.purpose, language, of.name) for one in standing}
    return Page(
        of.name, person.language, (known or offered)[0], sorted({*offered, *known}), standing, words,
        joining_rules.digits(number.display),
    )  # fmt: skip


async def choose(
    db: Db, holder: Holder, choices: Sequence[Choice], zone: str, language: str
) -> None:
    """Keep what a person chose; each change is a row of the ledger with the words, their version and
    language. A new yes is confirmed in the chat, with its receipt. `BadWish`: nothing was changed."""
    wishes = {one.purpose: _wish(one, zone) for one in choices}
    standing = {one.purpose: one for one in await give.standing(db, holder.contact_id)}
    person = Actor("person", holder.contact_id)
    new = [one.purpose for one in choices if one.yes and not standing[one.purpose].may_write]
    gone = [one.purpose for one in choices if not one.yes and standing[one.purpose].may_write]
    if gone:
        await withdraw.stop(db, person, holder.contact_id, METHOD, gone)
    for purpose, wanted in wishes.items():
        if wanted != (standing[purpose].wish or Wish(None, None, wanted.zone, None)):
            said = _said("wish", language)
            await wish.wish(db, holder.contact_id, purpose, wanted, said)
    await _spoke(db, holder.contact_id, language)
    if new:
        await _agreed(db, holder, new, language)


async def _agreed(db: Db, holder: Holder, purposes: Sequence[str], language: str) -> None:
    name = (await organisation.show(db)).name
    words = {purpose: says.of_purpose(purpose, language, name) for purpose in purposes}
    evidence = f"preference page, version {says.version()}"
    yes = Yes(words, says.spoken(language), METHOD, evidence)
    lines, receipt = await confirm.agreed(db, holder.contact_id, yes)
    text = says.say("agreed", language, words=lines, receipt=receipt)
    await HOOKS.say(db, holder.number_id, holder.contact_id, text)


def _wish(choice: Choice, zone: str) -> Wish:
    start, end, most = choice.quiet_from, choice.quiet_to, choice.most
    bounds = [one for one in (start, end) if one is not None]
    if (
        choice.purpose not in rules.TUNABLE
        or (start is None) != (end is None)
        or (start is not None and start == end)
        or any(not 0 <= one < 24 * 60 for one in bounds)
        or (most is not None and not 1 <= most <= 100)
        or not zones.is_zone(zone)
    ):
        raise BadWish
    return Wish(start, end, ZoneInfo(zone).key, most)


async def _spoke(db: Db, contact_id: UUID, language: str) -> None:
    if (await show.one(db, contact_id)).language != language:
        await edit.speak(db, contact_id, language)
        await wish.language(db, contact_id, language, _said("language", language))


def _said(words: str, language: str) -> Said:
    spoken = says.spoken(language)
    return Said(says.say(words, spoken), spoken, METHOD, f"version {says.version()}")
