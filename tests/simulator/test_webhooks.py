"""What the platform is told: signed, escaped, repeated, doubled, reordered, and never lost."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
from tests.simulator.stage import VERIFY, Receiver, World, order, signed, until

from indokona.simulator import ids
from indokona.simulator.serve import running

DEV = "919812345678"


async def test_a_webhook_is_signed_over_the_bytes_that_are_sent(world: World) -> None:
    await world.say(DEV, text="नमस्ते 😀 a/b")
    await world.flush()
    headers, body = world.receiver.posts[0]
    assert headers["x-hub-signature-256"] == signed(world.seed["app_secret"], body)
    assert headers["user-agent"] == "facebookexternalua"
    assert b"\\u0928\\u092e" in body
    assert b"\\ud83d\\ude00" in body
    assert b"a\\/b" in body
    assert body.isascii()


async def test_what_a_person_says_arrives_with_who_they_are(world: World) -> None:
    await world.control("POST", "persons", {"phone": DEV, "name": "Dev", "username": "dev.k"})
    wamid = await world.say(DEV, text="Hi")
    await world.flush()
    (value,) = world.receiver.values()
    user_id = ids.user_id(world.seed["business_id"], DEV)
    assert value["metadata"]["phone_number_id"] == world.seed["phone_number_id"]
    assert value["contacts"] == [
        {"profile": {"name": "Dev", "username": "dev.k"}, "user_id": user_id, "wa_id": DEV}
    ]
    (message,) = value["messages"]
    assert (message["id"], message["from"], message["from_user_id"]) == (wamid, DEV, user_id)
    assert message["timestamp"].isdigit()


async def test_somebody_known_by_username_only_shows_no_phone(world: World) -> None:
    person = await world.control("POST", "persons", {"name": "Meera"})
    user_id = person["user_ids"][world.seed["business_id"]]
    await world.say(user_id, text="Hi")
    await world.control("PATCH", f"persons/{user_id}", {"hides_phone": "blank"})
    await world.flush()
    await world.say(user_id, text="Hi again")
    await world.flush()
    first, second = world.receiver.messages()
    assert "from" not in first
    assert second["from"] == ""
    assert first["from_user_id"] == second["from_user_id"] == user_id


async def test_a_message_is_sent_delivered_and_read_with_its_price(world: World) -> None:
    await world.template()
    await world.send(order(f"+{DEV}", "Dev", "Friday", callback="ord-77"))
    await world.flush()
    statuses = world.receiver.statuses()
    assert [s["status"] for s in statuses] == ["sent", "delivered", "read"]
    assert {s["biz_opaque_callback_data"] for s in statuses} == {"ord-77"}
    priced = [s["status"] for s in statuses if "pricing" in s]
    assert priced == ["sent", "delivered"]
    assert statuses[0]["pricing"] == {
        "billable": True,
        "pricing_model": "PMP",
        "type": "regular",
        "category": "utility",
    }
    assert all(value["contacts"][0]["user_id"] for value in world.receiver.values())


async def test_a_reader_without_receipts_is_only_delivered_to(world: World) -> None:
    await world.control("POST", "persons", {"phone": DEV, "reads_after": None})
    await world.template()
    await world.send(order(f"+{DEV}", "Dev", "Friday"))
    await world.flush()
    assert [s["status"] for s in world.receiver.statuses()] == ["sent", "delivered"]


async def test_the_first_thousand_service_messages_are_free(world: World) -> None:
    await world.say(DEV, text="Hi")
    number = world.simulator.world.numbers[world.seed["phone_number_id"]]
    await world.send_text(f"+{DEV}")
    number.service_count = 1000
    await world.send_text(f"+{DEV}")
    await world.flush()
    types = [s["pricing"]["type"] for s in world.receiver.statuses() if s["status"] == "sent"]
    assert types == ["free_customer_service", "regular"]


async def test_a_tap_on_a_button_names_the_message_it_answers(world: World) -> None:
    await world.template()
    sent = (await world.send(order(f"+{DEV}", "Dev", "Friday"))).json()["messages"][0]["id"]
    await world.say(DEV, button={"payload": "help", "text": "Help", "wamid": sent})
    await world.flush()
    (message,) = world.receiver.messages()
    assert message["type"] == "button"
    assert message["button"] == {"payload": "help", "text": "Help"}
    assert message["context"]["id"] == sent


async def test_an_unanswered_webhook_is_repeated(world: World) -> None:
    world.receiver.answers = [500, 503]
    await world.say(DEV, text="Hi")
    await world.flush()
    bodies = {body for _, body in world.receiver.posts}
    assert len(world.receiver.posts) == 3
    assert len(bodies) == 1
    log = await world.control("GET", "webhooks")
    assert log["posts"][0]["tries"] == 3
    assert log["pending"] == 0


async def test_doubled_webhooks_arrive_twice(world: World) -> None:
    await world.control("POST", "faults", {"duplicate_webhooks": 1.0, "seed": 7})
    await world.say(DEV, text="Hi")
    await world.flush()
    assert len(world.receiver.messages()) == 2


async def test_reordered_webhooks_all_arrive(world: World) -> None:
    await world.control("POST", "faults", {"reorder_webhooks": True, "seed": 7})
    wamids = {await world.say(DEV, text=str(n)) for n in range(20)}
    await world.flush()
    heard = [message["id"] for message in world.receiver.messages()]
    assert set(heard) == wamids
    texts = [int(message["text"]["body"]) for message in world.receiver.messages()]
    assert texts != sorted(texts)


async def test_dropped_statuses_never_come(world: World) -> None:
    await world.control("POST", "faults", {"drop_statuses": 1.0})
    await world.template()
    await world.send(order(f"+{DEV}", "Dev", "Friday"))
    await world.flush()
    assert world.receiver.statuses() == []


async def test_held_webhooks_wait_until_they_are_let_go(world: World) -> None:
    await world.control("POST", "faults", {"hold_webhooks": True})
    await world.say(DEV, text="Hi")
    await asyncio.sleep(0.1)
    assert world.receiver.posts == []
    await world.control("POST", "faults", {})
    await world.flush()
    assert len(world.receiver.messages()) == 1


async def test_many_statuses_of_an_unpaced_number_share_a_post(world: World) -> None:
    number = world.seed["phone_number_id"]
    await world.control("POST", f"number/{number}/throughput", {"throughput": "UNPACED"})
    await world.template()
    await world.control("POST", "faults", {"hold_webhooks": True})
    await asyncio.gather(*(world.send(order(f"+91980000{n:04d}", "A", "B")) for n in range(50)))
    await until(lambda: not world.simulator.outbox._schedule)
    world.receiver.posts.clear()
    await world.control("POST", "faults", {})
    await world.flush()
    assert len(world.receiver.posts) == 1
    (value,) = world.receiver.values()
    assert len(value["statuses"]) == len(value["contacts"]) == 150


async def test_a_number_may_send_its_messages_elsewhere(world: World) -> None:
    elsewhere = world.receiver.url.replace("/webhooks/key", "/elsewhere")
    change = {"override_callback_uri": elsewhere, "verify_token": VERIFY}
    number = world.seed["phone_number_id"]
    answer = await world.graph("POST", number, {"webhook_configuration": change})
    assert answer.json() == {"success": True}
    await world.say(DEV, text="Hi")
    await world.flush()
    log = await world.control("GET", "webhooks")
    assert log["posts"][0]["url"] == elsewhere


async def test_a_wrong_verify_token_does_not_pass_the_challenge(world: World) -> None:
    change = {"override_callback_uri": world.receiver.url, "verify_token": "wrong"}
    number = world.seed["phone_number_id"]
    answer = await world.graph("POST", number, {"webhook_configuration": change})
    assert answer.json()["error"]["code"] == 2200
    told = await world.control(
        "POST",
        f"apps/{world.seed['app_id']}/callback",
        {"callback_url": world.receiver.url, "verify_token": VERIFY},
    )
    assert told == {"success": True, "verified": True}


async def test_nothing_arrives_before_the_app_is_subscribed(world: World) -> None:
    waba = world.seed["waba_id"]
    await world.graph("DELETE", f"{waba}/subscribed_apps")
    await world.say(DEV, text="Hi")
    await world.flush()
    assert world.receiver.posts == []
    await world.graph("POST", f"{waba}/subscribed_apps")
    await world.say(DEV, text="Hi")
    await world.flush()
    assert len(world.receiver.messages()) == 1


async def test_what_nobody_acknowledged_is_told_again_after_a_restart(
    tmp_path: Path, receiver: Receiver
) -> None:
    state = tmp_path / "meta.db"
    body = {"verify_token": VERIFY, "registered": True, "subscribed": True}
    async with running(state) as (_, where), httpx.AsyncClient(trust_env=False) as client:
        seed = (await client.post(f"{where['url']}/_control/seed", json=body)).json()
        said = {"phone_number_id": seed["phone_number_id"], "text": "Hi"}
        await client.post(f"{where['url']}/_control/persons/{DEV}/say", json=said)
        send = {"messaging_product": "whatsapp", "to": DEV, "text": {"body": "Yes?"}}
        path = f"{where['url']}/v25.0/{seed['phone_number_id']}/messages"
        headers = {"authorization": f"Bearer {seed['access_token']}"}
        answer = await client.post(path, json=send, headers=headers)
        assert answer.status_code == 200, "the window is open"
    async with running(state) as (_, where), httpx.AsyncClient(trust_env=False) as client:
        change = {"callback_url": receiver.url}
        path = f"{where['url']}/_control/apps/{seed['app_id']}/callback"
        assert (await client.post(path, json=change)).json()["verified"]
        await until(lambda: len(receiver.statuses()) >= 3)
        assert len(receiver.messages()) == 1
        path = f"{where['url']}/v25.0/{seed['phone_number_id']}/messages"
        assert (await client.post(path, json=send, headers=headers)).status_code == 200


async def test_the_body_of_a_post_is_plain_json(world: World) -> None:
    await world.say(DEV, text="Hi")
    await world.flush()
    body = json.loads(world.receiver.posts[0][1])
    assert body["object"] == "whatsapp_business_account"
    assert body["entry"][0]["id"] == world.seed["waba_id"]
