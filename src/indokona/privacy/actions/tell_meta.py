"""Meta's side of an erasure: its contact book, and files that are still there. What it keeps besides
(content for retransmission, at most 30 days) expires by itself: `expiry`."""

from __future__ import annotations

from collections.abc import Callable

from indokona.kernel.database import Database
from indokona.kernel.egress.http import Http
from indokona.kernel.errors import Transient
from indokona.numbers.actions import show as numbers
from indokona.privacy.actions.telling_facts import ACKNOWLEDGED, CARRIES, Call, Verdict
from indokona.whatsapp import graph

META = "Meta"
CONTACT_BOOK, MEDIA = "contact_book", "media"
#: Code and subcode of an object that is unknown or gone: nothing is left to erase.
_GONE = ((33, None), (100, 33))


async def forget_person(database: Database, http: Http, call: Call) -> Verdict:
    """Take the link of phone and BSUID out of the contact book of a number."""
    return await _delete(database, http, call, graph.contact_book_path)


async def delete_file(database: Database, http: Http, call: Call) -> Verdict:
    """Delete a file that was sent or received."""
    return await _delete(database, http, call, graph.media_node_path)


async def _delete(
    database: Database, http: Http, call: Call, path: Callable[[str, str], str]
) -> Verdict:
    assert call.number_id is not None
    async with database.organisation(call.organisation_id) as db:
        sender = await numbers.sender(db, database, call.number_id)
    answer = await http.call(
        "DELETE",
        f"{sender.graph_url.rstrip('/')}{path(str(call.what['id']), sender.number.phone_number_id)}",
        carries=CARRIES,
        headers={"Authorization": f"Bearer {sender.token}"},
    )
    try:
        done = graph.read(graph.Success, answer.status, answer.body)
    except graph.GraphRefused as refused:
        return _refused(refused)
    except graph.GraphUnreadable:
        raise Transient("unreadable", retry_after=5) from None
    return ACKNOWLEDGED if done.success else Verdict("waiting", "meta.no")


def _refused(refused: graph.GraphRefused) -> Verdict:
    if (refused.fault.code, refused.fault.error_subcode) in _GONE:
        return Verdict("acknowledged", "meta.gone")
    return Verdict("waiting", f"meta.{refused.error.code}")
