"""An erasure that is killed at every step and goes on leaves nothing of the person, and everybody else as they were."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.webhooks import arrives, text
from tests.privacy.stage import begun, walked

from indokona.contacts.actions import show, upsert
from indokona.contacts.facts import Person
from indokona.kernel import ids
from indokona.kernel.database import Database
from indokona.kernel.sealing import VERSION
from indokona.messaging.actions import send
from indokona.messaging.facts import Draft, Origin
from indokona.privacy import store, verify_receipt
from indokona.privacy.actions import erase
from indokona.privacy.hooks import HOOKS

BODY = "the lychees are at the blue gate"
#: Where our id of an erased person may stay: it means nothing elsewhere. Every other table has no row.
STAYS = {"contact", "consent", "opt_out", "request", "audit", "event"}


SEALED = (
    ("message.content", "outgoing", "content_sealed"),
    ("message.content", "message", "content_sealed"),
    ("identity.value", "identity", "value_sealed"),
)


class Killed(Exception):
    """In place of SIGKILL: nothing of this transaction is there."""


async def killed_at_every_step(database: Database, cast: Cast, request_id: UUID) -> list[str]:
    """Each step is done and lost before its commit, then done again."""
    seen, more = [], True
    while more:
        with pytest.raises(Killed):
            await _lost(database, cast, request_id)
        async with database.organisation(cast.organisation_id) as db:
            before = set(await store.steps(db, request_id))
            more = await erase.step(db, request_id)
            seen += sorted(set(await store.steps(db, request_id)) - before)
    return seen


async def _lost(database: Database, cast: Cast, request_id: UUID) -> None:
    async with database.organisation(cast.organisation_id) as db:
        await erase.step(db, request_id)
        raise Killed


async def peopled(database: Database, cast: Cast) -> UUID:
    """Dev and a neighbour, each with messages both ways."""
    async with database.organisation(cast.organisation_id) as db:
        other = (await upsert.upsert(db, [Person("+919812345670", name="Farid Nachbar")]))[0]
        drafts = [
            Draft(who, "marketing", {"values": {"name": f"{BODY} {n}"}}, ids.new())
            for n in range(40)
            for who in (cast.dev, other.contact_id)
        ]
        await send.send(db, cast.number.id, Origin("campaign", ids.new()), drafts)
    for phone in (DEV_PHONE, "+919812345670"):
        await arrives(database, cast, text(BODY, phone=phone.lstrip("+")))
    return other.contact_id


def everything(owner: psycopg.Connection, organisation_id: UUID) -> dict[str, list[str]]:
    """Every row of the organisation as text, by table: what a dump holds."""
    found = {}
    for table in HOOKS.metadata.sorted_tables:
        if "organisation_id" not in table.c:
            continue
        owner.execute(f"alter table {table.name} no force row level security".encode())
        found[table.name] = [
            row[0]
            for row in owner.execute(
                f"select t::text from {table.name} t where organisation_id = %s".encode(),
                (organisation_id,),
            ).fetchall()
        ]
        owner.execute(f"alter table {table.name} force row level security".encode())
    return found


def traces(before: dict[str, list[str]], dev: UUID) -> set[str]:
    """Indexes and tokens of a person in the rows that name them: what a dump could be searched for."""
    rows = [row for table in ("identity", "contact") for row in before[table] if str(dev) in row]
    return {
        part for row in rows for part in row.strip("()").split(",") if part.startswith('"\\\\x')
    }


async def test_a_killed_erasure_goes_on_and_nothing_of_the_person_is_left(
    installation: Installation,
    database: Database,
    cast: Cast,
    owner: psycopg.Connection,
    tmp_path: Path,
) -> None:
    other = await peopled(database, cast)
    before = everything(owner, cast.organisation_id)
    sealed = await sealed_of(database, cast, cast.dev)
    assert len(sealed) > 40
    needles = traces(before, cast.dev)
    assert len(needles) >= 3
    request_id = await begun(database, cast)
    assert await killed_at_every_step(database, cast, request_id) == sorted(
        erase.STEPS, key=erase.STEPS.index
    )
    assert await walked(database, cast, request_id) == "done"
    after = everything(owner, cast.organisation_id)
    assert {
        table for table, rows in after.items() if any(str(cast.dev) in row for row in rows)
    } <= STAYS
    dump = json.dumps(after)
    assert not [one for one in needles if one in dump]
    assert not any(word in dump for word in (DEV_NAME, DEV_PHONE, BODY))
    assert await opened(database, cast, sealed) == 0, (
        "all other keys, the root and the weeks are here"
    )
    assert _of(before, other) == _of(after, other), "nobody else was touched"
    async with database.organisation(cast.organisation_id) as db:
        assert await show.search(db, "devendra", 10) == []
        assert [one.id for one in await show.search(db, "farid", 10)] == [other]
        kept = await store.receipt(db, request_id)
    assert kept is not None
    assert await asyncio.to_thread(verified_offline, kept, tmp_path) == 0
    assert len(json.loads(kept[0])["steps"]["shred"]["commitments"]) == 1


def _of(rows: dict[str, list[str]], contact_id: UUID) -> dict[str, list[str]]:
    return {
        table: sorted(row for row in held if str(contact_id) in row) for table, held in rows.items()
    }


async def sealed_of(
    database: Database, cast: Cast, contact_id: UUID
) -> list[tuple[str, UUID, bytes]]:
    async with database.organisation(cast.organisation_id) as db:
        return [
            (seal_as, row[0], row[1])
            for seal_as, table, column in SEALED
            for row in await db.rows(
                f"select id, {column} from {table} where organisation_id = %s and contact_id = %s"
                f" and {column} is not null",
                (db.organisation_id, contact_id),
            )
        ]


async def opened(database: Database, cast: Cast, sealed: list[tuple[str, UUID, bytes]]) -> int:
    """How many of the values, kept by somebody, still open."""
    async with database.organisation(cast.organisation_id) as db:
        assert all(value[:1] == VERSION for _, _, value in sealed)
        opener = await db.opener(value for _, _, value in sealed)
        return sum(
            opener.text(value, seal_as, row_id) is not None for seal_as, row_id, value in sealed
        )


def verified_offline(kept: tuple[str, bytes], folder: Path, *words: str) -> int:
    path = folder / "receipt.json"
    path.write_text(json.dumps({"body": kept[0], "signature": kept[1].hex()}))
    command = [sys.executable, "-I", verify_receipt.__file__, str(path), erase.public_key(), *words]
    return subprocess.run(command, capture_output=True, check=False).returncode


async def test_a_receipt_tells_forged_from_cut_short_and_from_another_key(
    database: Database,
    cast: Cast,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept_key = await _data_key(database, cast)
    request_id = await begun(database, cast)
    await walked(database, cast, request_id)
    async with database.organisation(cast.organisation_id) as db:
        kept = await store.receipt(db, request_id)
    assert kept is not None
    whole = json.dumps({"body": kept[0], "signature": kept[1].hex()})
    key, path = erase.public_key(), tmp_path / "r.json"
    other, no_key = "ab" * 32, kept_key[:-2] + ("ff" if kept_key.endswith("00") else "00")
    forged = json.dumps({"body": kept[0].replace("done", "held"), "signature": kept[1].hex()})
    cases: list[tuple[str, list[str], str, int]] = [
        (whole, [key], "The receipt holds.", 0),
        (whole, [key, kept_key], "a copy was KEPT", 3),
        (whole, [key, no_key], "The receipt holds.", 0),
        (forged, [key], "it was changed", 1),
        (whole[: len(whole) // 2], [key], "cut off", 1),
        ("{}", [key], "cut off", 1),
        (whole, [other], "names another key", 1),
    ]
    for body, words, said, status in cases:
        path.write_text(body)
        monkeypatch.setattr(sys, "argv", ["verify_receipt.py", str(path), *words])
        assert verify_receipt.main() == status, said
        assert said in capsys.readouterr().out


async def _data_key(database: Database, cast: Cast) -> str:
    """Dev's key as somebody might have kept it."""
    rows: list[Any] = await database.keyring._fetch(
        cast.organisation_id, "k.owner_id = w.one", (), each=[cast.dev]
    )
    return f"{rows[0][0].hex()}:{rows[0][2].hex()}"
