"""Webhooks at the door: forged, replayed, truncated, huge, strange, and with the database away."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from tests.fixtures.cast import DEV_PHONE, Cast
from tests.fixtures.database import Installation

from indokona.app import wiring
from indokona.intake import blocks, handing_on, set_aside
from indokona.intake.fields import Fields
from indokona.intake.webhook import Webhook
from indokona.kernel import clock, directory
from indokona.kernel.database import Database
from indokona.numbers import store as numbers
from indokona.numbers.actions import apps
from indokona.numbers.facts import MetaApp

PHONE = DEV_PHONE.lstrip("+")


@dataclass(frozen=True, slots=True)
class Door:
    """The webhook route with an app of Asha's, and Meta's hand to sign with."""

    client: httpx.AsyncClient
    app: MetaApp
    database: Database
    cast: Cast

    async def post(self, body: bytes, *, secret: bytes | None = None, **headers: str) -> int:
        digest = hmac.new(secret or self.app.secrets[0], body, hashlib.sha256).hexdigest()
        given = {"x-hub-signature-256": f"sha256={digest}", **headers}
        where = f"/webhooks/{self.app.app_key}"
        return (await self.client.post(where, content=body, headers=given)).status_code

    async def hand_on(self) -> int:
        """Hand on everything that was stored."""
        total = 0
        while count := await handing_on.hand_on(
            self.database, wiring.FIELDS, [blocks.MESSAGES, blocks.STATUSES]
        ):
            total += count
        return total

    async def count(self, table: str) -> int:
        async with self.database.organisation(self.cast.organisation_id) as db:
            return int(await db.value(f"select count(*) from {table}"))


@pytest.fixture
async def door(database: Database, cast: Cast) -> AsyncIterator[Door]:
    async with database.organisation(cast.organisation_id) as db:
        app = await apps.add(db, "77", "an app secret", "http://127.0.0.1")
        sealer = await db.sealer("organisation", [cast.organisation_id])
        token = sealer.seal(cast.organisation_id, "waba.token", cast.number.waba_row_id, "t")
        waba = numbers.WabaRow(
            cast.number.waba_row_id, "7001", cast.number.portfolio_id, app.id, token, "live"
        )
        await numbers.upsert_waba(db, waba, clock.now())
        for kind, key in ((directory.NUMBER, "1065"), (directory.WABA, "7001")):
            await directory.enter(db, kind, key.encode(), cast.number.id, cast.number.waba_row_id)
    transport = httpx.ASGITransport(Webhook(database), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield Door(client, app, database, cast)


def said(words: str, wamid: str = "wamid.1", **more: Any) -> dict[str, Any]:
    now = str(int(clock.now().timestamp()))
    return {
        "from": PHONE,
        "id": wamid,
        "timestamp": now,
        "type": "text",
        "text": {"body": words},
        **more,
    }


def envelope(*messages: dict[str, Any], field: str = "messages", **more: Any) -> dict[str, Any]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": "1065"},
        "messages": list(messages),
        **more,
    }
    changes = [{"field": field, "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": changes}]}


def raw(*messages: dict[str, Any], **more: Any) -> bytes:
    return json.dumps(envelope(*messages, **more)).encode()


async def test_a_signed_webhook_is_durable_when_it_is_acknowledged(door: Door) -> None:
    assert await door.post(raw(said("hello"))) == 200
    assert await door.count("message") == 0, "stored, not yet handed on"
    assert await door.hand_on() == 1
    assert await door.count("message") == 1


async def test_a_replayed_or_repeated_webhook_changes_nothing(door: Door) -> None:
    body = raw(said("hello"), said("hello", "wamid.2"))
    for _ in range(4):
        assert await door.post(body) == 200
    await door.hand_on()
    assert await door.count("message") == 2
    assert await door.count("event") == 2


@pytest.mark.parametrize("secret", [b"another secret", b" an app secret"])
async def test_a_forged_webhook_is_refused_and_leaves_nothing(door: Door, secret: bytes) -> None:
    assert await door.post(raw(said("STOP")), secret=secret) == 401
    assert await door.hand_on() == 0


@pytest.mark.parametrize("header", ["", "sha256=", "sha1=aa", "sha256=zz", "x" * 5000])
async def test_a_missing_or_broken_signature_is_refused(door: Door, header: str) -> None:
    where = f"/webhooks/{door.app.app_key}"
    answer = await door.client.post(
        where, content=raw(said("x")), headers={"x-hub-signature-256": header}
    )
    assert answer.status_code == 401


async def test_one_changed_byte_breaks_the_signature(door: Door) -> None:
    body = raw(said("hello"))
    digest = hmac.new(door.app.secrets[0], body, hashlib.sha256).hexdigest()
    headers = {"x-hub-signature-256": f"sha256={digest}"}
    for changed in (body[:-1], body + b" ", body.replace(b"hello", b"jello")):
        answer = await door.client.post(
            f"/webhooks/{door.app.app_key}", content=changed, headers=headers
        )
        assert answer.status_code == 401


async def test_three_megabytes_are_taken_and_more_is_refused(door: Door) -> None:
    many = [said("x" * 900, f"wamid.{n}") for n in range(2800)]
    body = raw(*many)
    assert 2.8e6 < len(body) < 3.1e6
    assert await door.post(body) == 200
    assert await door.post(body + b" " * 400_000) == 413
    await door.hand_on()
    assert await door.count("message") == 2800


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe\x00", b'{"object":"page"}', b'{"entry":7}',
        b'{"object":"whatsapp_business_account","entry":[{"id":"7001","changes":[{"field":"messages","value":7}]}]}',
        b'{"object":"whatsapp_business_account","entry":[{"id":"7001","changes":[{"field":"messages"}]}]}',
        b'{"object":"whatsapp_business_account","entry":[{"id":7001,"changes":"x"}]}',
        b"[" * 5000 + b"]" * 5000, raw(said("x"))[:200],
    ],
)  # fmt: skip
async def test_signed_nonsense_is_acknowledged_and_hurts_nobody(door: Door, body: bytes) -> None:
    """Meta would repeat for days what is refused; so it is taken, and found empty."""
    assert await door.post(body) == 200
    assert await door.post(raw(said("hello"))) == 200
    await door.hand_on()
    assert await door.count("message") == 1


async def test_unknown_fields_values_and_kinds_pass_and_one_bad_message_costs_only_itself(
    door: Door,
) -> None:
    strange = [
        said("ok", "wamid.a", from_somewhere={"deep": [1, {"x": None}]}),
        {"id": "wamid.b", "type": "hologram", "from": PHONE, "timestamp": "soon", "hologram": {}},
        {"type": "text"}, {"id": 7}, said("nul \x00 and \u202e bidi", "wamid.c"),
        said("far", "wamid.d") | {"timestamp": "99999999999999999999"},
    ]  # fmt: skip
    assert await door.post(raw(*strange, field="messages", future="yes")) == 200
    assert await door.post(raw(said("x"), field="from_the_future")) == 200
    await door.hand_on()
    assert await door.count("message") >= 3
    assert await door.count("set_aside") == 0
    assert await door.count("service_window") == 1
    async with door.database.organisation(door.cast.organisation_id) as db:
        latest = await db.value("select max(last_inbound_at) from service_window")
    assert latest <= clock.now(), "a clock ahead keeps no window open"


async def test_another_apps_signature_does_not_speak_for_a_number(
    door: Door, database: Database
) -> None:
    async with database.organisation(door.cast.stranger_id) as db:
        hers = await apps.add(db, "88", "her own secret", "http://127.0.0.1")
    body = raw(said("STOP"))
    digest = hmac.new(hers.secrets[0], body, hashlib.sha256).hexdigest()
    headers = {"x-hub-signature-256": f"sha256={digest}"}
    answer = await door.client.post(f"/webhooks/{hers.app_key}", content=body, headers=headers)
    assert answer.status_code == 200
    await door.hand_on()
    assert await door.count("message") == 0
    assert await door.count("opt_out") == 0


async def _broken(_db: Any, _changes: Any) -> None:
    raise RuntimeError("a bug")


BROKEN = Fields({"messages": _broken}, {}, wiring.FIELDS.belong)


async def test_a_change_that_cannot_be_applied_is_set_aside_with_an_end_date(door: Door) -> None:
    assert await door.post(raw(said("precious"))) == 200
    await handing_on.hand_on(door.database, BROKEN, [blocks.MESSAGES, blocks.STATUSES])
    async with door.database.organisation(door.cast.organisation_id) as db:
        rows = await db.rows("select id, change_sealed, ends_at from set_aside")
        opener = await db.opener([rows[0][1]])
        kept = opener.raw(rows[0][1], "intake.set_aside", rows[0][0])
    assert b"precious" in kept
    assert b"precious" not in rows[0][1]
    assert rows[0][2] > clock.now()


async def test_a_stop_that_was_set_aside_counts_once_the_fault_is_mended(door: Door) -> None:
    assert await door.post(raw(said("STOP"))) == 200
    await handing_on.hand_on(door.database, BROKEN, [blocks.MESSAGES])
    assert await set_aside.again(door.database, wiring.FIELDS) == 0, "it rests first"
    with clock.moved(timedelta(seconds=6)):
        assert await set_aside.again(door.database, BROKEN) == 0
        assert await set_aside.again(door.database, wiring.FIELDS) == 0, "and longer each time"
    assert await door.count("opt_out") == 0
    with clock.moved(timedelta(seconds=30)):
        assert await set_aside.again(door.database, wiring.FIELDS) == 1
    assert await door.count("opt_out") > 0
    assert await door.count("set_aside") == 0


async def test_the_handshake_answers_only_the_right_token(door: Door) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "42"}
    where = f"/webhooks/{door.app.app_key}"
    right = await door.client.get(
        where, params={**asked, "hub.verify_token": door.app.verify_token}
    )
    assert (right.status_code, right.text) == (200, "42")
    for token in ("", "wrong", door.app.verify_token + "x"):
        answer = await door.client.get(where, params={**asked, "hub.verify_token": token})
        assert answer.status_code == 403
    assert (await door.client.get("/webhooks/nobody")).status_code == 404
    assert (await door.client.delete(where)).status_code == 405


async def test_with_the_database_away_meta_is_told_to_come_again(
    door: Door, installation: Installation, owner: psycopg.Connection
) -> None:
    owner.execute("revoke insert on intake_block from indokona_intake")
    assert await door.post(raw(said("hello"))) == 503
    owner.execute("grant insert on intake_block to indokona_intake")
    assert await door.post(raw(said("hello"))) == 200
    await door.hand_on()
    assert await door.count("message") == 1


async def test_a_block_that_nobody_can_read_stops_nothing_behind_it(
    door: Door, owner: psycopg.Connection
) -> None:
    """An old copy put back may hold blocks whose hour's key is destroyed by now."""
    assert await door.post(raw(said("lost"))) == 200
    owner.execute(
        "update intake_block set block_sealed = set_byte(block_sealed, 40, 255 - get_byte(block_sealed, 40))"
    )
    assert await door.post(raw(said("STOP", "wamid.2"))) == 200
    await door.hand_on()
    assert await door.count("message") == 1
    assert await door.count("opt_out") == 2


