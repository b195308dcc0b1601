"""Whether a webhook's change may speak for a number: only through the app it is connected with."""

from __future__ import annotations

from uuid import UUID

import msgspec

from indokona.kernel.database import Db
from indokona.numbers import store


class _Place(msgspec.Struct):
    phone_number_id: str | int | None = None


class _Placed(msgspec.Struct):
    metadata: _Place | None = None


_placed = msgspec.json.Decoder(_Placed, strict=False)


async def belongs(db: Db, app_id: UUID, waba_id: str, value: msgspec.Raw) -> bool:
    """An organisation's own app cannot sign for another's number, even if it knows its id."""
    try:
        place = _placed.decode(value).metadata
    except msgspec.DecodeError:
        place = None
    if place is not None and place.phone_number_id:
        number = await store.number_named(db, str(place.phone_number_id))
        waba = await store.waba(db, number.waba_row_id) if number else None
    else:
        waba = await store.waba_named(db, waba_id)
    return waba is not None and waba.meta_app_id == app_id
