"""The control door: faults, counts, mails, and that the state outlives the process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.simulator.stage import World, order

from indokona.simulator.serve import run

DEV = "919812345678"


async def test_two_switches_turned_at_once_are_both_on(world: World) -> None:
    await asyncio.gather(
        world.control("PATCH", "faults", {"lose_answers": 1.0}),
        world.control("PATCH", "faults", {"hold_webhooks": True}),
    )
    found = await world.control("GET", "faults")
    assert (found["lose_answers"], found["hold_webhooks"]) == (1.0, True)
    found = await world.control("POST", "faults", {"hold_webhooks": True})
    assert found["lose_answers"] == 0.0


async def test_a_lost_answer_is_still_an_accepted_message(world: World) -> None:
    await world.template()
    await world.control("POST", "faults", {"lose_answers": 1.0})
    with pytest.raises(httpx.RemoteProtocolError):
        await world.send(order(f"+{DEV}", "A", "B", callback="lost"))
    await world.control("POST", "faults", {})
    counts = await world.control("GET", "counts?callback=lost")
    assert counts["accepted"] == 1


async def test_an_error_may_come_after_the_effect(world: World) -> None:
    await world.template()
    await world.control("POST", "faults", {"http_500_after_effect": 1.0})
    answer = await world.send(order(f"+{DEV}", "A", "B"))
    assert answer.status_code == 500
    assert (await world.control("GET", "counts"))["accepted"] == 1


async def test_ordered_errors_have_no_effect(world: World) -> None:
    await world.template()
    await world.control("POST", "faults", {"error_rate": 1.0, "error_code": 131016})
    answer = await world.send(order(f"+{DEV}", "A", "B"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, 131016)
    assert (await world.control("GET", "counts"))["accepted"] == 0


async def test_the_same_seed_gives_the_same_faults(world: World) -> None:
    await world.template()
    runs = []
    for _ in range(2):
        await world.control("POST", "faults", {"error_rate": 0.5, "seed": 3})
        sends = [await world.send(order(f"+9198000000{n:02d}", "A", "B")) for n in range(12)]
        runs.append([answer.status_code for answer in sends])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


async def test_answers_can_be_slow(world: World) -> None:
    await world.template()
    await world.control("POST", "faults", {"delay_ms": 80})
    began = time.monotonic()
    await world.send(order(f"+{DEV}", "A", "B"))
    assert time.monotonic() - began >= 0.08


async def test_counts_show_what_was_accepted_twice(world: World) -> None:
    await world.template()
    for callback, to in (("a", DEV), ("a", DEV), ("b", "919800000001")):
        await world.send(order(f"+{to}", "A", "B", callback=callback))
    counts = await world.control("GET", f"counts?phone_number_id={world.seed['phone_number_id']}")
    assert counts == {
        "accepted": 3,
        "distinct_callbacks": 2,
        "accepted_more_than_once": [{"callback": "a", "times": 2}],
        "distinct_recipients": 2,
        "most_per_recipient": 2,
        "failing": {},
    }


async def test_a_mail_arrives_in_the_inbox(world: World) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Ihr Code für INDOKONA"
    mail["From"], mail["To"] = "hello@indokona.example", "asha@shop.example"
    mail.set_content("Your code is 482913.")

    def post() -> None:
        with smtplib.SMTP("127.0.0.1", world.where["smtp_port"], timeout=5) as server:
            server.send_message(mail)

    await asyncio.to_thread(post)
    (found,) = (await world.control("GET", "mails?to=Asha@shop.example"))["data"]
    assert found["subject"] == "Ihr Code für INDOKONA"
    assert "482913" in found["text"]
    assert (await world.control("GET", "mails?to=bilal@shop.example"))["data"] == []


async def test_a_reset_forgets_everything(world: World) -> None:
    await world.say(DEV, text="Hi")
    await world.control("POST", "reset")
    assert (await world.control("GET", "numbers"))["data"] == []
    assert (await world.control("GET", "messages"))["data"] == []


async def test_an_unknown_door_says_so(world: World) -> None:
    answer = await world.client.get("/_control/nonsense")
    assert answer.status_code == 404
    answer = await world.client.post("/_control/persons/919812345678/say", json={})
    assert answer.status_code == 404


async def test_a_person_is_found_by_phone_user_id_and_username(world: World) -> None:
    made = await world.control("POST", "persons", {"name": "Meera", "username": "meera.k"})
    user_id = made["user_ids"][world.seed["business_id"]]
    for name in (made["phone"], user_id, "@meera.k"):
        changed = await world.control("PATCH", f"persons/{name}", {"reads_after": 3})
        assert changed["id"] == made["id"]


def test_it_refuses_to_listen_for_the_world(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="loopback"):
        run(host="0.0.0.0", state=tmp_path / "meta.db")


def _start(state: Path) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    command = [sys.executable, "-m", "indokona.simulator", "--port", "0", "--state", str(state)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def test_an_accepted_message_survives_a_kill_and_a_term_is_quick(tmp_path: Path) -> None:
    process, where = _start(tmp_path / "meta.db")
    with httpx.Client(base_url=where["url"], trust_env=False) as client:
        seed = client.post("/_control/seed", json={"registered": True}).json()
        said = {"phone_number_id": seed["phone_number_id"], "text": "Hi"}
        client.post(f"/_control/persons/{DEV}/say", json=said)
        send = {"messaging_product": "whatsapp", "to": DEV, "text": {"body": "Yes?"}}
        path = f"/v25.0/{seed['phone_number_id']}/messages"
        headers = {"authorization": f"Bearer {seed['access_token']}"}
        wamid = client.post(path, json=send, headers=headers).json()["messages"][0]["id"]
        os.kill(process.pid, signal.SIGKILL)
        process.wait(5)
    process, where = _start(tmp_path / "meta.db")
    try:
        with httpx.Client(base_url=where["url"], trust_env=False) as client:
            (found,) = client.get(f"/_control/messages?wamid={wamid}").json()["data"]
            assert found["shown"]["body"] == "Yes?"
    finally:
        began = time.monotonic()
        process.terminate()
        assert process.wait(5) == 0
    assert time.monotonic() - began < 2


async def test_marketing_can_be_stopped_and_resumed(world: World) -> None:
    for wish, stopped in (({"stop": True}, True), ({"resume": True}, False)):
        await world.control("POST", f"persons/{DEV}/preferences", wish)
        assert world.simulator.world.person(DEV).stopped_marketing is stopped
    await world.flush()
    told = world.receiver.values("user_preferences")
    assert sorted(v["user_preferences"][0]["value"] for v in told) == ["resume", "stop"]
