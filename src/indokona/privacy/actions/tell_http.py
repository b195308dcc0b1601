"""A processor with an erasure address in the register: told by POST, asked by GET until it says it is done.

POST `{erase_url}` with `{"request", "phones", "user_ids"}`; 200 with `{"status": "completed"}` is done,
202 or `{"status": "pending"}` is told; then GET `{erase_url}/{request}` says the same words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from indokona.contacts.actions import show as contacts
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import register
from indokona.kernel.egress.disclosing import NOTHING
from indokona.kernel.egress.http import Answer, Http
from indokona.kernel.egress.register import Processor
from indokona.kernel.errors import Transient
from indokona.privacy.actions.telling_facts import ACKNOWLEDGED, CARRIES, Call, Verdict
from indokona.privacy.hooks import Copy

ERASURE = "erasure"


async def copies(db: Db, contact_id: UUID, receivers: Sequence[Processor]) -> list[Copy]:
    """One call to each processor that has an erasure address."""
    asked = [one for one in receivers if one.erase_url is not None]
    if not asked:
        return []
    held = await contacts.identities(db, contact_id)
    what = {
        "phones": [one.value for one in held if one.kind == "phone"],
        "user_ids": [one.value for one in held if one.kind != "phone"],
    }
    return [Copy(one.name, ERASURE, None, what) for one in asked]


async def erase(database: Database, http: Http, call: Call) -> Verdict:
    """Tell it, or ask how far it is."""
    async with database.platform() as db:
        url = next(
            (p.erase_url for p in await register.processors(db) if p.name == call.processor), None
        )
    if url is None:
        return Verdict("failed", "not in the register any more")
    asked = await http.call("GET", f"{url}/{call.request_id}", carries=NOTHING)
    if asked.status == 404:
        body = json.dumps({"request": str(call.request_id), **call.what}).encode()
        headers = {"content-type": "application/json"}
        asked = await http.call("POST", url, carries=CARRIES, headers=headers, content=body)
    return _verdict(asked)


def _verdict(answer: Answer) -> Verdict:
    if answer.status not in (200, 202):
        raise Transient(f"HTTP {answer.status}", retry_after=5)
    try:
        told: Any = json.loads(answer.body)
    except ValueError:
        raise Transient("unreadable", retry_after=5) from None
    is_done = isinstance(told, dict) and told.get("status") == "completed"
    return ACKNOWLEDGED if is_done else Verdict("told", "pending")
