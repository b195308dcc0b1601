"""Words that are orders: STOP, START, PREFERENCES, MY DATA, DELETE ME, the keyword of a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from indokona.choices.actions import confirm, joining, links
from indokona.choices.actions.joining import Told
from indokona.consent import rules as consent_rules
from indokona.consent.actions import withdraw
from indokona.kernel import clock, events
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.messaging import events as names
from indokona.messaging.actions import send
from indokona.messaging.arrivals import Arrival
from indokona.messaging.facts import Draft, Origin
from indokona.numbers.facts import Number

#: What the buttons of a request carry.
RIGHTS = "rights:"
#: The origin of confirmations in a chat: they carry links that are the person's alone.
ORIGIN = "consent"
_RIGHTS = ("my_data", "delete_me")


async def listen(db: Db, number: Number, arrivals: Sequence[Arrival]) -> None:
    """Act on each message that is an order, in their order, in the transaction that stores it."""
    plain = {}
    for arrival in arrivals:
        if not await _order(db, number, arrival) and arrival.text:
            plain[arrival.id] = Told(arrival.contact_id, arrival.text, _said_at(arrival))
    answers = await joining.heard(db, number.id, plain) if plain else {}
    for arrival in arrivals:
        if arrival.id in answers:
            await _answer(db, number, arrival, answers[arrival.id])
        elif arrival.id in plain and consent_rules.mentions_stop(arrival.text):
            await events.publish(db, names.STOP_MENTIONED, [arrival.id])


async def _order(db: Db, number: Number, arrival: Arrival) -> bool:
    """Act on an order; False if it is none."""
    act, language = consent_rules.said(arrival.text)
    if (arrival.payload or "").startswith(RIGHTS) or act in _RIGHTS:
        await events.publish(db, names.RIGHTS_ASKED, [arrival.id])
        return True
    if act is None:
        return False
    contact_id = arrival.contact_id
    said_at = _said_at(arrival)
    if act in ("stop", "stop_all"):
        person = Actor("person", contact_id)
        await withdraw.by_word(db, person, contact_id, act, said_at)
    elif act == "start":
        again = await withdraw.start(db, contact_id, "chat", arrival.text, said_at=said_at)
        answer = await confirm.renewed(db, contact_id, again, language)
        await _answer(db, number, arrival, answer)
        return True
    key = "link" if act == "preferences" else "stopped"
    answer = await links.offer(db, contact_id, number.id, key, language)
    await _answer(db, number, arrival, answer)
    return True


def _said_at(arrival: Arrival) -> datetime:
    """Meta tells whole seconds: an order counts from the end of its second."""
    return min(arrival.at + timedelta(seconds=1), clock.now())


async def _answer(db: Db, number: Number, arrival: Arrival, text: str) -> None:
    """One confirmation, inside the window that the person just opened."""
    draft = Draft(arrival.contact_id, "service", {"type": "text", "text": text})
    await send.send(db, number.id, Origin(ORIGIN, arrival.id), [draft])
