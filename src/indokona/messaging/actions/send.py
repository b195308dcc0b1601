"""Sending: the one door. What may not be sent is refused here, and asked again at dispatch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from indokona.consent.actions import give
from indokona.consent.facts import Asked
from indokona.contacts.actions import show as contacts
from indokona.kernel import clock, ids, keyring
from indokona.kernel.database import Db
from indokona.kernel.sealing import Sealer
from indokona.messaging import rules, store
from indokona.messaging.actions import gate, tally
from indokona.messaging.actions import wishes as wishes_of
from indokona.messaging.actions.wishes import Wishes
from indokona.messaging.facts import Draft, Origin, Queued
from indokona.messaging.rules import WINDOW

#: What goes into one chunk: purpose, template version, and when it is due.
_Alike = tuple[str, UUID | None, datetime]


async def send(
    db: Db,
    number_id: UUID,
    origin: Origin,
    drafts: Sequence[Draft],
) -> list[Queued]:
    """Queue many messages of one origin on one number's lane.

    Business-initiated ones need a live consent of their purpose, replies an open window. A refused
    draft is a row with its code, not an exception. Results stand in the order of the drafts.
    """
    if not drafts:
        return []
    now, message_ids = clock.now(), ids.new_many(len(drafts))
    basis = await _basis(db, number_id, origin.kind, drafts, now)
    sealer = await db.sealer(keyring.CONTACT, {d.contact_id for d in drafts})
    results, refused = [], list[tuple[object, ...]]()
    accepted = defaultdict[_Alike, list[tuple[UUID, Draft, UUID | None]]](list)
    for message_id, draft in zip(message_ids, drafts, strict=True):
        code, consent_id = basis(draft)
        code = code or (None if sealer.knows(draft.contact_id) else "contact.erased")
        results.append(Queued(message_id, draft.contact_id, code))
        if code:
            refused.append((message_id, origin.id, draft.contact_id, code, now))
        else:
            alike = draft.purpose, draft.template_version_id, basis.due(draft) or now
            accepted[alike].append((message_id, draft, consent_id))
    await store.insert_refusals(db, refused)
    for alike, rows in accepted.items():
        await _queue(db, number_id, origin, alike, rows, sealer)
    return results


class _Basis:
    """On what ground each draft may go: its consent, or the open window."""

    def __init__(
        self,
        closed: Mapping[UUID, str],
        asked: Mapping[str, Asked],
        why_not: Mapping[str, Mapping[UUID, str]],
        windows: Mapping[UUID, datetime],
        wishes: Wishes,
        now: datetime,
    ) -> None:
        self._closed = closed
        self._asked = asked
        self._why_not = why_not
        self._windows = windows
        self._wishes = wishes
        self._now = now

    def __call__(self, draft: Draft) -> tuple[str | None, UUID | None]:
        if code := self._closed.get(draft.contact_id):
            return code, None
        if draft.purpose == "service":
            opened = self._windows.get(draft.contact_id)
            closed = opened is None or opened + WINDOW <= self._now
            return ("window.closed", None) if closed else (None, None)
        consent_id = self._asked[draft.purpose].consents.get(draft.contact_id)
        if consent_id is None:
            return self._why_not[draft.purpose].get(draft.contact_id, "consent.missing"), None
        if not self._wishes.takes(draft.purpose, draft.contact_id):
            return rules.CAPPED, None
        return None, consent_id

    def due(self, draft: Draft) -> datetime | None:
        """When a draft may go at the earliest, if its person wants quiet at its time."""
        return self._wishes.until(draft.purpose, draft.contact_id)


async def _basis(
    db: Db, number_id: UUID, origin_kind: str, drafts: Sequence[Draft], now: datetime
) -> _Basis:
    everyone = list({draft.contact_id for draft in drafts})
    purposes = {draft.purpose for draft in drafts}
    asked = {p: await give.asked(db, everyone, p) for p in purposes if p != "service"}
    why_not = {p: await gate.why_not(db, everyone, p, one) for p, one in asked.items()}
    windows = await store.windows(db, number_id, everyone) if "service" in purposes else {}
    told = await contacts.closed(db, everyone)
    closed = {one: code for one, why in told.items() if (code := rules.closed(why, origin_kind))}
    return _Basis(closed, asked, why_not, windows, await wishes_of.read(db, asked, now), now)


async def _queue(
    db: Db,
    number_id: UUID,
    origin: Origin,
    alike: _Alike,
    rows: list[tuple[UUID, Draft, UUID | None]],
    sealer: Sealer,
) -> None:
    chunk_id, (purpose, template_version_id, due_at) = ids.new(), alike
    await store.insert_chunk(
        db,
        chunk_id,
        number_id,
        rules.PRIORITY[purpose],
        due_at,
        (origin.kind, origin.id),
        template_version_id,
        len(rows),
    )
    outgoing = []
    for message_id, draft, consent_id in rows:
        content = msgspec.json.encode(draft.content)
        sealed = sealer.seal(draft.contact_id, "message.content", message_id, content)
        outgoing.append(
            (
                message_id, chunk_id, number_id, draft.contact_id, purpose, consent_id, origin.kind, origin.id,
                draft.template_version_id, sealed,
            )
        )  # fmt: skip
    await store.insert_outgoing(db, outgoing)


async def cancel_queued(
    db: Db, contact_ids: Sequence[UUID], purposes: Sequence[str], code: str
) -> int:
    """Cancel what waits for these contacts, in the caller's transaction; returns how many."""
    return await store.cancel_for_contacts(db, contact_ids, purposes, code, clock.now())


async def refuse_waiting(db: Db) -> int:
    """Refuse all that waits: it may have been sent from data that are lost. Returns how many.

    What was paused before waits for a person instead.
    """
    return await store.refuse_ready(db, rules.RESTORED, clock.now())


async def pause(db: Db, origin_id: UUID) -> None:
    """Stop taking from an origin's chunks; a slice already taken ends."""
    await store.set_chunks(db, origin_id, ["ready"], "paused")


async def resume(db: Db, origin_id: UUID) -> None:
    """Take from them again."""
    await store.set_chunks(db, origin_id, ["paused"], "ready")


async def cancel(db: Db, origin_id: UUID) -> int:
    """Never take from them again: what waits is refused with a row of its own; returns how many."""
    return await store.cancel_rest(db, origin_id, rules.CANCELLED, clock.now())


async def counts(db: Db, origin_id: UUID) -> dict[str, int]:
    """Derived counts of one origin: recipients, states, `refused:<code>`."""
    return (await tally.taken(db, origin_id)).counts


async def has_queued(db: Db, origin_id: UUID) -> bool:
    """Whether anything of an origin was ever queued."""
    return await store.has_queued(db, origin_id)


async def is_idle(db: Db, origin_id: UUID) -> bool:
    """Whether nothing of an origin waits or is under way any more."""
    return await store.is_idle(db, origin_id)
