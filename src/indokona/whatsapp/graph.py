"""Paths of the Graph API and its answers as types. Paths are relative to `{base}/{version}`."""

from __future__ import annotations

from typing import Generic, TypeVar
from urllib.parse import urlencode

import msgspec

from indokona.whatsapp.errors import MetaError
from indokona.whatsapp.liberal import type_of
from indokona.whatsapp.messages import GraphFault, meaning
from indokona.whatsapp.template_parts import Template

T = TypeVar("T")

VERSION = "v25.0"
NUMBER_FIELDS = (
    "id,display_phone_number,verified_name,quality_rating,status,throughput,platform_type,"
    "code_verification_status,name_status,whatsapp_business_manager_messaging_limit,is_on_biz_app"
)
TEMPLATE_FIELDS = (
    "id,name,language,category,status,components,parameter_format,rejected_reason,quality_score,"
    "previous_category,correct_category"
)


class Cursors(msgspec.Struct):
    """Where a page stands."""

    before: str | None = None
    after: str | None = None


class Paging(msgspec.Struct):
    """`next` is there only when another page exists; it carries the token: never log it."""

    cursors: Cursors | None = None
    next: str | None = None


class Page(msgspec.Struct, Generic[T]):
    """One page of a list."""

    data: list[T]
    paging: Paging | None = None

    @property
    def after(self) -> str | None:
        """The cursor of the next page, None on the last one."""
        if self.paging is None or self.paging.next is None or self.paging.cursors is None:
            return None
        return self.paging.cursors.after


class Throughput(msgspec.Struct):
    """STANDARD is 80 messages a second, HIGH 1,000; coexistence numbers have 20."""

    level: str = "STANDARD"


class Number(msgspec.Struct):
    """A WhatsApp business phone number as Meta describes it; absent fields were not asked for."""

    id: str
    display_phone_number: str = ""
    verified_name: str | None = None
    quality_rating: str | None = None
    status: str | None = None
    throughput: Throughput | None = None
    platform_type: str | None = None
    code_verification_status: str | None = None
    name_status: str | None = None
    whatsapp_business_manager_messaging_limit: str | None = None
    is_on_biz_app: bool | None = None

    @property
    def messages_per_second(self) -> int:
        """How fast the number may send and receive."""
        if self.is_on_biz_app:
            return 20
        level = self.throughput.level.upper() if self.throughput else "STANDARD"
        return 1000 if level == "HIGH" else 80


class GranularScope(msgspec.Struct):
    """A permission and the objects it holds for; no list means all of the token's owner."""

    scope: str
    target_ids: list[str] | None = None


class TokenFacts(msgspec.Struct):
    """What `debug_token` says. Times are Unix seconds; 0 is never."""

    is_valid: bool = False
    app_id: str | None = None
    type: str | None = None
    expires_at: int = 0
    data_access_expires_at: int = 0
    scopes: list[str] = []
    granular_scopes: list[GranularScope] = []

    def allows(self, scope: str, object_id: str) -> bool:
        """Whether this token may use `scope` on this object (a WABA or a portfolio)."""
        for granular in self.granular_scopes:
            if granular.scope == scope:
                return granular.target_ids is None or object_id in granular.target_ids
        return not self.granular_scopes and scope in self.scopes


class CreatedTemplate(msgspec.Struct):
    """The answer to a creation; Meta may have chosen another category."""

    id: str
    status: str = "PENDING"
    category: str | None = None


class MediaDescriptor(msgspec.Struct):
    """Where a file can be fetched for about five minutes, with the same token.

    `sha256` is base64 or hexadecimal: both are seen.
    """

    id: str
    url: str
    mime_type: str = ""
    sha256: str | None = None
    file_size: int | None = None


class CreatedMedia(msgspec.Struct):
    """The id of an uploaded file; it lives 30 days."""

    id: str


class UploadHandle(msgspec.Struct):
    """The handle of a resumable upload, for a template's sample."""

    h: str


class SubscribedApp(msgspec.Struct):
    """An app that gets a WABA's webhooks."""

    whatsapp_business_api_data: dict[str, str] = {}
    override_callback_uri: str | None = None


class Success(msgspec.Struct):
    """Meta's plain yes."""

    success: bool = False


class Storage(msgspec.Struct):
    """Where Meta keeps a number's messages: `DEFAULT`, in one country (`IN_COUNTRY_STORAGE_ENABLED` with its
    region), or nowhere beyond the minutes (`NO_STORAGE_ENABLED`)."""

    status: str = "DEFAULT"
    data_localization_region: str | None = None
    retention_minutes: int | None = None


class NumberSettings(msgspec.Struct):
    """A number's settings at Meta, as far as we act on them."""

    storage_configuration: Storage | None = None


class GraphRefused(Exception):
    """Graph answered with an error; `error` says what it means, `fault` what Meta wrote."""

    def __init__(self, error: MetaError, fault: GraphFault) -> None:
        super().__init__(f"code {error.code}")
        self.error = error
        self.fault = fault


