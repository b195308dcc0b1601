"""The rest of the Graph API: nodes, registration, templates, files, tokens, pages."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from tests.simulator.stage import ORDER, World, until

PICTURE = b"\x89PNG not really a picture"


async def upload(world: World, kind: str = "image/png") -> Any:
    return await world.client.post(
        f"/v25.0/{world.seed['phone_number_id']}/media",
        data={"messaging_product": "whatsapp", "type": kind},
        files={"file": ("tea.png", PICTURE, kind)},
        headers=world.headers,
    )


async def test_a_number_shows_the_fields_that_were_asked_for(world: World) -> None:
    number = world.seed["phone_number_id"]
    fields = "quality_rating,throughput,whatsapp_business_manager_messaging_limit,status,nonsense"
    answer = await world.graph("GET", f"{number}?fields={fields}")
    assert answer.json() == {
        "id": number,
        "quality_rating": "GREEN",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_100K",
        "status": "CONNECTED",
    }


async def test_the_numbers_of_an_account_come_in_pages(world: World) -> None:
    waba = world.seed["waba_id"]
    for _ in range(4):
        await world.control("POST", "numbers", {"waba_id": waba})
    seen: list[str] = []
    path: str | None = f"{waba}/phone_numbers?limit=2"
    while path:
        body = (await world.graph("GET", path)).json()
        seen += [row["id"] for row in body["data"]]
        more = "next" in body["paging"]
        after = body["paging"]["cursors"]["after"]
        path = f"{waba}/phone_numbers?limit=2&after={after}" if more else None
    assert len(seen) == len(set(seen)) == 5


async def test_a_token_tells_what_it_opens(world: World) -> None:
    app = f"{world.seed['app_id']}|{world.seed['app_secret']}"
    query = {"input_token": world.seed["access_token"], "access_token": app}
    data = (await world.client.get("/debug_token", params=query)).json()["data"]
    assert data["is_valid"]
    assert data["app_id"] == world.seed["app_id"]
    assert {g["scope"]: g["target_ids"] for g in data["granular_scopes"]} == {
        "whatsapp_business_messaging": [world.seed["waba_id"]],
        "whatsapp_business_management": [world.seed["waba_id"]],
    }


async def test_an_unknown_token_is_not_valid(world: World) -> None:
    answer = await world.graph("GET", "debug_token?input_token=nobody")
    assert answer.json()["data"]["is_valid"] is False


async def test_registration_wants_the_right_pin(world: World) -> None:
    number, pin = world.seed["phone_number_id"], world.seed["pin"]
    wrong = f"{(int(pin) + 1) % 10**6:06d}"
    answer = await world.graph("POST", f"{number}/register", {"pin": wrong})
    assert answer.json()["error"]["code"] == 133005
    answer = await world.graph("POST", f"{number}/register", {"pin": pin})
    assert answer.json() == {"success": True}


async def test_ten_registrations_in_three_days_are_enough(world: World) -> None:
    path, body = f"{world.seed['phone_number_id']}/register", {"pin": world.seed["pin"]}
    for _ in range(10):
        assert (await world.graph("POST", path, body)).status_code == 200
    assert (await world.graph("POST", path, body)).json()["error"]["code"] == 133016


async def test_a_new_number_waits_for_its_registration(world: World) -> None:
    seed = await world.control("POST", "seed", {"name": "New"})
    node = world.simulator.world.numbers[seed["phone_number_id"]]
    assert not node.registered
    assert world.simulator.world.wabas[seed["waba_id"]].apps == {}


async def test_a_template_is_reviewed_and_the_news_comes_by_webhook(world: World) -> None:
    template_id = await world.template()
    await world.flush()
    (news,) = world.receiver.values("message_template_status_update")
    assert (news["event"], news["message_template_id"]) == ("APPROVED", int(template_id))


async def test_a_rejection_gives_its_reason(world: World) -> None:
    review = {"mode": "reject", "reason": "TAG_CONTENT_MISMATCH", "delay_ms": 0}
    await world.control("POST", "review", review)
    created = await world.graph("POST", f"{world.seed['waba_id']}/message_templates", ORDER)
    assert created.json()["status"] == "PENDING"
    template = world.simulator.world.templates[created.json()["id"]]
    await until(lambda: template.status == "REJECTED")
    await world.flush()
    (news,) = world.receiver.values("message_template_status_update")
    assert news["reason"] == "TAG_CONTENT_MISMATCH"


async def test_held_templates_are_reviewed_when_the_hold_ends(world: World) -> None:
    await world.control("POST", "review", {"mode": "hold", "delay_ms": 0})
    created = await world.graph("POST", f"{world.seed['waba_id']}/message_templates", ORDER)
    template = world.simulator.world.templates[created.json()["id"]]
    await world.control("POST", "review", {"mode": "approve", "delay_ms": 0})
    await until(lambda: template.status == "APPROVED")


async def test_the_same_name_and_language_exist_once(world: World) -> None:
    await world.template()
    answer = await world.graph("POST", f"{world.seed['waba_id']}/message_templates", ORDER)
    assert answer.json()["error"]["error_subcode"] == 2388024


async def test_a_variable_at_the_edge_is_refused(world: World) -> None:
    body = {"type": "BODY", "text": "{{1}} hello", "example": {"body_text": [["Dev"]]}}
    waba = world.seed["waba_id"]
    answer = await world.graph("POST", f"{waba}/message_templates", {**ORDER, "components": [body]})
    assert answer.json()["error"]["code"] == 2388299


async def test_templates_are_listed_edited_and_deleted(world: World) -> None:
    template_id = await world.template()
    waba = world.seed["waba_id"]
    listed = (await world.graph("GET", f"{waba}/message_templates?fields=name,status")).json()
    assert listed["data"] == [{"id": template_id, "name": "order_update", "status": "APPROVED"}]
    changed = [{"type": "BODY", "text": "Your order ships soon"}]
    answer = await world.graph("POST", template_id, {"components": changed})
    assert answer.json() == {"success": True}
    shown = (await world.graph("GET", template_id)).json()
    assert shown["components"] == changed
    path = f"{waba}/message_templates?name=order_update&hsm_id={template_id}"
    assert (await world.graph("DELETE", path)).json() == {"success": True}
    assert (await world.graph("GET", template_id)).json()["error"]["error_subcode"] == 33


async def test_a_change_of_category_is_told(world: World) -> None:
    template_id = await world.template()
    await world.control("POST", f"templates/{template_id}/status", {"category": "MARKETING"})
    await world.flush()
    (news,) = world.receiver.values("template_category_update")
    assert (news["previous_category"], news["new_category"]) == ("UTILITY", "MARKETING")


async def test_a_file_is_fetched_in_two_hops_with_the_token(world: World) -> None:
    media_id = (await upload(world)).json()["id"]
    node = (await world.graph("GET", media_id)).json()
    assert base64.b64decode(node["sha256"]) == hashlib.sha256(PICTURE).digest()
    assert node["url"].startswith(world.where["url"])
    assert (await world.client.get(node["url"])).status_code == 401
    got = await world.client.get(node["url"], headers=world.headers)
    assert (got.content, got.headers["content-type"]) == (PICTURE, "image/png")
    old = node["url"].rpartition("=")[0] + "=1000"
    assert (await world.client.get(old, headers=world.headers)).status_code == 404
    assert (await world.graph("DELETE", media_id)).json() == {"success": True}
    assert (await world.graph("GET", media_id)).status_code == 400


async def test_a_kind_of_file_that_meta_refuses_is_refused(world: World) -> None:
    assert (await upload(world, "audio/webm")).json()["error"]["code"] == 100


async def test_a_file_from_a_person_can_be_fetched(world: World) -> None:
    media = {
        "kind": "image",
        "base64": base64.b64encode(PICTURE).decode(),
        "mime_type": "image/png",
        "caption": "This one",
    }
    await world.say("919812345678", media=media)
    await world.flush()
    (message,) = world.receiver.messages()
    got = await world.client.get(message["image"]["url"], headers=world.headers)
    assert got.content == PICTURE


async def test_a_sample_is_uploaded_in_two_steps(world: World) -> None:
    app = world.seed["app_id"]
    query = "file_name=tea.png&file_length=25&file_type=image/png"
    session = (await world.graph("POST", f"{app}/uploads?{query}")).json()["id"]
    headers = {**world.headers, "file_offset": "0"}
    answer = await world.client.post(f"/v25.0/{session}", content=PICTURE, headers=headers)
    assert answer.json()["h"].startswith("4::")
    state = (await world.graph("GET", session)).json()
    assert state["file_offset"] == len(PICTURE)


async def test_marking_as_read_shows_on_the_phone(world: World) -> None:
    wamid = await world.say("919812345678", text="Hi")
    answer = await world.send({"status": "read", "message_id": wamid})
    assert answer.json() == {"success": True}
    (shown,) = (await world.control("GET", f"messages?wamid={wamid}"))["data"]
    assert shown["status"] == "read"


async def test_form_bodies_and_tokens_in_the_query_work_too(world: World) -> None:
    token = world.seed["access_token"]
    path = f"/{world.seed['phone_number_id']}/register?access_token={token}"
    answer = await world.client.post(path, data={"pin": world.seed["pin"]})
    assert answer.json() == {"success": True}


async def test_the_quality_of_a_number_is_told(world: World) -> None:
    number = world.seed["phone_number_id"]
    await world.control("POST", f"number/{number}/quality", {"quality": "RED"})
    await world.control("POST", f"number/{number}/limit", {"limit": "TIER_UNLIMITED"})
    await world.flush()
    events = [v["event"] for v in world.receiver.values("phone_number_quality_update")]
    assert sorted(events) == ["DOWNGRADE", "UPGRADE"]
    (capability,) = world.receiver.values("business_capability_update")
    assert capability["max_daily_conversations_per_business"] == "TIER_UNLIMITED"


async def test_an_unknown_edge_is_an_error_of_graph(world: World) -> None:
    answer = await world.graph("GET", f"{world.seed['phone_number_id']}/nonsense")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
