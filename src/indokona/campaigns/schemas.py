"""Bodies of campaigns' routes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

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
    """What a marketer chose."""

    name: str = Field(min_length=1, max_length=200)
    number_id: UUID
    template_id: UUID
    segment_id: UUID
    mapping: dict[str, Source] = Field(default_factory=dict, max_length=50)

    def plan(self) -> Plan:
        """As the action takes it."""
        mapping = {
            key: source.model_dump(by_alias=True, exclude_none=True)
            for key, source in self.mapping.items()
        }
        return Plan(self.name, self.number_id, self.template_id, self.segment_id, mapping)


class Start(Body):
    """When to start: now if it is left out."""

    at: AwareDatetime | None = None


class CampaignOut(BaseModel):
    """A campaign and how it stands."""

    id: UUID
    name: str
    state: str
    purpose: str
    counts: dict[str, int]
    due_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, view: CampaignView) -> CampaignOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class ForecastOut(BaseModel):
    """What would happen now; amounts are decimal strings."""

    audience: int
    without_consent: int
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
