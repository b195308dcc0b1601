"""Graph's edges of files: uploads of a number, descriptors, bytes, samples of templates."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from indokona.simulator import ids
from indokona.simulator.call import Answer, Call, Edge
from indokona.simulator.disk import DROP_CONTENT, PUT_CONTENT
from indokona.simulator.faces import GraphError, unknown_object
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import MESSAGING, App, File, Number, Token, Upload

URL_SECONDS: Final = 300
_MEGABYTE: Final = 1024 * 1024
LARGEST: Final = {"image": 5, "video": 16, "audio": 16, "application": 100, "text": 100}
"""Megabytes by the first word of the type."""
_REFUSED = ("audio/webm", "audio/opus")


def keep_file(
    simulator: Simulator, waba_id: str, content: bytes, mime_type: str, filename: str
) -> File:
    """Store a file's bytes and describe it."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    file = File(ids.object_id(), waba_id, mime_type, digest, len(content), filename)
    simulator.disk.write(PUT_CONTENT, (file.id, content))
    simulator.keep(file)
    return file


async def upload(call: Call, number: Number) -> Answer:
    """POST a file (multipart); the id lives 30 days at Meta, here for ever."""
    call.needs(MESSAGING)
    mime_type = call.text("type") or call.file_type
    if call.text("messaging_product") != "whatsapp" or not call.file_name:
        raise GraphError(100, "messaging_product, type and file are required")
    largest = LARGEST.get(mime_type.partition("/")[0])
    if largest is None or mime_type in _REFUSED:
        raise GraphError(100, f"Param file must be a file with a supported type, not {mime_type}")
    if len(call.file) > largest * _MEGABYTE:
        raise GraphError(131053, f"The file is larger than {largest} MB")
    file = keep_file(call.simulator, number.waba_id, call.file, mime_type, call.file_name)
    return {"id": file.id}


async def describe(call: Call, file: File) -> Answer:
    """GET where the bytes are; the address works for five minutes."""
    call.needs(MESSAGING)
    return {
        "messaging_product": "whatsapp",
        "url": media_url(call.request, file.id),
        "mime_type": file.mime_type,
        "sha256": file.sha256,
        "file_size": file.size,
        "id": file.id,
    }


def media_url(request: Request, file_id: str) -> str:
    """An address on the same origin as the API, with the time it was given out."""
    origin = f"{request.url.scheme}://{request.url.netloc}"
    return f"{origin}/whatsapp_business/attachments/?mid={file_id}&ext={int(time.time())}"


async def download(simulator: Simulator, request: Request, token: Token) -> Response:
    """The bytes of a file for a token of its account."""
    file = simulator.world.files.get(request.query_params.get("mid", ""))
    given = request.query_params.get("ext", "0")
    if file is None or file.waba_id not in token.waba_ids or not given.isdigit():
        raise unknown_object("mid")
    if int(given) < time.time() - URL_SECONDS:
        return Response("URL signature expired", 404)
    return Response(await content(simulator, file.id), media_type=file.mime_type)


async def content(simulator: Simulator, file_id: str) -> bytes:
    """The stored bytes, empty if there are none."""
    rows = await simulator.disk.read("SELECT bytes FROM content WHERE id = ?", (file_id,))
    return bytes(rows[0][0]) if rows else b""


async def delete(call: Call, file: File) -> Answer:
    """DELETE a file."""
    call.needs(MESSAGING)
    call.simulator.drop(file)
    call.simulator.disk.write(DROP_CONTENT, (file.id,))
    return {"success": True}


async def begin(call: Call, app: App) -> Answer:
    """POST /{APP}/uploads: begin a resumable upload."""
    upload_id = f"upload:{ids.object_id()}?sig={ids.object_id()}"
    mime_type = call.text("file_type", "application/octet-stream")
    length = int(call.text("file_length", "0") or 0)
    # The signature is part of Meta's id; it comes back as a query, so only the first part is kept.
    started = Upload(upload_id.partition("?")[0], app.id, call.text("file_name"), mime_type, length)
    call.simulator.keep(started)
    return {"id": upload_id}


async def resume(call: Call, upload: Upload) -> Answer:
    """POST the bytes; gives the handle for a template's sample."""
    raw = call.file or await call.request.body()
    if int(call.request.headers.get("file_offset", "0")) != upload.offset:
        raise GraphError(100, f"file_offset must be {upload.offset}")
    upload.offset += len(raw)
    upload.handle = f"4::{base64.b64encode(upload.id.encode()).decode()}:{ids.trace_id()}"
    call.simulator.disk.write(PUT_CONTENT, (upload.id, raw))
    call.simulator.keep(upload)
    return {"h": upload.handle}


async def progress(call: Call, upload: Upload) -> Answer:
    """GET how far an upload is."""
    shown: dict[str, Any] = {"id": upload.id, "file_offset": upload.offset}
    return shown


EDGES: Final[dict[tuple[type, str, str], Edge]] = {
    (Number, "media", "POST"): upload,
    (File, "", "GET"): describe,
    (File, "", "DELETE"): delete,
    (App, "uploads", "POST"): begin,
    (Upload, "", "POST"): resume,
    (Upload, "", "GET"): progress,
}
