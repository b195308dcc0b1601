"""Whether a webhook's change may speak for a number: only through the app it is connected with."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from indokona.kernel.database import Db
from indokona.numbers import store


class _Place(msgspec.Struct):
    phone_number_id: str | int | None = None


class _Placed(msgspec.Struct):
    metadata: _Place | None = None


_placed = msgspec.json.Decoder(_Placed, strict=False)


async def belong(db: Db, claims: Sequence[tuple[UUID, str, msgspec.Raw]]) -> list[bool]:
    """Whether each change (signing app, WABA, value) speaks for a number connected with its app.

    An organisation's own app cannot sign for another's number, even if it knows its id.
    """
    apps: dict[tuple[str | None, str], UUID | None] = {}
    found = []
    for app_id, waba_id, value in claims:
        key = _place_of(value), waba_id
        if key not in apps:
            apps[key] = await _app_of(db, *key)
        found.append(apps[key] == app_id)
    return found


def _place_of(value: msgspec.Raw) -> str | None:
    try:
        place = _placed.decode(value).metadata
    except msgspec.DecodeError:
        return None
    return str(place.phone_number_id) if place is not None and place.phone_number_id else None


async def _app_of(db: Db, phone_number_id: str | None, waba_id: str) -> UUID | None:
    if phone_number_id is not None:
        number = await store.number_named(db, phone_number_id)
        waba = await store.waba(db, number.waba_row_id) if number else None
    else:
        waba = await store.waba_named(db, waba_id)
    return waba.meta_app_id if waba is not None else None
