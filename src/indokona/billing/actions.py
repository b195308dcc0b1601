"""The price before sending, from the card in force."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from indokona.billing.facts import Preview
from indokona.kernel.errors import NotFound


@functools.cache
def _cards() -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "rates.toml").read_text())[
        "card"
    ]
    return sorted(cards, key=lambda card: card["from"])


def card(currency: str, on: date) -> dict[str, Any]:
    """The card in force on a day."""
    found = [c for c in _cards() if c["currency"] == currency and c["from"] <= on]
    if not found:
        raise NotFound(f"There is no rate card in {currency} for this day.")
    return found[-1]


def preview(people: Mapping[str, int], category: str, currency: str, on: date) -> Preview:
    """The price of one message to each of `people` (market to count), if all are delivered."""
    rates = card(currency, on)
    by_market, unpriced = dict[str, Decimal](), 0
    for market, count in people.items():
        rate = rates["rates"].get(market, {}).get(category)
        if rate is None:
            unpriced += count
        else:
            by_market[market] = Decimal(rate) * count
    total = sum(by_market.values(), Decimal(0))
    return Preview(currency, total, by_market, unpriced, rates["from"], rates["source"])
