"""The gate as a slice asks it: every question once for all rows, in the transaction that takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from indokona.consent.actions import give
from indokona.consent.facts import Asked
from indokona.contacts.actions import show as contacts
from indokona.contacts.facts import Reach
from indokona.kernel import clock, ids, log
from indokona.kernel.database import Db
from indokona.kernel.egress.posts import Post
from indokona.kernel.sealing import Opener, Tampered
from indokona.messaging import content, rules, store
from indokona.messaging.actions import wishes as wishes_of
from indokona.messaging.actions.wishes import Wishes
from indokona.messaging.rules import Answers, Words
from indokona.messaging.store_dispatch import Waiting
from indokona.numbers.facts import Sender
from indokona.templates import actions as templates
from indokona.templates.facts import Usable

LOG = log.get("gate")
#: What cannot be read, or is not of the shape of a message: refused by itself, else its lane would stand still.
DAMAGED = "message.damaged"


@dataclass(slots=True)
class Gate:
    """The gate's answers for one slice, with what is needed to write the posts."""

    sender: Sender
    url: str
    now: datetime
    answers: Answers
    reached: dict[UUID, Reach]
    words: dict[UUID, Words]
    contents: dict[UUID, dict[str, object] | None]
    opener: Opener
    writers: dict[UUID, content.Writer]
    wishes: Wishes

    def waits_until(self, row: Waiting) -> datetime | None:
        """The end of the quiet hours of a message's person, if it would fall into them."""
        return self.wishes.until(row.purpose, row.contact_id)

    def decide(self, row: Waiting) -> tuple[str | None, Post | None]:
        """A code why not, or the post."""
        code = self._refuse(row)
        if code is not None:
            return code, None
        to = content.address(self.reached[row.contact_id], self.sender.number.portfolio_id)
        if to is None:
            return "contact.unreachable", None
        writer = self.writers.get(row.template_version_id or ids.NIL)
        try:
            body = content.body(row.id, to, self.contents[row.id] or {}, writer)
        except ValueError:
            return "template.value_missing", None
        except (KeyError, TypeError, AttributeError):
            return DAMAGED, None
        if not self.wishes.takes(row.purpose, row.contact_id):
            return rules.CAPPED, None
        return None, Post(self.url, self.sender.token, body)

    def kind(self, row: Waiting) -> str:
        """What a message is: a template, or the type of its own words."""
        if row.template_version_id:
            return "template"
        return str((self.contents[row.id] or {}).get("type", "text"))

    def _refuse(self, row: Waiting) -> str | None:
        version = row.template_version_id
        words = self.words.get(version) if version else None
        if version is not None and words is None:
            return "template.not_usable"
        code = rules.refuse(
            row.contact_id, row.purpose, words, self.answers, self.now, row.origin_kind
        )
        if code is None and row.id not in self.contents:
            return "contact.erased"
        if code is None and self.contents[row.id] is None:
            return DAMAGED
        return code


def _writers(used: dict[UUID, Usable]) -> dict[UUID, content.Writer]:
    return {key: content.Writer(one) for key, one in used.items() if one.is_whole}


async def ask(db: Db, sender: Sender, rows: Sequence[Waiting]) -> Gate:
    """Everything the gate needs to know, each question once for the whole slice."""
    people = list({row.contact_id for row in rows})
    purposes = {row.purpose for row in rows if row.purpose != "service"}
    reached = await contacts.reach(db, people)
    # Only what goes without a template needs an open window.
    replied = list({row.contact_id for row in rows if row.template_version_id is None})
    asked = {purpose: await give.asked(db, people, purpose) for purpose in purposes}
    answers = Answers(
        await contacts.closed(db, people),
        {purpose: one.consents for purpose, one in asked.items()},
        await store.windows(db, sender.number.id, replied) if replied else {},
        frozenset(reached),
        {purpose: await why_not(db, people, purpose, one) for purpose, one in asked.items()},
    )
    used = await templates.versions(
        db, list({r.template_version_id for r in rows if r.template_version_id})
    )
    opener = await db.opener(row.content_sealed for row in rows)
    words = {
        key: Words(
            one.state, one.purpose, one.is_current, one.is_whole,
            one.waba_row_id == sender.number.waba_row_id,
        )
        for key, one in used.items()
    }  # fmt: skip
    url = f"{sender.graph_url.rstrip('/')}/{sender.number.phone_number_id}/messages"
    now = clock.now()
    wishes = await wishes_of.read(db, asked, now, holding=True)
    contents = _contents(db, opener, rows)
    return Gate(sender, url, now, answers, reached, words, contents, opener, _writers(used), wishes)


def _contents(
    db: Db, opener: Opener, rows: Sequence[Waiting]
) -> dict[UUID, dict[str, object] | None]:
    """The words of each whose person was not erased; None for what does not open."""
    contents = dict[UUID, dict[str, object] | None]()
    for row in rows:
        try:
            text = opener.text(row.content_sealed, "message.content", row.id)
            if text is not None:
                contents[row.id] = msgspec.json.decode(text)
        except (Tampered, msgspec.DecodeError):
            LOG.error("damaged", organisation_id=db.organisation_id, message_id=row.id)
            contents[row.id] = None
    return contents


async def why_not(db: Db, people: Sequence[UUID], purpose: str, asked: Asked) -> dict[UUID, str]:
    """Why those of some people may not be written to who may not; no question if all may."""
    if len(asked.consents) == len(people):
        return {}
    return await give.why_not(db, [one for one in people if one not in asked.consents], purpose)
