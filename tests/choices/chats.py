"""What was said in Dev's chat, as the person saw it."""

from __future__ import annotations

import json
import re

from tests.fixtures.cast import Cast

from indokona.kernel.database import Database


async def answers(database: Database, cast: Cast) -> list[str]:
    """Every confirmation that is on its way to Dev, oldest first."""
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select id, content_sealed from outgoing where organisation_id = %s and contact_id = %s"
            " and origin_kind = 'consent' order by id",
            (cast.organisation_id, cast.dev),
        )
        opener = await db.opener(row[1] for row in rows)
        return [
            json.loads(opener.text(row[1], "message.content", row[0]) or "{}")["text"]
            for row in rows
        ]


def token_in(said: str, place: str) -> str:
    """The token of a link in an answer: `preferences` or `verify.html`."""
    found = re.search(rf"/{re.escape(place)}[/#]([\w-]{{20,}})", said)
    assert found is not None, said
    return found[1]
