"""`POST /messages`: what is accepted, what is refused, and with which code."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from tests.simulator.stage import World, order

from indokona.simulator import ids

DEV = "919812345678"


def code(answer: httpx.Response) -> int:
    return int(answer.json()["error"]["code"])


async def test_a_text_inside_the_window_is_accepted(world: World) -> None:
    await world.say(DEV, text="Hi")
    answer = await world.send_text(f"+{DEV}")
    assert answer.status_code == 200
    body = answer.json()
    assert body["contacts"] == [{"input": f"+{DEV}", "wa_id": DEV}]
    assert body["messages"][0]["id"].startswith("wamid.")
    assert answer.headers["facebook-api-version"] == "v25.0"
    assert answer.headers["x-fb-trace-id"]


async def test_a_text_outside_the_window_is_refused(world: World) -> None:
    answer = await world.send_text(f"+{DEV}")
    assert (answer.status_code, code(answer)) == (400, 131047)


async def test_a_closed_window_may_also_be_told_by_webhook(world: World) -> None:
    await world.control("POST", "faults", {"window_refusal": "webhook"})
    assert (await world.send_text(f"+{DEV}")).status_code == 200
    await world.flush()
    (status,) = world.receiver.statuses()
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)


@pytest.mark.parametrize("prefix", ["/v13.0", "", "//v26.0", "/v99.1"])
async def test_any_version_or_none_is_the_same_path(world: World, prefix: str) -> None:
    await world.say(DEV, text="Hi")
    path = f"{prefix}/{world.seed['phone_number_id']}/messages"
    url = world.where["url"] + path
    body = {"messaging_product": "whatsapp", "to": DEV, "text": {"body": "Hi"}}
    answer = await world.client.post(url, json=body, headers=world.headers)
    assert answer.status_code == 200


async def test_a_bad_token_is_not_let_in(world: World) -> None:
    path = f"/v25.0/{world.seed['phone_number_id']}/messages"
    answer = await world.client.post(path, headers={"authorization": "Bearer wrong"}, json={})
    assert (answer.status_code, code(answer)) == (401, 190)


async def test_an_expired_token_says_so(world: World) -> None:
    await world.control("DELETE", f"tokens/{world.seed['access_token']}")
    answer = await world.send_text(f"+{DEV}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["error_subcode"]) == (401, 190, 463)


async def test_a_token_without_the_permission_is_refused(world: World) -> None:
    wanted = {
        "app_id": world.seed["app_id"],
        "waba_ids": [world.seed["waba_id"]],
        "scopes": ["whatsapp_business_management"],
    }
    weak = (await world.control("POST", "tokens", wanted))["access_token"]
    path = f"/v25.0/{world.seed['phone_number_id']}/messages"
    answer = await world.client.post(path, headers={"authorization": f"Bearer {weak}"}, json={})
    assert (answer.status_code, code(answer)) == (403, 10)


async def test_another_business_number_looks_like_a_missing_one(world: World) -> None:
    other = await world.control("POST", "seed", {"name": "Chitra's"})
    for stranger in (other["phone_number_id"], "1234567890123456"):
        answer = await world.graph("POST", f"{stranger}/messages", {})
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["error_subcode"]) == (400, 100, 33)


async def test_an_unregistered_number_cannot_send(world: World) -> None:
    await world.graph("POST", f"{world.seed['phone_number_id']}/deregister", {})
    assert code(await world.send_text(f"+{DEV}")) == 133010


async def test_a_template_goes_out_without_a_window(world: World) -> None:
    await world.template()
    answer = await world.send(order(f"+{DEV}", "Dev", "Friday"))
    assert answer.json()["messages"][0]["message_status"] == "accepted"


@pytest.mark.parametrize(
    ("values", "url", "expected"),
    [
        (("Dev",), "9", 132000),
        (("Dev", "Friday", "more"), "9", 132000),
        (("Dev", "Friday"), None, 132000),
        (("Dev", ""), "9", 132018),
        (("Dev", "a\nb"), "9", 132018),
        (("Dev", "a     b"), "9", 132018),
    ],
)
async def test_values_that_do_not_fit_the_template_are_refused(
    world: World, values: tuple[str, ...], url: str | None, expected: int
) -> None:
    await world.template()
    answer = await world.send(order(f"+{DEV}", *values, code=url))
    assert code(answer) == expected


async def test_a_header_of_the_wrong_kind_is_refused(world: World) -> None:
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::x"]}}
    body = {"type": "BODY", "text": "Look at this picture"}
    await world.template(name="picture", components=[header, body])
    part = {"type": "header", "parameters": [{"type": "text", "text": "no picture"}]}
    template = {"name": "picture", "language": {"code": "en_US"}, "components": [part]}
    answer = await world.send({"to": DEV, "type": "template", "template": template})
    assert code(answer) == 132012


async def test_a_template_of_another_language_does_not_exist(world: World) -> None:
    await world.template()
    body = order(f"+{DEV}", "Dev", "Friday")
    body["template"]["language"]["code"] = "en"
    answer = await world.send(body)
    assert (answer.status_code, code(answer)) == (404, 132001)


@pytest.mark.parametrize(("status", "expected"), [("PAUSED", 132015), ("DISABLED", 132016)])
async def test_a_stopped_template_is_refused(world: World, status: str, expected: int) -> None:
    template_id = await world.template()
    await world.control("POST", f"templates/{template_id}/status", {"status": status})
    assert code(await world.send(order(f"+{DEV}", "Dev", "Friday"))) == expected


async def test_one_person_gets_forty_five_at_once_and_then_waits(world: World) -> None:
    await world.say(DEV, text="Hi")
    answers = [await world.send_text(f"+{DEV}") for _ in range(46)]
    assert [a.status_code for a in answers[:45]] == [200] * 45
    assert code(answers[45]) == 131056


async def test_a_number_has_a_pace(world: World) -> None:
    await world.template()
    number = world.seed["phone_number_id"]
    await world.control("POST", f"number/{number}/throughput", {"throughput": "COEXISTENCE"})
    refused: list[int] = []
    for hundred in range(20):  # on a slow machine it takes more of them to be faster than the pace
        phones = range(100 * hundred, 100 * hundred + 100)
        sends = [world.send(order(f"+91980000{n:04d}", "A", "B")) for n in phones]
        answers = await asyncio.gather(*sends)
        refused = [code(a) for a in answers if a.status_code != 200]
        if refused:
            break
    assert set(refused) == {130429}


async def test_a_portfolio_reaches_only_so_many_people_a_day(world: World) -> None:
    await world.template()
    number = world.seed["phone_number_id"]
    await world.control("POST", f"number/{number}/limit", {"limit": "TIER_250"})
    await world.control("POST", f"number/{number}/throughput", {"throughput": "HIGH"})
    answers = [await world.send(order(f"+9198000{n:05d}", "A", "B")) for n in range(251)]
    assert [a.status_code for a in answers[:250]] == [200] * 250
    assert code(answers[250]) == 131048
    again = await world.send(order("+919800000000", "A", "B"))
    assert again.status_code == 200, "somebody reached already counts once"


async def test_somebody_without_whatsapp_fails_later(world: World) -> None:
    await world.control("POST", "persons", {"phone": DEV, "not_on_whatsapp": True})
    await world.template()
    assert (await world.send(order(f"+{DEV}", "A", "B"))).status_code == 200
    await world.flush()
    (status,) = world.receiver.statuses()
    assert status["errors"][0]["code"] == 131026
    assert "pricing" not in status


async def test_marketing_to_somebody_who_stopped_it_fails(world: World) -> None:
    await world.template(category="MARKETING")
    await world.control("POST", f"persons/{DEV}/preferences", {"choice": "stop"})
    await world.send(order(f"+{DEV}", "A", "B"))
    await world.flush()
    (status,) = world.receiver.statuses()
    assert status["errors"][0]["code"] == 131050
    (value,) = world.receiver.values("user_preferences")
    assert value["user_preferences"][0]["value"] == "stop"


async def test_a_user_id_goes_into_recipient(world: World) -> None:
    await world.say(DEV, text="Hi")
    user_id = ids.user_id(world.seed["business_id"], DEV)
    answer = await world.send({"recipient": user_id, "type": "text", "text": {"body": "Hi"}})
    assert answer.json()["contacts"] == [{"input": user_id, "user_id": user_id}]


async def test_a_user_id_in_to_is_taken_and_never_arrives(world: World) -> None:
    await world.template()
    user_id = ids.user_id(world.seed["business_id"], DEV)
    assert (await world.send(order(user_id, "A", "B"))).status_code == 200
    await world.flush()
    (status,) = world.receiver.statuses()
    assert status["errors"][0]["code"] == 131026


async def test_codes_need_a_phone_number(world: World) -> None:
    components: list[dict[str, Any]] = [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
    ]
    await world.template(name="code", category="AUTHENTICATION", components=components)
    user_id = ids.user_id(world.seed["business_id"], DEV)
    text = [{"type": "text", "text": "1234"}]
    parts = [
        {"type": "body", "parameters": text},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": text},
    ]
    template = {"name": "code", "language": {"code": "en_US"}, "components": parts}
    body = {"type": "template", "template": template}
    assert code(await world.send(body | {"recipient": user_id})) == 131062
    assert (await world.send(body | {"to": f"+{DEV}"})).status_code == 200


async def test_a_number_cannot_write_to_itself(world: World) -> None:
    assert code(await world.send_text(world.seed["display_phone_number"])) == 131021


async def test_an_unknown_file_is_refused(world: World) -> None:
    await world.say(DEV, text="Hi")
    answer = await world.send({"to": DEV, "type": "image", "image": {"id": "404"}})
    assert code(answer) == 131009


async def test_buttons_of_a_question_are_counted(world: World) -> None:
    await world.say(DEV, text="Hi")
    buttons = [{"type": "reply", "reply": {"id": str(n), "title": str(n)}} for n in range(4)]

    def question(count: int) -> dict[str, Any]:
        action = {"buttons": buttons[:count]}
        content = {"type": "button", "body": {"text": "Well?"}, "action": action}
        return {"to": DEV, "type": "interactive", "interactive": content}

    assert (await world.send(question(3))).status_code == 200
    assert code(await world.send(question(4))) == 131009


async def test_an_unknown_kind_is_refused(world: World) -> None:
    assert code(await world.send({"to": DEV, "type": "telepathy"})) == 131051
