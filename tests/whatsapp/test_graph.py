"""Graph's other answers as types."""

from __future__ import annotations

import json

import pytest

from indokona.whatsapp import graph
from indokona.whatsapp.errors import Kind


def test_a_number_is_read_with_what_was_asked() -> None:
    body = {
        "id": "1065",
        "display_phone_number": "+91 80400 00000",
        "quality_rating": "GREEN",
        "throughput": {"level": "HIGH"},
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "novelty": [1],
    }
    found = graph.number(200, json.dumps(body).encode())
    assert (found.quality_rating, found.messages_per_second) == ("GREEN", 1000)
    assert found.verified_name is None


@pytest.mark.parametrize(
    ("body", "pace"),
    [({}, 80), ({"throughput": {"level": "STANDARD"}}, 80), ({"is_on_biz_app": True}, 20)],
)
def test_a_number_has_a_pace(body: dict[str, object], pace: int) -> None:
    found = graph.number(200, json.dumps({"id": "1", **body}).encode())
    assert found.messages_per_second == pace


def test_the_last_page_has_no_next() -> None:
    data = [{"id": "1"}]
    cursors = {"before": "a", "after": "b"}
    more = {"data": data, "paging": {"cursors": cursors, "next": "https://graph.example/x"}}
    last = {"data": data, "paging": {"cursors": cursors}}
    bare = {"data": data}
    found = [graph.numbers(200, json.dumps(body).encode()).after for body in (more, last, bare)]
    assert found == ["b", None, None]


def test_a_page_of_templates_is_read() -> None:
    row = {
        "id": "594",
        "name": "order_update",
        "language": "en_US",
        "category": "UTILITY",
        "status": "APPROVED",
        "components": [{"type": "BODY", "text": "Hi"}],
        "quality_score": {"score": "UNKNOWN", "date": 1790000000},
    }
    page = graph.templates(200, json.dumps({"data": [row]}).encode())
    assert (page.data[0].name, page.data[0].status) == ("order_update", "APPROVED")


def test_a_token_allows_only_its_targets() -> None:
    scope = "whatsapp_business_management"
    granular = [{"scope": scope, "target_ids": ["7001"]}]
    data = {"is_valid": True, "app_id": "1", "scopes": [scope], "granular_scopes": granular}
    facts = graph.token_facts(200, json.dumps({"data": data}).encode())
    assert facts.allows(scope, "7001")
    assert not facts.allows(scope, "7002")
    assert not facts.allows("whatsapp_business_messaging", "7001")


def test_an_error_says_what_it_means() -> None:
    body = {"error": {"code": 190, "message": "expired", "error_subcode": 463}}
    with pytest.raises(graph.GraphRefused) as found:
        graph.number(401, json.dumps(body).encode())
    assert found.value.error.kind is Kind.credentials
    assert found.value.fault.error_subcode == 463


@pytest.mark.parametrize(("status", "body"), [(502, b"<html>"), (200, b"<html>"), (200, b"[]")])
def test_something_else_is_unreadable(status: int, body: bytes) -> None:
    with pytest.raises(graph.GraphUnreadable):
        graph.number(status, body)


def test_paths_leave_out_what_is_not_asked() -> None:
    assert graph.media_node_path("88") == "/88"
    assert graph.media_node_path("88", "1065") == "/88?phone_number_id=1065"
    assert graph.delete_template_path("7", "a") == "/7/message_templates?name=a"
    assert graph.uploads_path("1", "a b.png", 3, "image/png").endswith(
        "file_name=a+b.png&file_length=3&file_type=image%2Fpng"
    )


def test_a_registration_carries_its_pin() -> None:
    assert json.loads(graph.register_body("123456"))["pin"] == "123456"
