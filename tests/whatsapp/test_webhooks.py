"""What Meta sends is read liberally; every scenario is a file under `webhooks/`."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indokona.whatsapp import webhooks
from indokona.whatsapp.inbound import MessagesValue, piece_by_piece
from indokona.whatsapp.liberal import without_nul
from indokona.whatsapp.notices import tier_size

SCENARIOS = Path(__file__).parent / "webhooks"


def change(scenario: str) -> webhooks.Change:
    (found,) = webhooks.split((SCENARIOS / f"{scenario}.json").read_bytes())
    return found


def value(scenario: str) -> MessagesValue:
    return webhooks.messages_value(change(scenario).value)


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.json")), ids=lambda path: path.stem)
def test_every_scenario_splits_into_a_known_field(path: Path) -> None:
    (found,) = webhooks.split(path.read_bytes())
    assert found.entry_id == "7001"
    assert found.field in webhooks.KNOWN_FIELDS


def test_all_changes_of_all_entries_are_found_in_order() -> None:
    entries = [
        {"id": n, "changes": [{"field": f"f{n}{m}", "value": {}} for m in range(2)]}
        for n in range(2)
    ]
    raw = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
    found = webhooks.split(raw)
    assert [(c.entry_id, c.field) for c in found] == [
        ("0", "f00"),
        ("0", "f01"),
        ("1", "f10"),
        ("1", "f11"),
    ]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"not json", b'{"object":"page","entry":[]}'])
def test_anything_else_is_malformed(raw: bytes) -> None:
    with pytest.raises(webhooks.Malformed):
        webhooks.split(raw)


@given(st.binary(max_size=200))
def test_no_bytes_can_break_the_split(raw: bytes) -> None:
    with pytest.raises(webhooks.Malformed):
        webhooks.split(raw)


def test_a_text_names_its_sender_in_every_way() -> None:
    found = value("text_from_a_phone")
    assert found.metadata.phone_number_id == "1065"
    (message,) = found.messages
    assert (message.id, message.type, message.timestamp) == ("wamid.A", "text", 1790000000)
    assert (message.from_, message.from_user_id) == ("919812345678", "IN.2f9")
    assert message.text is not None
    assert message.text.body == message.words == "Hi"
    (contact,) = found.contacts
    assert (contact.wa_id, contact.user_id, contact.parent_user_id) == (
        "919812345678",
        "IN.2f9",
        "IN.ENT.7a",
    )
    assert (contact.profile.name, contact.profile.username) == ("Dev", "dev.k")


def test_an_empty_phone_is_no_phone() -> None:
    found = value("text_with_empty_phone_fields")
    assert found.messages[0].from_ is None
    assert found.contacts[0].wa_id is None
    assert found.contacts[0].profile.username == "dev.p"


def test_milliseconds_become_seconds() -> None:
    assert value("text_in_milliseconds").messages[0].timestamp == 1790000000


def test_a_tap_names_what_it_answers() -> None:
    (message,) = value("button_of_a_template").messages
    assert message.button is not None
    assert (message.button.payload, message.words) == ("help", "Help")
    assert message.context_id == "wamid.T"


def test_an_answered_form_keeps_its_json_as_text() -> None:
    (message,) = value("answered_form").messages
    assert message.interactive is not None
    assert message.interactive.nfm_reply is not None
    assert json.loads(message.interactive.nfm_reply.response_json) == {"flow_token": "ft-1"}


def test_a_picture_becomes_a_reference() -> None:
    (message,) = value("picture").messages
    assert message.media == webhooks.MediaRef(
        kind="image",
        id="8801",
        mime_type="image/jpeg",
        sha256="3q2+7w==",
        caption="This one",
        url="https://lookaside.example/m?mid=1",
    )
    assert message.words == "This one"


@pytest.mark.parametrize(
    ("scenario", "part"),
    [("order", "order"), ("changed_user_id", "system"), ("ad_with_context", "referral")],
)
def test_what_has_no_field_is_kept_in_the_raw_message(scenario: str, part: str) -> None:
    (message,) = value(scenario).messages
    assert part in json.loads(message.raw)


def test_an_unsupported_message_says_why() -> None:
    (message,) = value("unsupported").messages
    assert (message.type, message.errors[0].code) == ("unsupported", 131051)
    assert message.errors[0].details == "not supported"


def test_a_status_carries_our_data_and_its_price() -> None:
    (status,) = value("delivered_with_price").statuses
    assert (status.id, status.status, status.timestamp) == ("wamid.D1", "delivered", 1790000042)
    assert status.biz_opaque_callback_data == "ord-77"
    assert status.pricing is not None
    assert (status.pricing.type, status.pricing.category) == ("regular", "utility")


def test_a_status_may_name_no_phone() -> None:
    (status,) = value("read_without_phone").statuses
    assert (status.recipient_id, status.recipient_user_id) == (None, "IN.a81")


def test_a_failure_carries_its_meaning() -> None:
    (status,) = value("failed_by_engagement").statuses
    assert status.errors[0].meaning.kind == "recipient"


def test_a_status_nobody_knows_is_kept_as_it_is() -> None:
    (status,) = value("status_nobody_knows").statuses
    assert status.status == "warning"
    assert value("payment").statuses[0].type == "payment"


def test_an_error_without_a_message_is_one_of_the_number() -> None:
    (error,) = value("error_of_the_number").errors
    assert error.code == 130429


def test_one_bad_message_does_not_lose_its_neighbours() -> None:
    found = value("one_bad_message_among_three")
    assert [message.words for message in found.messages] == ["one", "three"]
    (bad,) = found.undecoded
    assert bad.what == "message"
    assert "not an object" not in bad.why, "the reason may be logged and holds no words"
    assert json.loads(bad.raw)["id"] == 17


def test_a_nul_character_is_replaced_and_a_written_backslash_is_not() -> None:
    text = {"body": "a\x00b \\u0000"}
    message = {"id": "wamid.0", "type": "text", "text": text, "from": "919800000001"}
    raw = json.dumps({"messages": [message]}).encode()
    (found,) = webhooks.messages_value(raw).messages
    assert found.words == "a\ufffdb \\u0000"
    assert b"\\ufffd" in found.raw


@given(st.text())
def test_no_text_of_a_person_contains_nul(words: str) -> None:
    message = {"id": "w", "type": "text", "text": {"body": words}}
    raw = json.dumps({"messages": [message]}).encode()
    found = webhooks.messages_value(raw)
    assert len(found.messages) + len(found.undecoded) == 1
    assert all("\x00" not in (m.words or "") for m in found.messages)


def test_a_value_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="not readable"):
        webhooks.messages_value(msgspec.Raw(b"[]"))


def test_a_paused_template_tells_which_pause() -> None:
    found = webhooks.template_status(change("template_paused").value)
    assert (found.event, found.template_id) == ("PAUSED", "594001000000000001")
    assert (found.reason, found.title, found.category) == (None, "FIRST_PAUSE", "UTILITY")


def test_a_missing_reason_is_no_reason() -> None:
    found = webhooks.template_status(change("template_deleted_without_reason").value)
    assert (found.reason, found.category) == (None, None)


def test_an_announced_category_is_not_done_yet() -> None:
    announced = webhooks.template_category(change("category_announced").value)
    assert (announced.done, announced.category, announced.previous, announced.at) == (
        False,
        "MARKETING",
        "UTILITY",
        1790090000,
    )
    done = webhooks.template_category(change("category_changed").value)
    assert (done.done, done.category, done.previous) == (True, "MARKETING", "UTILITY")


def test_a_partner_is_added_to_an_account() -> None:
    found = webhooks.account_update(change("partner_added").value)
    assert (found.event, found.waba_id) == ("PARTNER_ADDED", "7001")


def test_limits_are_read_as_meta_names_them() -> None:
    assert webhooks.capability(change("limit_raised").value).messaging_limit == "TIER_10K"
    quality = webhooks.phone_quality(change("throughput_upgrade").value)
    assert (quality.event, quality.limit) == ("THROUGHPUT_UPGRADE", "TIER_UNLIMITED")


@pytest.mark.parametrize(
    ("tier", "people"),
    [
        ("TIER_250", 250),
        ("TIER_2K", 2_000),
        ("TIER_100K", 100_000),
        ("2000", 2_000),
        (-1, None),
        ("TIER_UNLIMITED", None),
        ("TIER_NOVEL", 250),
    ],
)
def test_a_tier_is_a_count_of_people(tier: str | int, people: int | None) -> None:
    assert tier_size(tier) == people


def test_somebody_stops_marketing() -> None:
    found = webhooks.user_preferences(change("marketing_stopped").value)
    (choice,) = found.preferences
    assert (choice.user_id, choice.stops, choice.timestamp) == ("IN.a81", True, 1790001200)


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.json")), ids=lambda path: path.stem)
def test_read_at_once_or_piece_by_piece_a_value_says_the_same(path: Path) -> None:
    for found in webhooks.split(path.read_bytes()):
        if found.field == "messages":
            raw = bytes(found.value)
            assert webhooks.messages_value(raw) == piece_by_piece(raw)


ODD = st.one_of(
    st.none(), st.integers(), st.text(max_size=5), st.just([]), st.just({}), st.booleans()
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.one_of(st.text(max_size=5), ODD), "status": st.sampled_from(["sent", "read"])},
            optional={
                "timestamp": ODD, "recipient_id": ODD, "pricing": ODD, "errors": ODD,
                "biz_opaque_callback_data": ODD,
            },
        ),
        max_size=3,
    ),
    st.dictionaries(st.sampled_from(["metadata", "contacts", "messages", "errors"]), ODD, max_size=3),
)  # fmt: skip
def test_the_quick_reading_never_says_more_or_less(statuses: list, others: dict) -> None:
    raw = json.dumps({**others, "statuses": statuses}).encode()
    try:
        expected = piece_by_piece(without_nul(raw))
    except ValueError:
        with pytest.raises(ValueError, match="not readable"):
            webhooks.messages_value(raw)
    else:
        assert webhooks.messages_value(raw) == expected
