"""What Meta knows: portfolios, apps, accounts, numbers, tokens, people, templates, files."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from indokona.simulator import ids

PER_SECOND: Final[dict[str, float | None]] = {
    "STANDARD": 80,
    "HIGH": 1000,
    "COEXISTENCE": 20,
    "UNPACED": None,
}
MESSAGING: Final = "whatsapp_business_messaging"
MANAGEMENT: Final = "whatsapp_business_management"


class Business(msgspec.Struct):
    """A portfolio; the limit of unique people in 24 hours is its."""

    id: str
    name: str
    messaging_limit: str = "TIER_100K"


class App(msgspec.Struct):
    """A Meta app: who may call, and where webhooks go."""

    id: str
    secret: str
    name: str
    callback_url: str = ""
    verify_token: str = ""


class Waba(msgspec.Struct):
    """A WhatsApp Business Account; `apps` are subscribed, each with its override or ""."""

    id: str
    business_id: str
    name: str
    apps: dict[str, str] = {}


class Number(msgspec.Struct):
    """A business phone number."""

    id: str
    waba_id: str
    digits: str
    verified_name: str
    pin: str
    registered: bool = False
    throughput: str = "STANDARD"
    quality: str = "GREEN"
    overrides: dict[str, str] = {}
    storage: dict[str, Any] = {}
    register_tries: list[float] = []
    service_month: str = ""
    service_count: int = 0

    @property
    def unpaced(self) -> bool:
        return self.throughput == "UNPACED"


class Token(msgspec.Struct):
    """An access token and what it opens."""

    id: str
    app_id: str
    business_id: str
    waba_ids: list[str]
    scopes: list[str]
    expired: bool = False


class Person(msgspec.Struct):
    """Somebody on WhatsApp, and the script they follow. Seconds; None is never."""

    id: str
    """The phone's digits, also for people who hide it behind a username."""
    name: str
    username: str | None = None
    hides_phone: str = ""
    """"" shows the phone, `omit` leaves the fields out, `blank` sends empty strings."""
    delivers_after: float | None = 0.2
    reads_after: float | None = 1.0
    not_on_whatsapp: bool = False
    blocked: bool = False
    stopped_marketing: bool = False


class MessageTemplate(msgspec.Struct):
    """A template as it stands at Meta."""

    id: str
    waba_id: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    parameter_format: str = "POSITIONAL"
    status: str = "PENDING"
    reason: str = "NONE"
    quality: str = "UNKNOWN"
    created: float = 0.0
    ttl: int | None = None


class File(msgspec.Struct):
    """An uploaded or received file; its bytes are in the state's own table."""

    id: str
    waba_id: str
    mime_type: str
    sha256: str
    size: int
    filename: str = ""


class Upload(msgspec.Struct):
    """A resumable upload of a template's sample."""

    id: str
    app_id: str
    name: str
    mime_type: str
    length: int
    offset: int = 0
    handle: str = ""


class Mail(msgspec.Struct):
    """A mail that the platform sent."""

    id: str
    at: float
    sender: str
    to: list[str]
    subject: str
    text: str
    html: str = ""


class Notice(msgspec.Struct):
    """A management webhook that nobody has acknowledged yet."""

    id: str
    app_id: str
    field: str
    entry_id: str
    at: float
    value: dict[str, Any]


class Faults(msgspec.Struct):
    """What goes wrong on purpose. Shares are from 0 to 1; randomness is seeded."""

    id: str = "faults"
    seed: int = 0
    lose_answers: float = 0.0
    """The message is taken, then the connection ends without an answer."""
    http_500_after_effect: float = 0.0
    """The message is taken, then HTTP 500 is answered."""
    error_rate: float = 0.0
    error_code: int = 131016
    delay_ms: float = 0.0
    duplicate_webhooks: float = 0.0
    reorder_webhooks: bool = False
    drop_statuses: float = 0.0
    hold_webhooks: bool = False
    window_refusal: str = "answer"
    """Whether a closed window (131047) is told in the `answer` or by a failed `webhook`."""


class Review(msgspec.Struct):
    """How templates are reviewed: approve, reject or hold."""

    id: str = "review"
    mode: str = "approve"
    reason: str = "INVALID_FORMAT"
    delay_ms: float = 300.0


Thing = (
    Business
    | App
    | Waba
    | Number
    | Token
    | Person
    | MessageTemplate
    | File
    | Upload
    | Mail
    | Notice
    | Faults
    | Review
)
KINDS: Final[dict[str, type[Thing]]] = {
    kind.__name__: kind
    for kind in (
        Business, App, Waba, Number, Token, Person, MessageTemplate,
        File, Upload, Mail, Notice, Faults, Review,
    )
}  # fmt: skip


class World:
    """Everything in memory; `state` keeps it on disk. A message is not here but a row there."""

    def __init__(self) -> None:
        self.businesses: dict[str, Business] = {}
        self.apps: dict[str, App] = {}
        self.wabas: dict[str, Waba] = {}
        self.numbers: dict[str, Number] = {}
        self.tokens: dict[str, Token] = {}
        self.persons: dict[str, Person] = {}
        self.templates: dict[str, MessageTemplate] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, Upload] = {}
        self.mails: dict[str, Mail] = {}
        self.notices: dict[str, Notice] = {}
        self.faults = Faults()
        self.review = Review()
        self.by_name: dict[tuple[str, str, str], MessageTemplate] = {}
        """Templates by (waba, name, language): the look-up of every template send."""
        self.windows: dict[tuple[str, str], float] = {}
        """When a person last wrote, by (number, person): opens 24 hours of free messages."""

    def keep(self, thing: Thing) -> None:
        """Put a thing in its place."""
        if isinstance(thing, Faults):
            self.faults = thing
        elif isinstance(thing, Review):
            self.review = thing
        else:
            self.shelf(type(thing).__name__)[thing.id] = thing
        if isinstance(thing, MessageTemplate):
            self.by_name[thing.waba_id, thing.name, thing.language] = thing

    def shelf(self, kind: str) -> dict[str, Any]:
        """The dictionary of a kind of thing."""
        shelves: dict[str, dict[str, Any]] = {
            "Business": self.businesses,
            "App": self.apps,
            "Waba": self.wabas,
            "Number": self.numbers,
            "Token": self.tokens,
            "Person": self.persons,
            "MessageTemplate": self.templates,
            "File": self.files,
            "Upload": self.uploads,
            "Mail": self.mails,
            "Notice": self.notices,
        }
        return shelves[kind]

    def drop(self, thing: Thing) -> None:
        """Forget a thing."""
        self.shelf(type(thing).__name__).pop(thing.id, None)
        if isinstance(thing, MessageTemplate):
            self.by_name.pop((thing.waba_id, thing.name, thing.language), None)

    def person(self, digits: str) -> Person:
        """The person with this phone. Nobody made them: everyone is on WhatsApp by default."""
        return self.persons.get(digits) or Person(digits, f"Person {digits[-4:]}")

    def business_of(self, number: Number) -> Business:
        return self.businesses[self.wabas[number.waba_id].business_id]

    def user_id(self, number: Number, digits: str) -> str:
        """The person's BSUID towards the number's portfolio."""
        return ids.user_id(self.wabas[number.waba_id].business_id, digits)
