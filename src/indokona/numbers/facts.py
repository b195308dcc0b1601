"""What neighbours may see of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Number:
    """A WhatsApp number of the organisation; `pace` in messages a second, 0 is without pace.

    `state` is `connected`, or `reconnect` when Meta refuses the account's token. `messaging_limit`
    is the portfolio's unique persons a day; None is without limit, or not known yet. `storage` is where
    Meta keeps its messages (`default`, `country` with the region, `none` beyond the minutes); None is not
    asked yet.
    """

    id: UUID
    phone_number_id: str
    waba_row_id: UUID
    portfolio_id: UUID
    display: str
    name: str
    quality: str
    pace: int
    state: str
    last_webhook_at: datetime | None
    messaging_limit: int | None = None
    storage: str | None = None
    storage_region: str | None = None
    storage_minutes: int | None = None
    storage_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """What a post needs: where, and with which token."""

    number: Number
    graph_url: str
    token: str


@dataclass(frozen=True, slots=True)
class MetaApp:
    """A Meta app with its secrets opened."""

    id: UUID
    organisation_id: UUID
    app_id: str
    app_key: str
    secrets: tuple[bytes, ...]
    verify_token: str
    graph_url: str
