"""Routes of imports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints

from indokona.accounts.actions import organisation
from indokona.contacts import rules
from indokona.contacts.actions import importing, preview, undoing
from indokona.contacts.hooks import ConsentStatement
from indokona.contacts.schemas import ImportOut, ImportPage, PreviewOut
from indokona.kernel import audit, clock, paging
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may
from indokona.kernel.errors import Invalid

router = APIRouter(prefix="/api", tags=["contacts"], route_class=EdgeRoute)

Purpose = Literal["marketing", "utility", "authentication"]
#: A column's place from 0 and what it holds, e.g. `2:phone` or `4:attribute.city`.
Place = Annotated[
    str,
    StringConstraints(pattern="^[0-9]{1,3}:(phone|name|first|last|language|attribute[.].{1,60})$"),
]


def _file(permission: str) -> dict[str, Any]:
    """Like `may`, for a route whose body is the file itself: said here, since it is read as a stream."""
    kind = {"text/csv": {"schema": {"type": "string", "format": "binary"}}}
    extra = may(permission)["openapi_extra"]
    return {"openapi_extra": {**extra, "requestBody": {"required": True, "content": kind}}}


@router.get("/imports", **may("contacts.read"))
async def list_imports(
    db: TenantDb,
    after: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=paging.MOST)] = 50,
) -> ImportPage:
    """Imports, newest first."""
    rows = await importing.every(db, paging.decode(after), limit + 1)
    page = paging.page(rows, limit, lambda row: row.id)
    return ImportPage(items=[ImportOut.of(row) for row in page.items], after=page.after)


@router.post("/imports/preview", **_file("contacts.write"))
async def preview_import(request: Request, db: TenantDb) -> PreviewOut:
    """How a file would be read, by its first 64 KiB as the raw body. Nothing is kept."""
    return PreviewOut.of(await preview.look(db, request.stream()))


@router.post("/imports", status_code=202, **_file("contacts.write"))
async def begin_import(  # noqa: PLR0913 (one parameter a query word)
    request: Request,
    db: TenantDb,
    who: Who,
    tag: Annotated[list[str] | None, Query(max_length=20)] = None,
    purpose: Annotated[list[Purpose] | None, Query(max_length=3)] = None,
    source: Annotated[str, Query(max_length=500)] = "",
    wording: Annotated[str, Query(max_length=2000)] = "",
    language: Annotated[str, Query(pattern="^[a-z]{2}$")] = "en",
    consented_at: datetime | None = None,
    column: Annotated[list[Place] | None, Query(max_length=60)] = None,
    phone: Annotated[str | None, Query(max_length=100)] = None,
    name: Annotated[str | None, Query(max_length=100)] = None,
) -> ImportOut:
    """Import a CSV sent as the raw body; consent needs its source, date and words.

    Columns are found by their names; `phone` and `name` name one, and `column` (`2:phone`,
    `4:attribute.city`, places from 0) gives the whole mapping, so that nothing else is taken.
    """
    statement = _statement([*(purpose or [])], source, wording, language, consented_at)
    named = {key: value for key, value in (("phone", phone), ("name", name)) if value}
    columns = _places(column) if column else named
    import_id = await importing.begin(
        db, who.actor, request.stream(), tags=tag or [], statement=statement, columns=columns,
        country=await organisation.default_country(db),
    )  # fmt: skip
    return ImportOut.of(await importing.show(db, import_id))


def _places(given: list[str]) -> dict[str, str | int]:
    found: dict[str, str | int] = {rules.EXACT: ""}
    for place, _, target in (one.partition(":") for one in given):
        if target in found:
            raise Invalid("Two columns are meant to be the same.", target=target)
        found[target] = int(place)
    return found


def _statement(
    purposes: list[str], source: str, wording: str, language: str, at: datetime | None
) -> ConsentStatement | None:
    if not purposes:
        return None
    if not (source and wording and at and at.tzinfo):
        raise Invalid("Consent needs `source`, `wording` and `consented_at` with a time zone.")
    if at > clock.now():
        raise Invalid("Consent cannot be given in the future.")
    return ConsentStatement(purposes, source, wording, language, at)


@router.get("/imports/{import_id}", **may("contacts.read"))
async def show_import(import_id: UUID, db: TenantDb) -> ImportOut:
    """How far an import is."""
    return ImportOut.of(await importing.show(db, import_id))


@router.post("/imports/{import_id}/undo", status_code=202, **may("contacts.write"))
async def undo_import(import_id: UUID, db: TenantDb, who: Who) -> ImportOut:
    """Take an import back within 24 hours: its consents, its tags, and the people it made whom nobody
    touched since. Contacts that it only changed stay as it left them.
    """
    await undoing.begin(db, who.actor, import_id)
    return ImportOut.of(await importing.show(db, import_id))


@router.get("/imports/{import_id}/errors.csv", **may("contacts.read"))
async def import_errors(import_id: UUID, db: TenantDb, who: Who) -> Response:
    """The refused rows, to be put right and imported again."""
    body = "\ufeff" + await importing.error_file(db, import_id)
    await audit.record(db, who.actor, "contacts.errors_taken", "import", import_id)
    headers = {"content-disposition": "attachment; filename=errors.csv"}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)
