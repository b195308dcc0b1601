"""What neighbours may see of billing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """What an audience would cost at most. `unpriced` counts people whose market has no rate here."""

    currency: str
    amount: Decimal
    by_market: dict[str, Decimal]
    unpriced: int
    card_from: date
    source: str
