"""Splitting a webhook into its changes. The values are read in `inbound` and `notices`.

Everything a caller needs is importable from here.
"""

from __future__ import annotations

import msgspec

from indokona.whatsapp.inbound import (
    Button,
    Contact,
    Context,
    InboundMessage,
    Interactive,
    MediaRef,
    MessagesValue,
    Metadata,
    Pricing,
    Profile,
    Status,
    Text,
    WebhookError,
    messages_value,
)
from indokona.whatsapp.liberal import Undecoded, seconds, type_of, without_nul
from indokona.whatsapp.notices import (
    AccountUpdate,
    Capability,
    CategoryChange,
    PhoneQuality,
    Preference,
    TemplateStatus,
    UserPreferences,
    account_update,
    capability,
    phone_quality,
    template_category,
    template_status,
    user_preferences,
)

__all__ = [
    "KNOWN_FIELDS",
    "AccountUpdate",
    "Button",
    "Capability",
    "CategoryChange",
    "Change",
    "Contact",
    "Context",
    "InboundMessage",
    "Interactive",
    "Malformed",
    "MediaRef",
    "MessagesValue",
    "Metadata",
    "PhoneQuality",
    "Preference",
    "Pricing",
    "Profile",
    "Status",
    "TemplateStatus",
    "Text",
    "Undecoded",
    "UserPreferences",
    "WebhookError",
    "account_update",
    "capability",
    "messages_value",
    "phone_quality",
    "split",
    "template_category",
    "template_status",
    "user_preferences",
]

KNOWN_FIELDS: dict[str, str] = {
    "messages": "messages from people, statuses of ours, and errors of the number",
    "message_template_status_update": "a template was approved, rejected, paused or disabled",
    "message_template_quality_update": "people's feedback changed a template's quality",
    "message_template_components_update": "the text or buttons of a template changed",
    "template_category_update": "Meta changes, or is about to change, a template's category",
    "template_correct_category_detection": "Meta found a template in the wrong category",
    "phone_number_quality_update": "a number's throughput or messaging limit changed",
    "phone_number_name_update": "Meta decided about a number's display name",
    "business_capability_update": "the portfolio's messaging limit or count of numbers changed",
    "account_update": "the account was restricted, connected, disconnected or deleted",
    "account_alerts": "a warning or a piece of news about the account",
    "account_review_update": "Meta decided about the account itself",
    "account_settings_update": "settings of a number changed, for example calling",
    "security": "a number's PIN was changed or asked for",
    "user_preferences": "a person stopped or resumed marketing messages",
    "smb_message_echoes": "a message that the business typed in the Business app",
    "smb_app_state_sync": "contacts of the Business app",
    "history": "earlier chats of the Business app",
    "flows": "health and state of a WhatsApp Flow",
    "calls": "a call started, ended, or changed its state",
    "group_lifecycle_update": "a group was made or deleted",
    "group_participants_update": "people joined, left or asked to join a group",
    "group_settings_update": "settings of a group changed",
    "group_status_update": "a group was suspended or freed",
    "partner_solutions": "a multi-partner solution was made or changed",
    "payment_configuration_update": "a payment configuration changed its state",
    "automatic_events": "Meta saw a lead or purchase in a chat that an ad opened",
    "business_username_updates": "a number's username was approved, reserved or deleted",
    "standby": "copies of a chat that another participant owns",
    "messaging_handovers": "a chat changed its owner",
    "user_id_update": "announced in June 2026 and withdrawn in August: now system messages",
}


class Malformed(ValueError):
    """These bytes are no WhatsApp webhook."""


class Change(msgspec.Struct, frozen=True):
    """One change: its field, the entry it came in (a WABA, for few fields a portfolio), its value.

    `time` is in Unix seconds and present on management fields only.
    """

    field: str
    entry_id: str
    time: int | None
    value: msgspec.Raw


class _Change(msgspec.Struct):
    field: str = ""
    value: msgspec.Raw = msgspec.Raw(b"null")


class _Entry(msgspec.Struct):
    id: str | int | None = None
    time: str | int | float | None = None
    changes: list[_Change] = []


class _Envelope(msgspec.Struct):
    object: str
    entry: list[_Entry]


_envelope = msgspec.json.Decoder(_Envelope, strict=False)


def split(raw: bytes) -> list[Change]:
    """Every change of one POST, in its order; raises `Malformed` when it is no webhook.

    Values stay raw: whoever owns the field decodes it, and NUL characters are already replaced.
    """
    try:
        envelope = _envelope.decode(without_nul(raw))
    except msgspec.DecodeError as trouble:
        raise Malformed(type_of(trouble)) from None
    if envelope.object != "whatsapp_business_account":
        raise Malformed("object is not whatsapp_business_account")
    return [
        Change(
            change.field,
            "" if entry.id is None else str(entry.id),
            None if entry.time is None else seconds(entry.time),
            # A Raw keeps the whole body alive; a copy lets it go as soon as it is split.
            msgspec.Raw(bytes(change.value)),
        )
        for entry in envelope.entry
        for change in entry.changes
    ]
