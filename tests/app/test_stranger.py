"""Chitra calls every route with Asha's ids, and gets what a missing id gives."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import psycopg
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.app import api
from indokona.consent.actions import give
from indokona.inbox import store as inbox
from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.kernel.edge import PERMISSION, PUBLIC, SELF
from indokona.privacy.actions import desk

TEMPLATE = {
    "name": "offer", "language": "en", "category": "MARKETING",
    "components": [{"type": "BODY", "text": "Fresh tea is here for you."}],
}  # fmt: skip


async def belongings(
    asha: httpx.AsyncClient, database: Database, cast: Cast, owner: psycopg.Connection
) -> dict[str, str]:
    """One object of Asha's for every id that stands in a path."""
    found = {"contact_id": str(cast.dev), "number_id": str(cast.number.id)}
    found["user_id"] = str(cast.bilal)
    invite = {"email": "new@tea.example", "role": "agent"}
    found["invitation_id"] = (await asha.post("/api/invitations", json=invite)).json()["id"]
    found["segment_id"] = (await asha.post("/api/segments", json={"name": "All"})).json()["id"]
    found["import_id"] = (
        await asha.post("/api/imports", content=b"name,phone\nA,+919812345678\n")
    ).json()["id"]
    body = {"number_id": str(cast.number.id), "template": TEMPLATE}
    found["template_id"] = (await asha.post("/api/templates", json=body)).json()["id"]
    owner.execute("alter table template no force row level security")
    owner.execute("update template set state = 'APPROVED'")
    owner.execute("alter table template force row level security")
    plan = {"name": "C", **{k: found[k] for k in ("number_id", "template_id", "segment_id")}}
    found["campaign_id"] = (await asha.post("/api/campaigns", json=plan)).json()["id"]
    key = {"name": "k", "scopes": ["contacts.read"]}
    found["key_id"] = (await asha.post("/api/api-keys", json=key)).json()["id"]
    found["session_id"] = (await asha.get("/api/sessions")).json()[0]["id"]
    found["tag_id"] = (await asha.post("/api/tags", json={"name": "vip"})).json()["id"]
    quick = {"name": "hi", "text": "Good day."}
    found["quick_reply_id"] = (await asha.post("/api/quick-replies", json=quick)).json()["id"]
    async with database.organisation(cast.organisation_id) as db:
        conversation = ids.new()
        await inbox.upsert(db, [(conversation, cast.dev, cast.number.id, ids.new(), clock.now())])
        found["conversation_id"] = str(conversation)
        found["request_id"] = str(await desk.access(db, cast.dev, None, "test"))
        found["consent_id"] = str((await give.timeline(db, cast.dev))[0].id)
    made = await asha.post(f"/api/contacts/{cast.dev}/consents/{found['consent_id']}/receipt")
    found["receipt_id"] = made.json()["id"]
    words = {"en": {"marketing": "Yes, write to me."}}
    page = {"number_id": str(cast.number.id), "keyword": "TEA", "words": words}
    found["join_page_id"] = (await asha.post("/api/join-pages", json=page)).json()["id"]
    return found


def body_for(schema: dict[str, Any], document: dict[str, Any]) -> Any:  # noqa: PLR0911 (one line a kind)
    """A least body that the schema accepts."""
    if "$ref" in schema:
        return body_for(
            document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document
        )
    if "anyOf" in schema:
        return body_for(schema["anyOf"][0], document)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", [])
        return (
            {key: body_for(schema["properties"][key], document) for key in needed} if needed else {}
        )
    if kind == "array":
        return [body_for(schema["items"], document)] if schema.get("minItems") else []
    if kind == "string":
        formats = {"uuid": str(ids.new()), "date-time": "2026-01-01T00:00:00Z"}
        patterns = {
            "^[0-9]{6}$": "123456",
            "^[0-9]{1,25}$": "1234567",
            "^[a-z]{2}$": "en",
            "^[A-Z]{2}$": "IN",
        }
        return formats.get(
            schema.get("format", ""),
            patterns.get(schema.get("pattern", ""), "x" * schema.get("minLength", 1)),
        )
    return {"integer": 1, "boolean": True, "number": 1}.get(str(kind))