async def test_blocks_are_sealed_and_their_key_dies_a_day_after_the_last_was_handed_on(
    door: Door, owner: psycopg.Connection
) -> None:
    from datetime import timedelta

    assert await door.post(raw(said("zephyrquartz"))) == 200
    row = owner.execute("select block_sealed from intake_block").fetchone()
    assert row is not None
    assert b"zephyrquartz" not in row[0]
    await door.hand_on()
    assert await handing_on.forget(door.database) == 0
    with clock.moved(timedelta(hours=26)):
        assert await handing_on.forget(door.database) == 1
    assert (await door.database.keyring.opener(_platform(), [row[0]]))._keys == {}


def _platform() -> Any:
    from indokona.kernel import ids

    return ids.PLATFORM


class Counted(Webhook):
    """The route, which counts how often it asks the database for an app."""

    asked = 0

    async def _ask(self, app_key: str) -> MetaApp | None:
        self.asked += 1
        return await super()._ask(app_key)


async def test_a_flood_asks_for_its_app_once(door: Door) -> None:
    """Each request asking for itself kept the first ones of every minute waiting for a second."""
    route = Counted(door.database)
    found = await asyncio.gather(*(route._app(door.app.app_key) for _ in range(200)))
    assert {app.id for app in found if app} == {door.app.id}
    assert route.asked == 1
    assert await route._app("nobody") is None
    assert await route._app(door.app.app_key) is not None
    assert route.asked == 2
