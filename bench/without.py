"""A sender that keeps no promise: what the promises cost is the difference to it.

It takes slices of a queue, writes an intent for each message before its post and the result after it,
two slices at a time, by the same posts and the same bulk statements as the product. It seals nothing,
asks nobody, has no walls and no acts. With `keeps` it takes one promise on: `sealing` (content and
phone open only with each person's own wrapped key, the wamid is sealed), `gate` (consent, opt-out,
restriction and wishes are asked for every slice), `walls` (row-level security forced on every table).

Reads its orders as JSON on a line of standard input, says `ready`, waits for a line, prints its
seconds and its CPU.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import uvloop

from bench import without_tables
from indokona.kernel import clock, ids
from indokona.kernel.arrays import packed
from indokona.kernel.egress.posts import Post, Posted, Posts
from indokona.kernel.sealing import DataKey, Opener, Sealer
from indokona.messaging import content
from indokona.whatsapp import messages as wire
from indokona.whatsapp.template_parts import Template, decode
from indokona.whatsapp.template_values import Compiled

SLICE, HANDS = 500, 2
_MESSAGE = {
    "id": "uuid", "contact_id": "uuid", "number_id": "uuid", "direction": "text", "purpose": "text", "kind": "text",
    "consent_id": "uuid", "origin_kind": "text", "origin_id": "uuid", "template_version_id": "uuid", "fence": "int8",
    "at": "timestamptz",
}  # fmt: skip
_STATUS = {
    "id": "uuid", "attempt": "int4", "accepted_at": "timestamptz", "wamid_index": "int8", "wamid_sealed": "bytea",
}  # fmt: skip
_LATER = (
    "on conflict (organisation_id, id) do update set accepted_at = least({0}.accepted_at, excluded.accepted_at),"
    " wamid_index = coalesce({0}.wamid_index, excluded.wamid_index),"
    " wamid_sealed = coalesce({0}.wamid_sealed, excluded.wamid_sealed)"
)


class _Anywhere:
    """A register that allows every destination."""

    async def check(self, _url: str, _carries: Sequence[str]) -> None:
        """Yes."""


class Sender:
    """One process with a table set of its own."""

    def __init__(self, order: dict[str, Any], shape: Template) -> None:
        self.order, self.keeps, self.table = order, order["keeps"], order["table"]
        self.organisation, self.number, self.origin = (
            UUID(order["organisation"]),
            ids.new(),
            ids.new(),
        )
        self.after = ids.NIL
        self.posts = Posts(_Anywhere(), Path(order["ca_file"]))  # type: ignore[arg-type]
        self.writer = Compiled(shape)
        self.url = f"{order['url']}/v25.0/{order['number']}/messages"
        self.taking = asyncio.Lock()

    async def run(self) -> None:
        """Send all of it."""
        await asyncio.gather(*(self._hand() for _ in range(HANDS)))
        self.posts.close()

    async def _hand(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self.order["database"], autocommit=True
        ) as connection:
            if "walls" in self.keeps:
                await connection.execute(f"set role {without_tables.ROLE}".encode())
                await connection.execute(f"set app.floor = '{self.organisation}'".encode())
            while rows := await self._taken(connection):
                posts = [post for *_, post in rows]
                ends = await self.posts.send(self.order["url"], posts)
                await self._record(connection, rows, ends)

    async def _taken(self, connection: Any) -> list[tuple[UUID, UUID, Any, Post]]:
        """The next slice with its posts; its intents stand before the first of them."""
        async with self.taking, connection.transaction():
            cursor = await connection.execute(
                f"select q.id, q.contact_id, q.content, c.phone from {self.table}_queue q"
                f" join {self.table}_contact c on c.organisation_id = q.organisation_id and c.id = q.contact_id"
                " where q.organisation_id = %s and q.id > %s order by q.id limit %s",
                (self.organisation, self.after, SLICE), binary=True,
            )  # fmt: skip
            rows = await cursor.fetchall()
            if not rows:
                return []
            self.after = rows[-1][0]
            consents = await self._consents(connection, [row[1] for row in rows])
            opener = await self._opener(connection, rows)
            found = [self._ready(row, opener) for row in rows if row[1] in consents]
            now = clock.now()
            intents = [
                (one, who, self.number, "out", "marketing", "template", consents[who], "campaign", self.origin,
                 self.origin, 1, now)
                for one, who, *_ in found
            ]  # fmt: skip
            await self._insert(connection, "message", _MESSAGE, intents)
            return found

    async def _consents(self, connection: Any, people: list[UUID]) -> dict[UUID, Any]:
        if "gate" not in self.keeps:
            return dict.fromkeys(people, self.origin)
        cursor = await connection.execute(
            "select l.contact_id, l.consent_id from unnest(%b::uuid[]) as k(id) cross join lateral ("
            f" select x.contact_id, x.consent_id from {self.table}_live x where x.organisation_id = %b"
            "  and x.contact_id = k.id and x.purpose = 'marketing' and (x.ends_at is null or x.ends_at > now())"
            "  offset 0) l"
            f" left join {self.table}_no o on o.organisation_id = %b and o.contact_id = k.id"
            "  and o.purpose = 'marketing' and o.ended_at is null"
            f" left join {self.table}_contact c on c.organisation_id = %b and c.id = k.id"
            "  and c.restricted_at is not null where o.contact_id is null and c.id is null",
            (packed("uuid", people), self.organisation, self.organisation, self.organisation), binary=True,
        )  # fmt: skip
        return dict(await cursor.fetchall())

    async def _opener(self, connection: Any, rows: Sequence[Any]) -> Opener | None:
        if "sealing" not in self.keeps:
            return None
        cursor = await connection.execute(
            f"select uuid_send(k.id), k.wrapped from unnest(%b::uuid[]) as w(id) join {self.table}_key k"
            " on k.organisation_id = %b and k.id = w.id",
            (packed("uuid", [row[1] for row in rows]), self.organisation), binary=True,
        )  # fmt: skip
        kek, found = without_tables.kek(), {}
        for key_id, wrapped in await cursor.fetchall():
            raw = kek.decrypt(wrapped[:12], wrapped[12:], key_id)
            found[key_id] = DataKey(key_id, raw)
        return Opener(self.organisation, found)

    def _ready(self, row: Any, opener: Opener | None) -> tuple[UUID, UUID, Any, Post]:
        message_id, contact_id, body, phone = row
        key = None
        if opener is not None:
            key = opener.key(body)
            phone = opener.raw(phone, "identity.value", contact_id)
            body = opener.raw(body, "message.content", message_id)
        values = msgspec.json.decode(body)["values"]
        to = wire.Address(phone=phone.decode(), user_id=None)
        request = self.writer.request(to, values, f"{content.CALLBACK}{message_id.hex}")
        return message_id, contact_id, key, Post(self.url, self.order["token"], request)

    async def _record(self, connection: Any, rows: Sequence[Any], ends: Sequence[Posted]) -> None:
        now, told = clock.now(), []
        keys = {who: key for _, who, key, _ in rows if key is not None}
        sealer = Sealer(self.organisation, keys)
        for (message_id, contact_id, key, _), how in zip(rows, ends, strict=True):
            answer = wire.answer(how.status, how.body)
            assert isinstance(answer, wire.Accepted), how
            wamid = answer.wamid.encode()
            if key is not None:
                wamid = sealer.seal(contact_id, "message.wamid", message_id, answer.wamid)
            told.append((message_id, 1, now, hash(answer.wamid), wamid))
        async with connection.transaction():
            tail = _LATER.format(f"{self.table}_message_status")
            await self._insert(connection, "message_status", _STATUS, told, tail)

    async def _insert(
        self,
        connection: Any,
        table: str,
        kinds: dict[str, str],
        rows: Sequence[Any],
        tail: str = "",
    ) -> None:
        columns = zip(*rows, strict=True)
        values = [packed(kind, one) for kind, one in zip(kinds.values(), columns, strict=True)]
        names, casts = ", ".join(kinds), ", ".join(f"%b::{kind}[]" for kind in kinds.values())
        await connection.execute(
            f"insert into {self.table}_{table} (organisation_id, {names})"
            f" select %b, u.* from unnest({casts}) as u({names}) {tail}".encode(),
            (self.organisation, *values),
        )


def main(order: dict[str, Any]) -> dict[str, float]:
    """Fill the tables, then time the sending alone."""
    shape = decode(msgspec.json.encode(order["shape"]))
    without_tables.filled(order)
    print("ready", flush=True)
    sys.stdin.readline()
    began, cpu = time.perf_counter(), time.process_time()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_sent(order, shape))
    return {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - cpu}


async def _sent(order: dict[str, Any], shape: Template) -> None:
    await Sender(order, shape).run()


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.stdin.readline()))))
