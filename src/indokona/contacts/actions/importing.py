"""Importing a list: the file arrives and is sealed piece by piece, then a stepped job reads it.

Each step does one piece and commits its work with its cursor, so a killed worker goes on where it
stood and the counts always equal the database.
"""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.contacts import csvfile, rules, store_groups, store_imports
from indokona.contacts.actions import tags as tags_of
from indokona.contacts.actions import upsert
from indokona.contacts.csvfile import Dialect
from indokona.contacts.errors import NoPhoneColumn, TooLarge, UnreadableFile
from indokona.contacts.facts import Known, Person
from indokona.contacts.hooks import HOOKS, ConsentStatement
from indokona.contacts.store_imports import Import
from indokona.kernel import audit, clock, ids, jobs, keyring, spreadsheet
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound

JOB = "contacts.import"
PIECE = 256 * 1024
#: Parts of a piece that are under way at once; with more, each statement would be small change.
PARTS = 4
MOST_BYTES = 200 * 1024 * 1024


async def begin(
    db: Db,
    actor: Actor,
    stream: AsyncIterator[bytes],
    *,
    tags: Sequence[str],
    statement: ConsentStatement | None,
    columns: Mapping[str, str | int],
    country: str,
) -> UUID:
    """Take a file in and start reading it; returns the import's id."""
    import_id = ids.new()
    mapping: dict[str, Any] = {"columns": dict(columns), "country": country}
    consent = None if statement is None else {**asdict(statement), "at": statement.at.isoformat()}
    tag_ids = await tags_of.tag_ids(db, tags)
    await store_imports.insert(db, import_id, mapping, tag_ids, consent, actor.id, clock.now())
    pieces = await _seal_pieces(db, import_id, stream, mapping)
    await store_imports.ready(db, import_id, pieces)
    await audit.record(db, actor, "contacts.import", "import", import_id)
    await jobs.later(db, JOB, import_id)
    return import_id


async def _seal_pieces(
    db: Db, import_id: UUID, stream: AsyncIterator[bytes], mapping: dict[str, Any]
) -> int:
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    waiting, no, total = b"", 0, 0
    async for part in stream:
        waiting += part
        total += len(part)
        if total > MOST_BYTES:
            raise TooLarge(most_bytes=MOST_BYTES)
        while len(waiting) >= PIECE:
            if no == 0:
                await _check_head(db, waiting[:PIECE], mapping)
            sealed = sealer.seal(db.organisation_id, "import.piece", import_id, waiting[:PIECE])
            await store_imports.insert_piece(db, import_id, no, sealed)
            waiting, no = waiting[PIECE:], no + 1
    if no == 0:
        await _check_head(db, waiting, mapping)
    if waiting:
        sealed = sealer.seal(db.organisation_id, "import.piece", import_id, waiting)
        await store_imports.insert_piece(db, import_id, no, sealed)
        no += 1
    return no


async def _check_head(db: Db, first: bytes, mapping: dict[str, Any]) -> None:
    """Refuse at once what can never be read."""
    try:
        dialect = csvfile.decide(first)
        rows, rest = csvfile.rows(first, dialect, last=False)
        rows = rows or csvfile.rows(rest, dialect, last=True)[0]
    except csv.Error:
        raise UnreadableFile from None
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise UnreadableFile
    names = [a.name for a in await store_groups.attributes(db)]
    if rules.guess(rows[0], names, mapping["columns"]) is None:
        raise NoPhoneColumn(columns=[cell[:80] for cell in rows[0][:50]])


async def step(db: Db, import_id: UUID) -> bool:
    """Read the next piece; True while there is more."""
    import_ = await store_imports.locked(db, import_id)
    if import_ is None or import_.state != "running":
        return False
    if import_.piece_done >= import_.pieces:
        await store_imports.end(db, import_id, "done", None, clock.now())
        return False
    try:
        async with db.savepoint():
            await _piece(db, import_)
    except csv.Error:
        await store_imports.end(
            db, import_id, "failed", "A row is not CSV or is too long.", clock.now()
        )
        return False
    return True