def calls(document: dict[str, Any]):
    """Every (method, path, operation) of the description."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def filled(path: str, operation: dict[str, Any], values: dict[str, str]) -> str:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            name = parameter["name"]
            other = "start" if name == "verb" else "none"
            path = path.replace(f"{{{name}}}", values.get(name, other))
    return path


async def answer(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    operation: dict[str, Any],
    document: dict[str, Any],
) -> tuple[int, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    body = body_for(content["schema"], document) if content else None
    response = await client.request(method, path, json=body)
    told = response.json() if "json" in response.headers.get("content-type", "") else response.text
    return response.status_code, told.get("code") if isinstance(told, dict) else None


async def test_a_stranger_gets_what_a_missing_id_gives(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with served(installation, database, cast) as served_api:
        mine = await belongings(served_api.asha, database, cast, owner)
        document = served_api.app.openapi()
        tried = 0
        for method, path, operation in calls(document):
            names = [
                p["name"]
                for p in operation.get("parameters", [])
                if p["in"] == "path" and p["name"] in mine
            ]
            if not names:
                continue
            missing = {name: str(UUID(int=7)) for name in names}
            stranger = await answer(
                served_api.chitra, method, filled(path, operation, mine), operation, document
            )
            nothing = await answer(
                served_api.chitra, method, filled(path, operation, missing), operation, document
            )
            assert stranger == nothing, (method, path)
            assert stranger[0] in (404, 422), (method, path, stranger)
            tried += 1
        assert tried >= 20
        for path in (
            "/api/contacts",
            "/api/segments",
            "/api/campaigns",
            "/api/numbers",
            "/api/templates",
        ):
            listed = (await served_api.chitra.get(path)).json()
            assert (listed["items"] if isinstance(listed, dict) else listed) == [], path
        still = await served_api.asha.get(f"/api/contacts/{cast.dev}")
        assert still.status_code == 200


async def test_without_a_session_every_closed_route_says_401(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as served_api:
        document = served_api.app.openapi()
        closed = 0
        for method, path, operation in calls(document):
            if operation[PERMISSION] != PUBLIC:
                where = filled(path, operation, {})
                assert (await answer(served_api.nobody, method, where, operation, document))[
                    0
                ] == 401, (method, path)
                closed += 1
        assert closed > 40


async def test_a_role_may_call_exactly_what_the_matrix_says(
    installation: Installation, database: Database, cast: Cast
) -> None:
    from indokona.accounts import rules

    async with served(installation, database, cast) as served_api:
        document = served_api.app.openapi()
        for method, path, operation in calls(document):
            permission = operation[PERMISSION]
            if permission in (PUBLIC, SELF):
                continue
            where = filled(path, operation, {})
            status, code = await answer(served_api.bilal, method, where, operation, document)
            refused = (status, code) == (403, "auth.not_allowed")
            assert refused == (permission not in rules.permissions("agent")), (method, path)


def test_every_mounted_route_is_in_the_description_and_declares_who_may_call_it() -> None:
    app = api.describe()
    described = {(method, path) for method, path, _ in calls(app.openapi())}
    mounted = set()
    for router in __import__("indokona.app.wiring", fromlist=["ROUTERS"]).ROUTERS:
        mounted |= {(method, route.path) for route in router.routes for method in route.methods}
    assert mounted == described
    assert all(operation.get(PERMISSION) for _, _, operation in calls(app.openapi()))


async def test_an_idempotency_key_gives_the_same_answer_once(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as served_api:
        headers = {"idempotency-key": "one"}
        first = await served_api.asha.post("/api/segments", json={"name": "A"}, headers=headers)
        again = await served_api.asha.post("/api/segments", json={"name": "A"}, headers=headers)
        other = await served_api.asha.post("/api/segments", json={"name": "B"}, headers=headers)
        assert first.json() == again.json()
        assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_body")
        assert len((await served_api.asha.get("/api/segments")).json()) == 1


async def test_an_ended_session_is_dead_at_the_next_request(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as served_api:
        own = next(s for s in (await served_api.asha.get("/api/sessions")).json() if s["is_this"])
        assert (await served_api.asha.delete(f"/api/sessions/{own['id']}")).status_code == 204
        assert (await served_api.asha.get("/api/organisation")).status_code == 401


async def test_bad_bodies_get_a_clear_problem_and_no_5xx(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as served_api:
        deep = "[" * 5000 + "]" * 5000
        for content in (b"", b"{", b"[]", b'"x"', b'{"name":"a\\u0000b"}', b'{"name":1}', b'{"name":"a","more":1}',
                        deep.encode(), b'{"name":"' + b"x" * 200_000 + b'"}', b"\xff\xfe"):  # fmt: skip
            response = await served_api.asha.post(
                "/api/segments", content=content, headers={"content-type": "application/json"}
            )
            assert response.status_code in (400, 413, 422), content[:40]
            assert response.json()["code"], content[:40]
