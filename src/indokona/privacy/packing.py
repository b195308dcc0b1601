"""The package of a person: JSON Lines with a manifest, and a page that people can read."""

from __future__ import annotations

import hashlib
import html
import io
import json
import mimetypes
import zipfile
from collections import defaultdict
from typing import Any
from uuid import UUID

from indokona.kernel import clock
from indokona.kernel.database import Db
from indokona.kernel.egress.register import processors
from indokona.privacy.actions import reading
from indokona.privacy.hooks import HOOKS

SCHEMA = "indokona-package-1"
MOST_VIEWS = 10_000


async def package(db: Db, contact_id: UUID) -> bytes:
    """Everything held of a contact, as a zip."""
    records: dict[str, list[Any]] = defaultdict(list)
    files = dict[str, bytes]()
    for slice_ in HOOKS.slices:
        async for kind, record in slice_.export(db, contact_id):
            records[f"{slice_.NAME}.{kind}"].append(_files_apart(record, files))
    records["recipients"] = [
        {"name": p.name, "purpose": p.purpose, "categories": p.categories, "region": p.region}
        for p in await processors(db)
    ]
    records["disclosures"] = list(await reading.disclosed(db, contact_id))
    records["views"] = reading.for_the_person(await reading.seen(db, contact_id, MOST_VIEWS))
    files |= {f"data/{name}.jsonl": _lines(rows) for name, rows in records.items()}
    files["index.html"] = _page(records)
    manifest = {
        "schema": SCHEMA,
        "made_at": clock.now().isoformat(),
        "files": {
            name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
            for name, body in files.items()
        },
        "counts": {name: len(rows) for name, rows in records.items()},
    }
    files["manifest.json"] = json.dumps(manifest, indent=2).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def _files_apart(record: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    """Bytes become files of the package; the record names them."""
    named = {key: value for key, value in record.items() if not isinstance(value, bytes)}
    for key, value in record.items():
        if isinstance(value, bytes):
            named[key] = (
                f"files/{len(files) + 1}{mimetypes.guess_extension(str(record.get('mime_type'))) or '.bin'}"
            )
            files[named[key]] = value
    return named


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, default=str, ensure_ascii=False) + "\n" for row in rows).encode()


def _page(records: dict[str, list[dict[str, Any]]]) -> bytes:
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        "<title>Your data</title><style>body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem;",
        "color-scheme:light dark}dt{font-weight:600}dd{margin:0 0 .3rem 1rem;overflow-wrap:anywhere}",
        "article{border-top:1px solid;padding:.5rem 0}</style><h1>Your data</h1>",
        "<p>This is everything this business holds about you here."
        " The same data for machines: folder <code>data</code>.</p>",
    ]
    for name, rows in records.items():
        parts.append(f"<h2>{html.escape(name)} ({len(rows)})</h2>")
        parts += [_article(row) for row in rows]
    return "".join(parts).encode()


def _article(row: dict[str, Any]) -> str:
    shown = "".join(
        f"<dt>{html.escape(key)}</dt><dd>{html.escape(str(value))}</dd>"
        for key, value in row.items()
        if value not in (None, "", [], {})
    )
    return f"<article><dl>{shown}</dl></article>"
