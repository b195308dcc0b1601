"""Templates: checked before Meta sees them, filled for a person, shown as they will look."""

from __future__ import annotations

import json
from typing import Any

import pytest

from indokona.whatsapp import templates
from indokona.whatsapp.messages import Address
from indokona.whatsapp.templates import Compiled, Template, Variable

ORDER: dict[str, Any] = {
    "name": "order_update",
    "language": "en_US",
    "category": "UTILITY",
    "parameter_format": "NAMED",
    "components": [
        {
            "type": "HEADER",
            "format": "TEXT",
            "text": "Order {{ref}}",
            "example": {"header_text_named_params": [{"param_name": "ref", "example": "A-1"}]},
        },
        {
            "type": "BODY",
            "text": "Hi {{name}}, it ships on {{day}}.",
            "example": {
                "body_text_named_params": [
                    {"param_name": "name", "example": "Dev"},
                    {"param_name": "day", "example": "Friday"},
                ]
            },
        },
        {"type": "FOOTER", "text": "Reply STOP to opt out"},
        {
            "type": "BUTTONS",
            "buttons": [
                {
                    "type": "URL",
                    "text": "Track",
                    "url": "https://shop.example/t/{{1}}",
                    "example": ["https://shop.example/t/9"],
                },
                {"type": "QUICK_REPLY", "text": "Help"},
            ],
        },
    ],
}
CODE: dict[str, Any] = {
    "name": "login_code",
    "language": "en",
    "category": "AUTHENTICATION",
    "components": [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "FOOTER", "code_expiration_minutes": 10},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}],
        },
    ],
}
VALUES = {"ref": "A-1", "name": "Dev", "day": "Friday", "button.0": "9"}


def template(base: dict[str, Any] = ORDER, **changes: Any) -> Template:
    return templates.decode(json.dumps({**base, **changes}).encode())


def positional(text: str, *samples: str) -> Template:
    body: dict[str, Any] = {"type": "BODY", "text": text}
    if samples:
        body["example"] = {"body_text": [list(samples)]}
    return template(parameter_format="POSITIONAL", components=[body])


def codes(wrong: Template) -> list[str]:
    return [problem.code for problem in templates.check(wrong)]


def test_good_templates_have_no_problem() -> None:
    assert templates.check(template()) == []
    assert templates.check(template(CODE)) == []
    assert templates.check(positional("Hello {{1}}, see you on {{2}} then.", "Dev", "Friday")) == []


def test_a_template_comes_back_as_it_went() -> None:
    assert json.loads(templates.encode(template())) == ORDER


def test_what_meta_adds_is_read_and_not_sent_back() -> None:
    stored = template(id="594", status="APPROVED", quality_score={"score": "GREEN", "date": 1})
    assert (stored.id, stored.status) == ("594", "APPROVED")
    assert "status" not in json.loads(templates.encode(stored))


def test_a_kind_of_part_that_is_new_is_read_and_named() -> None:
    parts = [{"type": "BODY", "text": "Hello there"}, {"type": "carousel", "cards": [{"a": 1}]}]
    assert codes(template(components=parts)) == ["part.unsupported"]


@pytest.mark.parametrize(
    ("text", "samples", "code"),
    [
        ("{{1}} is here for you now", ("a",), "variable.first"),
        ("Here for you today is {{1}}", ("a",), "variable.last"),
        ("Look at {{1}} {{2}} on the shelf now", ("a", "b"), "variable.touching"),
        ("One {{1}} and then {{3}} comes after it", ("a", "b"), "variable.numbers"),
        ("One {{1}} and then {{2}} comes after it", ("a",), "variable.sample"),
        ("One {{1}} comes after it", (), "variable.sample"),
        ("Hi {{1}} !", ("a",), "body.ratio"),
        ("", (), "body.empty"),
        ("x" * 1025, (), "body.too_long"),
    ],
)
def test_a_text_that_meta_would_refuse_is_found(
    text: str, samples: tuple[str, ...], code: str
) -> None:
    assert codes(positional(text, *samples)) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Order Update"}, "name.form"),
        ({"name": "a" * 513}, "name.too_long"),
        ({"language": "English"}, "language.form"),
        ({"category": "FUN"}, "category.unknown"),
        ({"message_send_ttl_seconds": 5}, "ttl.range"),
        ({"components": []}, "body.missing"),
    ],
)
def test_what_stands_around_the_text_is_checked(changes: dict[str, Any], code: str) -> None:
    assert codes(template(**changes)) == [code]


def with_part(part: dict[str, Any]) -> Template:
    return template(components=[{"type": "BODY", "text": "Your order is on its way"}, part])


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"format": "TEXT", "text": "x" * 61}, "header.too_long"),
        ({"format": "TEXT", "text": ""}, "header.empty"),
        ({"format": "IMAGE"}, "header.sample"),
        ({"format": "LOCATION"}, "header.format"),
    ],
)
def test_headers_are_checked(header: dict[str, Any], code: str) -> None:
    assert codes(with_part({"type": "HEADER", **header})) == [code]


def reply(text: str) -> dict[str, Any]:
    return {"type": "QUICK_REPLY", "text": text}


