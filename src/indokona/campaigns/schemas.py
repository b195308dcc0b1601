"""Bodies of campaigns' routes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from indokona.campaigns.actions.draft import CampaignView, Forecast, Plan
from indokona.kernel.edge import Body
from indokona.messaging.facts import MessageView


class Source(Body):
    """Where a variable's value comes from."""

    from_: Literal["text", "name", "first_name", "attribute"] = Field("text", alias="from")
    text: str | None = Field(None, max_length=1000)
    attribute: str | None = Field(None, max_length=60)
    fallback: str | None = Field(None, max_length=1000)


class NewCampaign(Body):
    """What a marketer chose.

    With `stages` 1 % of the audience is written to first, then 10 %, then the rest, and what becomes
    of each stage decides about the next; left out, campaigns of more than 1,000 people have them.
    """

    name: str = Field(min_length=1, max_length=200)
    number_id: UUID
    template_id: UUID
    segment_id: UUID
    mapping: dict[str, Source] = Field(default_factory=dict, max_length=50)
    stages: bool | None = None

    def plan(self) -> Plan:
        """As the action takes it."""
        mapping = _stored(self.mapping)
        return Plan(
            self.name, self.number_id, self.template_id, self.segment_id, mapping, self.stages
        )


class ChangeCampaign(Body):
    """What of a draft becomes otherwise; what is left out stays.

    With `seen`, the version that was read before, what somebody else wrote meanwhile is not lost.
    """

    name: str | None = Field(None, min_length=1, max_length=200)
    number_id: UUID | None = None
    template_id: UUID | None = None
    segment_id: UUID | None = None
    mapping: dict[str, Source] | None = Field(None, max_length=50)
    stages: bool | None = None
    seen: str | None = Field(None, max_length=64)

    def changes(self) -> dict[str, Any]:
        """The fields that are named."""
        named = {
            k: v
            for k in ChangeCampaign.model_fields
            if k != "seen" and (v := getattr(self, k)) is not None
        }
        return named if self.mapping is None else {**named, "mapping": _stored(self.mapping)}


def _stored(mapping: dict[str, Source]) -> dict[str, dict[str, Any]]:
    return {
        key: source.model_dump(by_alias=True, exclude_none=True) for key, source in mapping.items()
    }


class TestMessage(Body):
    """To whom a test message goes."""

    contact_id: UUID


class TestMessageOut(BaseModel):
    """The queued test message."""

    message_id: UUID


class FailureOut(BaseModel):
    """Why messages failed: Meta's code, how many, and what to do."""

    model_config = ConfigDict(from_attributes=True)

    code: int
    count: int
    words: str


class AgainOut(BaseModel):
    """How many messages wait again."""

    count: int


class LiveOut(BaseModel):
    """A campaign as it was counted `at`; `rate` is messages a second now, `remaining` an estimate in seconds.

    Up to 1,000 people are counted at each call, more of them at most every second and less often the more.
    `waits_for` says why queued messages wait (`portfolio.limit_reached`: as many people were written to
    as its portfolio may in 24 hours), `goes_on_at` when they go on, as far as that is known.
    """

    model_config = ConfigDict(from_attributes=True)

    state: str
    is_expanding: bool
    counts: dict[str, int]
    refusals: dict[str, int]
    failures: list[FailureOut]
    rate: float
    remaining: int | None
    at: datetime
    waits_for: str | None
    goes_on_at: datetime | None


class Start(Body):
    """When to start: now if it is left out."""

    at: AwareDatetime | None = None


class CampaignOut(BaseModel):
    """A campaign and how it stands; `version` is another when its plan is another.

    `stage` is 1, 2, or 3 (the rest, or all of it where there are no stages). `paused_for` is the
    reason why it paused itself.
    """

    id: UUID
    version: str
    name: str
    state: str
    purpose: str
    number_id: UUID
    template_id: UUID
    segment_id: UUID
    mapping: dict[str, Any]
    counts: dict[str, int]
    due_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    stages: bool | None
    stage: int | None
    audience: int | None
    paused_for: str | None

    @classmethod
    def of(cls, view: CampaignView) -> CampaignOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class ForecastOut(BaseModel):
    """What would happen now; amounts are decimal strings."""

    audience: int
    without_consent: int
    expired: int
    currency: str
    amount: str
    by_market: dict[str, str]
    unpriced: int
    card_from: date
    source: str

    @classmethod
    def of(cls, forecast: Forecast) -> ForecastOut:
        """From the fact."""
        price = forecast.price
        by_market = {market: str(amount) for market, amount in price.by_market.items()}
        return cls(
            audience=forecast.audience,
            without_consent=forecast.without_consent,
            expired=forecast.expired,
            currency=price.currency,
            amount=str(price.amount),
            by_market=by_market,
            unpriced=price.unpriced,
            card_from=price.card_from,
            source=price.source,
        )


class RecipientOut(BaseModel):
    """One recipient's message."""

    id: UUID
    state: str
    code: int | str | None
    content: dict[str, Any] | None

    @classmethod
    def of(cls, view: MessageView) -> RecipientOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class RecipientPage(BaseModel):
    """A page of recipients."""

    items: list[RecipientOut]
    after: str | None
