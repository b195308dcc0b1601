"""Every route that takes JSON, with everything that is not what it takes: a clear problem, never a 5xx."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
from tests.app.test_stranger import belongings, body_for, calls, filled
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.app.api import Front
from indokona.kernel.database import Database

DEEP: Any = "x"
for _ in range(60):
    DEEP = {"a": [DEEP]}
WRONG: list[Any] = [
    None,
    True,
    -1,
    1e400,
    "",
    " ",
    "a\x00b",
    "\u202e\u2066",
    "\ud800",
    [],
    {},
    [[]],
    DEEP,
    "x" * 99_999,
]
RAW = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"7",
    b"\xff\xfe",
    b"{" * 3000,
    b"[" * 100_000,
    b'{"a":' * 900 + b"1",
]


def fields_of(schema: dict[str, Any], document: dict[str, Any]) -> list[str]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for one in schema.get("anyOf", []):
        if "$ref" in one:
            return fields_of(one, document)
    return list(schema.get("properties", {}))


def broken(least: Any, names: list[str]) -> Iterator[bytes]:
    """The least good body with one thing wrong, for every thing."""
    yield from RAW
    base = least if isinstance(least, dict) else {}
    for name in names:
        yield from (_written({**base, name: value}) for value in WRONG)
        yield _written({key: value for key, value in base.items() if key != name})
    yield _written({**base, "an_unknown_field": 1})


def _written(body: Any) -> bytes:
    return json.dumps(body).encode()


async def _try(client: httpx.AsyncClient, method: str, path: str, body: bytes) -> None:
    answer = await client.request(
        method, path, content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code < 500, (method, path, body[:200], answer.text[:300])
    if answer.status_code >= 400:
        told = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert told["code"], (method, path)
        assert told["title"], (method, path)


async def test_no_body_whatever_makes_a_fault_of_ours(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with served(installation, database, cast) as api:
        mine = await belongings(api.asha, database, cast, owner)
        document = api.app.openapi()
        tried = 0
        for method, path, operation in calls(document):
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is None:
                continue
            where = filled(path, operation, mine)
            names = fields_of(content["schema"], document)
            for body in broken(body_for(content["schema"], document), names):
                await _try(api.asha, method, where, body)
                tried += 1
        assert tried > 500
        assert (await api.asha.get("/api/organisation")).status_code == 200


async def test_ids_and_queries_of_every_shape(
    installation: Installation, database: Database, cast: Cast
) -> None:
    strange = ["x", "0", "..", "%00", "%2e%2e%2f", "🙏", "'; drop table contact; --", "9" * 500]
    async with served(installation, database, cast) as api:
        for method, path, operation in calls(api.app.openapi()):
            for value in strange:
                names = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path"]
                where = filled(path, operation, dict.fromkeys(names, value))
                asked = {
                    p["name"]: value for p in operation.get("parameters", []) if p["in"] == "query"
                }
                answer = await api.asha.request(method, where, params=asked, json={})
                assert answer.status_code < 500, (method, where, asked, answer.text[:300])


async def test_ten_megabytes_of_json_are_refused_while_they_arrive(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        transport = httpx.ASGITransport(Front(api.app), raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://test", headers=api.asha.headers
        ) as client:
            body = b'{"name":"' + b"x" * 10_000_000 + b'"}'
            answer = await client.post(
                "/api/segments", content=body, headers={"content-type": "application/json"}
            )
            assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