async def _piece(db: Db, import_: Import) -> None:
    sealed = await store_imports.piece(db, import_.id, import_.piece_done)
    opener = await db.opener([sealed, import_.rest_sealed])
    rest = (
        opener.raw(import_.rest_sealed, "import.rest", import_.id) if import_.rest_sealed else b""
    )
    data = opener.raw(sealed, "import.piece", import_.id) if sealed else b""
    mapping = dict(import_.mapping)
    dialect = Dialect(*mapping["dialect"]) if "dialect" in mapping else csvfile.decide(data)
    last = import_.piece_done + 1 >= import_.pieces
    rows, left = csvfile.rows(rest + data, dialect, last=last)
    mapping["dialect"] = [dialect.encoding, dialect.delimiter]
    if "header" not in mapping and rows:
        mapping["header"] = rows.pop(0)
    added = await _rows(db, import_, mapping, rows)
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    rest_sealed = sealer.seal(db.organisation_id, "import.rest", import_.id, left) if left else None
    await store_imports.step(db, import_.id, mapping, rest_sealed, added)


async def _rows(
    db: Db, import_: Import, mapping: dict[str, Any], rows: list[list[str]]
) -> dict[str, int]:
    names = [a.name for a in await store_groups.attributes(db)]
    columns = rules.guess(mapping.get("header", []), names, mapping["columns"])
    people, refused = list[Person](), list[tuple[int, str, list[str]]]()
    for no, row in enumerate(rows, start=import_.rows_done + 1):
        try:
            if columns is None:
                raise rules.BadPhone("missing")
            people.append(columns.person(row, mapping["country"]))
        except rules.BadPhone as why:
            refused.append((no, f"phone.{why}", row))
    parts = await asyncio.gather(
        *(_part(db, import_, some) for some in _parted(people)), return_exceptions=True
    )
    if trouble := next((one for one in parts if isinstance(one, BaseException)), None):
        raise trouble
    known = [one for part in parts if isinstance(part, list) for one in part]
    await _refuse(db, import_.id, refused)
    created, updated = sum(k.created for k in known), sum(k.changed for k in known)
    return {
        "rows": len(rows), "created": created, "updated": updated,
        "unchanged": len(known) - created - updated, "refused": len(refused),
    }  # fmt: skip


def _parted(people: Sequence[Person]) -> list[list[Person]]:
    """A piece in parts that share nobody: every spelling of a phone ends alike."""
    parts: list[list[Person]] = [[] for _ in range(PARTS)]
    for person in people:
        parts[int((person.phone or "0")[-1]) % PARTS].append(person)
    return [part for part in parts if part]


async def _part(db: Db, import_: Import, people: Sequence[Person]) -> list[Known]:
    """All of a step for some of its people. The parts share one connection and take turns on it:
    while the server writes one part, the next is being sealed here.
    """
    known = await upsert.upsert(db, people, import_id=import_.id)
    await _give(db, import_, known)
    return known


async def _give(db: Db, import_: Import, known: Sequence[Known]) -> None:
    """Tags and the stated consents, to everyone in the file."""
    contact_ids = list(dict.fromkeys(k.contact_id for k in known))
    await tags_of.assign(db, import_.tag_ids, contact_ids, import_.id)
    if import_.consent is not None and contact_ids:
        said = {**import_.consent, "at": datetime.fromisoformat(import_.consent["at"])}
        await HOOKS.grant(db, contact_ids, ConsentStatement(**said), import_.author_id, import_.id)


async def _refuse(db: Db, import_id: UUID, refused: list[tuple[int, str, list[str]]]) -> None:
    if not refused:
        return
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    rows = [
        (
            import_id,
            no,
            code,
            sealer.seal(db.organisation_id, "import.error", import_id, json.dumps(row)),
        )
        for no, code, row in refused
    ]
    await store_imports.insert_errors(db, rows)


async def show(db: Db, import_id: UUID) -> Import:
    """The import as it stands, or `NotFound`."""
    found = await store_imports.one(db, import_id)
    if found is None:
        raise NotFound
    return found


async def every(db: Db, after: UUID | None, limit: int) -> list[Import]:
    """A page of imports, newest first."""
    return await store_imports.every(db, after, limit)


async def error_file(db: Db, import_id: UUID) -> str:
    """The refused rows as CSV: row number, reason, and the row as it was, formulas escaped."""
    import_ = await show(db, import_id)
    lines = [spreadsheet.line(["row", "reason", *import_.mapping.get("header", [])])]
    after = 0
    while page := await store_imports.errors(db, import_id, after, 2000):
        opener = await db.opener(sealed for _, _, sealed in page)
        for no, code, sealed in page:
            row = json.loads(opener.raw(sealed, "import.error", import_id))
            lines.append(spreadsheet.line([str(no), code, *row]))
        after = page[-1][0]
    return "".join(lines)
