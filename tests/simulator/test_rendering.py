"""What a phone shows of a message: every kind has words, and what can be pressed says what it sends."""

from __future__ import annotations

from typing import Any

import pytest

from indokona.simulator import rendering
from indokona.simulator.world import MessageTemplate, World

BUTTONS = [
    {"type": "QUICK_REPLY", "text": "Yes"},
    {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+918040000000"},
    {"type": "URL", "text": "Track", "url": "https://shop.example/{{1}}"},
    {"type": "COPY_CODE", "example": "TEA10"},
]
CODE = [
    {"type": "BODY", "add_security_recommendation": True},
    {"type": "FOOTER", "code_expiration_minutes": 10},
    {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy it"}]},
]


def shown(category: str, components: list[Any], given: list[Any] | None) -> dict[str, Any]:
    """A template as the phone shows it."""
    world = World()
    world.keep(MessageTemplate("1", "w", "t", "en", category, components))
    part = {"name": "t", "language": {"code": "en"}}
    content = {"template": part | ({} if given is None else {"components": given})}
    return rendering.bubble(world, "w", "template", content)


def tap(at: int, kind: str, **value: str) -> dict[str, Any]:
    """What a send gives to one button."""
    parameters = [{"type": next(iter(value)), **value}]
    return {"type": "button", "sub_type": kind, "index": str(at), "parameters": parameters}


def test_buttons_carry_what_the_send_gave_them() -> None:
    given = [
        tap(0, "quick_reply", payload="yes-7"),
        tap(2, "url", text="a\\1b"),
        tap(3, "copy_code", coupon_code="TEA20"),
    ]
    buttons = shown("MARKETING", [{"type": "BUTTONS", "buttons": BUTTONS}], given)["buttons"]
    assert buttons == [
        {"type": "quick_reply", "text": "Yes", "payload": "yes-7"},
        {"type": "phone_number", "text": "Call", "url": "tel:+918040000000"},
        {"type": "url", "text": "Track", "url": "https://shop.example/a\\1b"},
        {"type": "copy", "text": "Copy code", "code": "TEA20"},
    ]


def test_a_code_stands_alone_and_says_how_long_it_works() -> None:
    body = {"type": "body", "parameters": [{"type": "text", "text": "482913"}]}
    found = shown("AUTHENTICATION", CODE, [body, tap(0, "url", text="482913")])
    assert (found["code"], found["footer"]) == ("482913", "This code expires in 10 minutes.")
    assert found["body"].startswith("482913 is your verification code. For your security")
    assert found["buttons"] == [{"type": "copy", "text": "Copy it", "code": "482913"}]


def test_a_template_without_values_is_shown_too() -> None:
    assert shown("UTILITY", [{"type": "BODY", "text": "Hello"}], None)["body"] == "Hello"


@pytest.mark.parametrize(
    ("kind", "part", "body"),
    [
        ("text", {"body": "Hi"}, "Hi"),
        ("reaction", {"emoji": "👍", "message_id": "wamid.1"}, "👍"),
        ("location", {"latitude": 12.9, "longitude": 77.6}, "📍 12.9, 77.6"),
        ("location", {"name": "Shop", "address": "MG Road"}, "📍 Shop, MG Road"),
        ("contacts", [{"name": {"formatted_name": "Bilal"}}], "👤 Bilal"),
        ("order", {}, "[order]"),
    ],
)
def test_every_kind_has_words(kind: str, part: Any, body: str) -> None:
    assert rendering.bubble(World(), "w", kind, {kind: part})["body"] == body


def test_a_call_to_action_is_an_address_and_an_answer_names_its_question() -> None:
    to = {"name": "cta_url", "parameters": {"display_text": "Pay", "url": "https://pay.example"}}
    part = {"type": "cta_url", "body": {"text": "Your bill"}, "action": to}
    content = {"interactive": part, "context": {"message_id": "wamid.7"}}
    found = rendering.bubble(World(), "w", "interactive", content)
    assert found["buttons"] == [{"type": "url", "text": "Pay", "url": "https://pay.example"}]
    assert found["answers"] == "wamid.7"