def link(text: str, url: str = "https://a.example/x", **more: Any) -> dict[str, Any]:
    return {"type": "URL", "text": text, "url": url, **more}


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], "buttons.count"),
        ([reply(str(n)) for n in range(11)], "buttons.count"),
        ([link("a"), link("b"), link("c")], "url_buttons.count"),
        ([reply("a"), link("b"), reply("c")], "buttons.order"),
        ([reply("Yes"), reply("yes")], "buttons.repeated"),
        ([reply("x" * 26)], "button_text.too_long"),
        ([reply("")], "button.empty"),
        ([link("a", "shop.example")], "url.form"),
        ([link("a", "https://{{1}}.example/", example=["x"])], "url.variable"),
        ([link("a", "https://a.example/{{1}}")], "url.sample"),
        ([{"type": "PHONE_NUMBER", "text": "Call", "phone_number": "12"}], "button.phone"),
        ([{"type": "FLOW", "text": "Form"}], "button.unsupported"),
    ],
)
def test_buttons_are_checked(buttons: list[dict[str, Any]], code: str) -> None:
    assert codes(with_part({"type": "BUTTONS", "buttons": buttons})) == [code]


def test_footers_have_no_variables() -> None:
    assert codes(with_part({"type": "FOOTER", "text": "By {{1}}"})) == ["footer.variable"]


def test_a_code_has_metas_own_text() -> None:
    parts = [{"type": "BODY", "text": "Your code"}, CODE["components"][2]]
    assert codes(template(CODE, components=parts)) == ["authentication.text"]
    assert codes(template(CODE, components=[{"type": "BODY"}])) == ["authentication.button"]


def test_every_variable_has_a_key() -> None:
    assert [(v, v.key) for v in templates.variables(template())] == [
        (Variable("header", "ref"), "ref"),
        (Variable("body", "name"), "name"),
        (Variable("body", "day"), "day"),
        (Variable("button", "1", 0), "button.0"),
    ]
    (code,) = templates.variables(template(CODE))
    assert code.key == "code"


def test_positional_headers_do_not_collide_with_bodies() -> None:
    parts = [
        {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}"},
        {"type": "BODY", "text": "Hi {{1}}, {{1}} again."},
    ]
    found = templates.variables(template(parameter_format="POSITIONAL", components=parts))
    assert [variable.key for variable in found] == ["header.1", "1"]


def test_a_send_fills_every_hole() -> None:
    assert templates.components_for(template(), VALUES) == [
        {
            "type": "header",
            "parameters": [{"type": "text", "text": "A-1", "parameter_name": "ref"}],
        },
        {
            "type": "body",
            "parameters": [
                {"type": "text", "text": "Dev", "parameter_name": "name"},
                {"type": "text", "text": "Friday", "parameter_name": "day"},
            ],
        },
        {
            "type": "button",
            "sub_type": "url",
            "index": "0",
            "parameters": [{"type": "text", "text": "9"}],
        },
    ]


def test_a_quick_reply_carries_a_payload_when_one_is_given() -> None:
    found = templates.components_for(template(), {**VALUES, "button.1": "help"})
    assert found[-1] == {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "1",
        "parameters": [{"type": "payload", "payload": "help"}],
    }


def test_a_code_is_sent_twice() -> None:
    body, button = templates.components_for(template(CODE), {"code": "1234"})
    assert body["parameters"] == button["parameters"] == [{"type": "text", "text": "1234"}]


def test_a_template_without_holes_has_no_components() -> None:
    assert templates.components_for(positional("Hello there"), {}) == []


def test_a_missing_value_is_named() -> None:
    with pytest.raises(templates.MissingValue) as found:
        templates.components_for(template(), {"ref": "A-1", "name": "Dev"})
    assert found.value.variable == "day"
    assert isinstance(found.value, ValueError)


def test_a_file_header_needs_its_file() -> None:
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::x"]}}
    body = {"type": "BODY", "text": "Look at this"}
    picture = template(components=[header, body])
    with pytest.raises(templates.MissingMedia):
        templates.components_for(picture, {})
    (part,) = templates.components_for(picture, {}, media_id="88")
    assert part["parameters"] == [{"type": "image", "image": {"id": "88"}}]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("two\nlines\t here", "two lines  here"),
        ("many      spaces", "many spaces"),
        ("four    spaces", "four    spaces"),
        (" edge ", "edge"),
    ],
)
def test_values_are_cleaned_as_meta_wants_them(given: str, sent: str) -> None:
    assert templates.clean("name", given) == sent


@pytest.mark.parametrize("given", ["", "   ", "\n\t"])
def test_an_empty_value_is_refused_by_name(given: str) -> None:
    with pytest.raises(templates.EmptyValue) as found:
        templates.components_for(template(), {**VALUES, "day": given})
    assert found.value.variable == "day"


def test_the_compiled_form_sends_the_same() -> None:
    values = {**VALUES, "name": 'De"v \\ 😀', "button.1": "help"}
    compiled = Compiled(template())
    whole = json.loads(compiled.request(Address(user_id="IN.2f9"), values, "c-1"))
    assert whole == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "template",
        "template": {
            "name": "order_update",
            "language": {"code": "en_US"},
            "components": templates.components_for(template(), values),
        },
        "biz_opaque_callback_data": "c-1",
        "recipient": "IN.2f9",
    }


def test_a_person_sees_the_filled_text() -> None:
    shown = templates.render(template(), VALUES)
    assert (shown.header, shown.body) == ("Order A-1", "Hi Dev, it ships on Friday.")
    assert shown.footer == "Reply STOP to opt out"
    assert shown.buttons == [("Track", "https://shop.example/t/9"), ("Help", None)]


def test_a_value_that_is_not_there_stays_visible() -> None:
    assert templates.render(template(), {}).body == "Hi {{name}}, it ships on {{day}}."


def test_a_value_is_not_filled_again() -> None:
    assert templates.render(template(), {**VALUES, "name": "{{day}}"}).body == (
        "Hi {{day}}, it ships on Friday."
    )


def test_a_code_reads_as_meta_writes_it() -> None:
    shown = templates.render(template(CODE), {"code": "1234"})
    assert shown.body.startswith("1234 is your verification code.")
    assert shown.footer == "This code expires in 10 minutes."
