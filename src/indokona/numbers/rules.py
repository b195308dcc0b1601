"""Pure decisions of numbers: where Meta keeps a number's messages."""

from __future__ import annotations

from typing import Final

from indokona.whatsapp.graph import Storage

DEFAULT, COUNTRY, NONE = "default", "country", "none"
#: Countries in which Meta can keep messages at rest (Cloud API, local storage; read in 2026).
REGIONS: Final = (
    "AE", "AU", "BH", "BR", "CA", "CH", "DE", "GB", "ID", "IN", "JP", "KR", "SG", "ZA",
)  # fmt: skip
#: How long Meta keeps what it could not hand over, without storage.
MINUTES: Final = 60
_STATUS: Final = {
    DEFAULT: "DEFAULT", COUNTRY: "IN_COUNTRY_STORAGE_ENABLED", NONE: "NO_STORAGE_ENABLED",
}  # fmt: skip


def asked_of_meta(storage: str, region: str | None) -> Storage:
    """Our word as Meta's."""
    return Storage(
        _STATUS[storage],
        region if storage == COUNTRY else None,
        MINUTES if storage == NONE else None,
    )


def said_by_meta(told: Storage | None) -> str:
    """Meta's word as ours; a status that nobody knows yet stands as it came, in small letters."""
    status = told.status.upper() if told else _STATUS[DEFAULT]
    return next((ours for ours, theirs in _STATUS.items() if theirs == status), status.lower())
