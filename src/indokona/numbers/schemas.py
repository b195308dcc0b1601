"""Bodies of numbers' routes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from indokona.kernel.edge import Body
from indokona.numbers.actions.connect import Credentials
from indokona.numbers.facts import Number


class ConnectNumber(Body):
    """What a business copies from Meta."""

    access_token: str = Field(min_length=10, max_length=2000)
    waba_id: str = Field(pattern="^[0-9]{1,25}$")
    phone_number_id: str = Field(pattern="^[0-9]{1,25}$")
    business_id: str = Field(pattern="^[0-9]{1,25}$")
    pin: str = Field(pattern="^[0-9]{6}$")
    app_id: str | None = Field(None, pattern="^[0-9]{1,25}$")
    app_secret: str | None = Field(None, max_length=200)

    def credentials(self) -> Credentials:
        """As the action takes them."""
        return Credentials(**self.model_dump())


class NumberOut(BaseModel):
    """A number."""

    id: UUID
    phone_number_id: str
    display: str
    name: str
    quality: str
    pace: int
    state: str
    messaging_limit: int | None
    storage: str | None
    storage_region: str | None
    storage_minutes: int | None
    storage_asked_at: datetime | None

    @classmethod
    def of(cls, number: Number) -> NumberOut:
        """From the fact."""
        return cls(**{name: getattr(number, name) for name in cls.model_fields})


class ChooseStorage(Body):
    """Where Meta keeps messages: as it does by itself, at rest in one country, or not beyond an hour."""

    storage: Literal["default", "country", "none"]
    region: str | None = Field(None, pattern="^[A-Z]{2}$")


class NewMetaApp(Body):
    """A Meta app of one's own."""

    app_id: str = Field(pattern="^[0-9]{1,25}$")
    app_secret: str = Field(min_length=8, max_length=200)


class MetaAppOut(BaseModel):
    """What to enter at Meta as the app's callback."""

    id: UUID
    callback_url: str
    verify_token: str
