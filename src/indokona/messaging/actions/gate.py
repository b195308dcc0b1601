"""The gate as a slice asks it: every question once for all rows, in the transaction that takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from indokona.consent.actions import give
from indokona.contacts.actions import show as contacts
from indokona.contacts.facts import Reach
from indokona.kernel import clock, ids
from indokona.kernel.database import Db
from indokona.kernel.egress.posts import Post
from indokona.kernel.sealing import Opener
from indokona.messaging import content, rules, store
from indokona.messaging.rules import Answers, Words
from indokona.messaging.store_dispatch import Waiting
from indokona.numbers.facts import Sender
from indokona.templates import actions as templates
from indokona.templates.facts import Usable


@dataclass(slots=True)
class Gate:
    """The gate's answers for one slice, with what is needed to write the posts."""

    sender: Sender
    url: str
    now: datetime
    answers: Answers
    reached: dict[UUID, Reach]
    words: dict[UUID, Words]
    contents: dict[UUID, dict[str, object]]
    opener: Opener
    writers: dict[UUID, content.Writer]

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
            body = content.body(row.id, to, self.contents[row.id], writer)
        except ValueError:
            return "template.value_missing", None
        return None, Post(self.url, self.sender.token, body)

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
    answers = Answers(
        await contacts.closed(db, people),
        {purpose: await give.permitted(db, people, purpose) for purpose in purposes},
        await store.windows(db, sender.number.id, replied) if replied else {},
        frozenset(reached),
    )
    used = await templates.versions(
        db, list({r.template_version_id for r in rows if r.template_version_id})
    )
    opener = await db.opener(row.content_sealed for row in rows)
    contents = {}
    for row in rows:
        text = opener.text(row.content_sealed, "message.content", row.id)
        if text is not None:
            contents[row.id] = msgspec.json.decode(text)
    words = {
        key: Words(one.state, one.purpose, one.is_current, one.is_whole)
        for key, one in used.items()
    }
    url = f"{sender.graph_url.rstrip('/')}/{sender.number.phone_number_id}/messages"
    return Gate(sender, url, clock.now(), answers, reached, words, contents, opener, _writers(used))
