"""What we send, what the answer means, and who may try again."""

from __future__ import annotations

import json

import pytest

from indokona.whatsapp import messages
from indokona.whatsapp.errors import TABLE, Kind, explain
from indokona.whatsapp.messages import Accepted, Address, Refused, Unreadable

PHONE = Address(phone="+919812345678")
USER = Address(user_id="IN.2f9")


def test_a_text_goes_to_a_phone_with_its_plus() -> None:
    body = json.loads(messages.text(PHONE, "Hello", "c-1", reply_to="wamid.A"))
    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+919812345678",
        "type": "text",
        "text": {"body": "Hello", "preview_url": False},
        "biz_opaque_callback_data": "c-1",
        "context": {"message_id": "wamid.A"},
    }


def test_a_user_id_never_goes_into_to() -> None:
    body = json.loads(messages.text(USER, "Hello", "c-1"))
    assert body["recipient"] == "IN.2f9"
    assert "to" not in body


@pytest.mark.parametrize(
    "address",
    [Address(), Address(phone="919812345678"), Address(phone="+"), Address(user_id="nobody")],
)
def test_an_address_that_names_nobody_is_refused(address: Address) -> None:
    with pytest.raises(ValueError, match=r"phone|address"):
        messages.text(address, "Hello", "c-1")


def test_captions_and_names_go_only_where_they_are_allowed() -> None:
    picture = json.loads(messages.media(PHONE, "image", "8", "c", caption="Tea", filename="t.png"))
    assert picture["image"] == {"id": "8", "caption": "Tea"}
    paper = json.loads(messages.media(PHONE, "document", "8", "c", filename="bill.pdf"))
    assert paper["document"] == {"id": "8", "filename": "bill.pdf"}
    sound = json.loads(messages.media(PHONE, "audio", "8", "c", caption="Tea"))
    assert sound["audio"] == {"id": "8"}


def test_a_question_has_its_buttons() -> None:
    body = json.loads(messages.reply_buttons(PHONE, "Well?", [("y", "Yes")], "c"))
    (button,) = body["interactive"]["action"]["buttons"]
    assert button == {"type": "reply", "reply": {"id": "y", "title": "Yes"}}


def test_reading_may_show_that_somebody_types() -> None:
    body = json.loads(messages.read("wamid.A", typing=True))
    assert (body["status"], body["typing_indicator"]) == ("read", {"type": "text"})


def test_a_text_is_measured_as_whatsapp_counts() -> None:
    assert messages.check_text("x" * 4096) == []
    (problem,) = messages.check_text("😀" * 2049)
    assert (problem.code, problem.limit) == ("text.too_long", 4096)
    (problem,) = messages.check_text(" \n")
    assert problem.code == "text.empty"


def answer(status: int, body: object) -> messages.Answer:
    return messages.answer(status, json.dumps(body).encode())


def test_an_accepted_message_has_an_id() -> None:
    body = {
        "contacts": [{"input": "+919812345678", "wa_id": "919812345678"}],
        "messages": [{"id": "wamid.A", "message_status": "accepted"}],
    }
    assert answer(200, body) == Accepted("wamid.A", "accepted", "919812345678", None)


def test_an_error_is_a_refusal_with_its_details() -> None:
    error = {
        "code": 131047,
        "message": "(#131047) Re-engagement",
        "error_data": {"details": "24 h"},
    }
    found = answer(400, {"error": error})
    assert isinstance(found, Refused)
    assert (found.error.kind, found.details) == (Kind.window, "24 h")
    assert found.error.proves_not_sent


@pytest.mark.parametrize("code", [1, 2, 131000, 131016])
def test_an_unknown_outcome_proves_nothing_and_is_not_retried(code: int) -> None:
    found = answer(500, {"error": {"code": code}})
    assert isinstance(found, Refused)
    assert not found.error.proves_not_sent
    assert not found.error.may_retry


def test_a_new_code_is_a_refusal_unless_the_server_itself_failed() -> None:
    refused, doubtful = (answer(status, {"error": {"code": 999999}}) for status in (400, 500))
    assert isinstance(refused, Refused)
    assert isinstance(doubtful, Refused)
    assert refused.error.kind is Kind.content
    assert doubtful.error.kind is Kind.outcome_unknown


def test_a_new_code_that_is_transient_is_doubtful_too() -> None:
    found = answer(400, {"error": {"code": 999999, "is_transient": True}})
    assert isinstance(found, Refused)
    assert found.error.kind is Kind.outcome_unknown


def test_a_bare_429_is_a_throttle() -> None:
    found = messages.answer(429, b"<html>slow down</html>")
    assert isinstance(found, Refused)
    assert found.error.may_retry


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"messages":[]}', b'{"messages":[{"id'])
def test_an_answer_without_id_or_error_is_unreadable(body: bytes) -> None:
    assert messages.answer(200, body) == Unreadable(200)


def test_only_throttles_may_be_retried_by_a_machine() -> None:
    retried = {code for code, error in TABLE.items() if error.may_retry}
    assert {4, 613, 80007, 80008, 130429, 131056} <= retried
    assert all(TABLE[code].kind is Kind.throttle for code in retried)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0, Kind.credentials),
        (190, Kind.credentials),
        (215, Kind.credentials),
        (100, Kind.caller),
        (80013, Kind.throttle),
        (131026, Kind.recipient),
        (131050, Kind.recipient),
        (131062, Kind.window),
        (132015, Kind.content),
        (131042, Kind.account),
        (133010, Kind.account),
        (131209, Kind.account),
        (138006, Kind.content),
        (424242, Kind.content),
    ],
)
def test_every_code_has_a_kind_and_words(code: int, kind: Kind) -> None:
    found = explain(code)
    assert found.kind is kind
    assert len(found.words) > 20


@pytest.mark.parametrize(
    "body", [b'{"error":{"code":1,"message":"\xff\xfe"}}', b"[" * 100_000, b'{"error":{"code":99999999999}}']
)  # fmt: skip
def test_an_answer_of_any_bytes_is_read_without_a_fault(body: bytes) -> None:
    assert messages.answer(403, body) == messages.Unreadable(403)
