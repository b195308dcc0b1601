"""Paging by key: a page starts after the last row seen, so its cost does not grow with the list."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from indokona.kernel.errors import Invalid

T = TypeVar("T")

MOST = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page; `after` is the key of the next one, None at the end."""

    items: Sequence[T]
    after: str | None


def page(rows: Sequence[T], limit: int, key: Callable[[T], UUID]) -> Page[T]:
    """Cut `limit + 1` fetched rows into a page."""
    more = len(rows) > limit
    items = rows[:limit]
    return Page(items, encode(key(items[-1])) if more else None)


def encode(key: UUID) -> str:
    """The key as it stands in an address."""
    return base64.urlsafe_b64encode(key.bytes).decode().rstrip("=")


def decode(after: str | None) -> UUID | None:
    """The key of a page; a broken one is refused."""
    if after is None:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(after + "=="))
    except (ValueError, binascii.Error):
        raise Invalid("The parameter `after` is not one we gave out.") from None


#: A place in a list by time: the moment, and the id that tells rows of one moment apart.
Place = tuple[datetime, UUID]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def encode_place(place: Place) -> str:
    """A place as it stands in an address."""
    moment = (place[0] - _EPOCH) // _MICROSECOND
    return base64.urlsafe_b64encode(moment.to_bytes(8, "big") + place[1].bytes).decode()


def decode_place(after: str | None) -> Place | None:
    """The place of a page; a broken one is refused."""
    if after is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(after)
        return _EPOCH + int.from_bytes(raw[:8], "big") * _MICROSECOND, UUID(bytes=raw[8:])
    except (ValueError, OverflowError, binascii.Error):
        raise Invalid("The parameter `after` is not one we gave out.") from None