class GraphUnreadable(Exception):
    """Graph answered something that is neither the expected object nor an error."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class _Fault(msgspec.Struct):
    error: GraphFault | None = None


class _Debug(msgspec.Struct):
    data: TokenFacts


def read(kind: type[T], status: int, body: bytes) -> T:
    """An answer as `kind`; raises `GraphRefused` on Meta's errors, `GraphUnreadable` else."""
    if status >= 400:
        raise _refusal(status, body)
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except msgspec.DecodeError as trouble:
        refused = _refusal(status, body)
        refused.add_note(type_of(trouble))
        raise refused from None


def _refusal(status: int, body: bytes) -> GraphRefused | GraphUnreadable:
    try:
        fault = msgspec.json.decode(body, type=_Fault, strict=False).error
    except msgspec.DecodeError:
        fault = None
    if fault is None:
        return GraphUnreadable(status)
    return GraphRefused(meaning(status, fault), fault)


def token_facts(status: int, body: bytes) -> TokenFacts:
    """The answer of `debug_token`."""
    return read(_Debug, status, body).data


def number(status: int, body: bytes) -> Number:
    """The answer of a number's node."""
    return read(Number, status, body)


def numbers(status: int, body: bytes) -> Page[Number]:
    """One page of a WABA's numbers."""
    return read(Page[Number], status, body)


def templates(status: int, body: bytes) -> Page[Template]:
    """One page of a WABA's templates."""
    return read(Page[Template], status, body)


def created_template(status: int, body: bytes) -> CreatedTemplate:
    """The answer of creating a template."""
    return read(CreatedTemplate, status, body)


def media_descriptor(status: int, body: bytes) -> MediaDescriptor:
    """The answer of a file's node."""
    return read(MediaDescriptor, status, body)


def path(*parts: str, **query: str | int | None) -> str:
    """`/a/b?c=d`; None leaves a query parameter out."""
    asked = {key: value for key, value in query.items() if value is not None}
    return "/" + "/".join(parts) + (f"?{urlencode(asked)}" if asked else "")


def debug_token_path(input_token: str) -> str:
    """Whose token is it and what may it do; asked with the app's token (`APP_ID|APP_SECRET`)."""
    return path("debug_token", input_token=input_token)


def number_path(number_id: str) -> str:
    """A number with the fields we keep."""
    return path(number_id, fields=NUMBER_FIELDS)


def numbers_path(waba_id: str, after: str | None = None, limit: int = 100) -> str:
    """The numbers of a WABA."""
    return path(waba_id, "phone_numbers", fields=NUMBER_FIELDS, limit=limit, after=after)


def messages_path(number_id: str) -> str:
    """Where a number's messages are posted, and inbound ones marked as read."""
    return path(number_id, "messages")


def media_path(number_id: str) -> str:
    """Where a number's files are uploaded (multipart)."""
    return path(number_id, "media")


def media_node_path(media_id: str, number_id: str | None = None) -> str:
    """A file's descriptor; with the number, Meta checks that the file is the number's."""
    return path(media_id, phone_number_id=number_id)


def contact_book_path(user_id: str, number_id: str) -> str:
    """A person's link of phone and BSUID in Meta's contact book; DELETE forgets it."""
    return path(number_id, "contact_book", messaging_product="whatsapp", bsuid=user_id)


def register_path(number_id: str) -> str:
    """Register a number. Ten tries in 72 hours, then 133016."""
    return path(number_id, "register")


def register_body(pin: str) -> bytes:
    """The body of a registration; the PIN has six digits."""
    return msgspec.json.encode({"messaging_product": "whatsapp", "pin": pin})


def settings_path(number_id: str) -> str:
    """A number's settings; POST changes one of them."""
    return path(number_id, "settings")


def storage_body(storage: Storage) -> bytes:
    """The body that changes where Meta keeps a number's messages."""
    told = {key: value for key, value in msgspec.to_builtins(storage).items() if value is not None}
    return msgspec.json.encode({"storage_configuration": told})


def subscribed_apps_path(waba_id: str) -> str:
    """Which apps get the WABA's webhooks; POST subscribes, DELETE ends it."""
    return path(waba_id, "subscribed_apps")


def templates_path(waba_id: str, after: str | None = None, limit: int = 100) -> str:
    """The templates of a WABA; POST to `create_template_path` creates one."""
    return path(waba_id, "message_templates", fields=TEMPLATE_FIELDS, limit=limit, after=after)


def create_template_path(waba_id: str) -> str:
    """Where templates are created."""
    return path(waba_id, "message_templates")


def edit_template_path(template_id: str) -> str:
    """Where an existing template's parts are edited; it goes to review again."""
    return path(template_id)


def delete_template_path(waba_id: str, name: str, template_id: str | None = None) -> str:
    """Delete every language of a name, or with the id only that one."""
    return path(waba_id, "message_templates", name=name, hsm_id=template_id)


def uploads_path(app_id: str, file_name: str, file_length: int, file_type: str) -> str:
    """Begin a resumable upload; `file_length` in bytes."""
    return path(
        app_id, "uploads", file_name=file_name, file_length=file_length, file_type=file_type
    )
