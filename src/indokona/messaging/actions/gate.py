"""The gate as a slice asks it: every question once for all rows, in the transaction that takes them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from indokona.consent.actions import give
from indokona.contacts.actions import show as contacts
from indokona.contacts.facts import Reach
from indokona.kernel import clock, ids
from indokona.kernel.database import Db
from indokona.kernel.egress.posts import Post
from indokona.messaging import content, rules, store
from indokona.messaging.rules import Answers, Case
from indokona.messaging.store_dispatch import Waiting
from indokona.numbers.facts import Sender
from indokona.templates import actions as templates
from indokona.templates.facts import Usable


@dataclass(slots=True)
class Gate:
    """The gate's answers for one slice, with what is needed to write the posts."""

    answers: Answers
    reached: dict[UUID, Reach]
    used: dict[UUID, Usable]
    contents: dict[UUID, dict[str, object]]
    writers: dict[UUID, content.Writer]

    def decide(self, row: Waiting, sender: Sender) -> tuple[str | None, Post | None]:
        """A code why not, or the post."""
        usable = self.used.get(row.template_version_id) if row.template_version_id else None
        case = Case(row.id, row.contact_id, row.purpose, None, None)
        if usable is not None:
            case = dataclasses.replace(
                case, template_state=usable.state, template_purpose=usable.purpose,
                is_current=usable.is_current, is_whole=usable.is_whole,
            )  # fmt: skip
        elif row.template_version_id is not None:
            return "template.not_usable", None
        code = rules.refuse(case, self.answers, clock.now())
        if code is None and row.id not in self.contents:
            code = "contact.erased"
        if code is not None:
            return code, None
        to = content.address(self.reached[row.contact_id], sender.number.portfolio_id)
        if to is None:
            return "contact.unreachable", None
        try:
            body = content.body(
                row.id,
                to,
                self.contents[row.id],
                self.writers.get(row.template_version_id or ids.NIL),
            )
        except ValueError:
            return "template.value_missing", None
        return None, Post(
            f"{sender.graph_url.rstrip('/')}/{sender.number.phone_number_id}/messages",
            sender.token,
            body,
        )


def _writers(used: dict[UUID, Usable]) -> dict[UUID, content.Writer]:
    return {key: content.Writer(one) for key, one in used.items() if one.is_whole}


async def ask(db: Db, number_id: UUID, rows: Sequence[Waiting]) -> Gate:
    """Everything the gate needs to know, each question once for the whole slice."""
    people = list({row.contact_id for row in rows})
    purposes = {row.purpose for row in rows if row.purpose != "service"}
    reached = await contacts.reach(db, people)
    # Only what goes without a template needs an open window.
    replied = list({row.contact_id for row in rows if row.template_version_id is None})
    answers = Answers(
        frozenset(await contacts.fenced(db, people)),
        {purpose: await give.permitted(db, people, purpose) for purpose in purposes},
        await store.windows(db, number_id, replied) if replied else {},
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
    return Gate(answers, reached, used, contents, _writers(used))
