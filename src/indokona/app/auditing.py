"""`indokona audit verify`: reads each organisation's acts with their chain, and names what is wrong."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from indokona.app import clusters
from indokona.kernel import chain_check, clock, ids, root, wired
from indokona.kernel.chain_check import WORDS, Verdict
from indokona.kernel.database import Database
from indokona.kernel.errors import Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


def run(settings: Settings, only: UUID | None) -> dict[str, Any]:
    """`{"ok", "seconds", "public_key", "organisations": [{"organisation_id", "rows", "findings", …}]}`.

    Of one organisation, or of all with the platform's own.
    """
    key = root.load(settings)
    with clusters.reached(settings, key) as addresses:
        return asyncio.run(_report(addresses, key, only))


async def _report(addresses: Addresses, key: RootKey, only: UUID | None) -> dict[str, Any]:
    began = clock.seconds()
    async with wired.open_database(addresses, key, size=2, roles=("app", "scout")) as database:
        verdicts = [await chain_check.verify(database, one) for one in await _which(database, only)]
        public_key = await chain_check.public_key(database)
    return {
        "ok": all(one.ok for one in verdicts),
        "seconds": round(clock.seconds() - began, 3),
        "public_key": public_key.public_bytes_raw().hex(),
        "organisations": [_said(one) for one in verdicts],
    }


async def _which(database: Database, only: UUID | None) -> list[UUID]:
    async with database.platform("scout") as scout:
        rows = await scout.rows("select organisation_id from organisation order by 1")
    known = [ids.PLATFORM, *(row[0] for row in rows)]
    if only is None:
        return known
    if only not in known:
        raise Trouble(f"There is no organisation {only}, or it was erased.")
    return [only]


def _said(one: Verdict) -> dict[str, Any]:
    newest = one.heads[0] if one.heads else None
    return {
        "organisation_id": str(one.organisation_id), "ok": one.ok, "rows": one.rows, "segments": one.segments,
        "not_closed_yet": one.waiting, "past_retention": one.expired, "signed_heads": len(one.heads),
        "newest_head": newest and {"day": str(newest.day), "segment": newest.no, "head": newest.head.hex()},
        "findings": [
            {"kind": f.kind, "words": WORDS[f.kind], "segment": f.segment, "row_id": f.row_id and str(f.row_id)}
            for f in one.findings
        ],
    }  # fmt: skip


def told(report: dict[str, Any]) -> list[str]:
    """The report as lines for people."""
    lines = []
    for one in report["organisations"]:
        head = one["newest_head"]
        signed = (
            f"signed up to {head['day']} (segment {head['segment']})"
            if head
            else "no day signed yet"
        )
        lines.append(
            f"{one['organisation_id']}: {one['rows']} acts in {one['segments']} segments, {signed},"
            f" {one['not_closed_yet']} not closed yet"
        )
        for found in one["findings"]:
            row = f", row {found['row_id']}" if found["row_id"] else ""
            lines.append(f"  WRONG in segment {found['segment']}{row}: {found['words']}")
    verdict = "Everything is as it was written." if report["ok"] else "The record was changed."
    return [*lines, f"{verdict} ({report['seconds']} s)"]
