"""Time zones of a market: what a phone's country says of the clock on its owner's wall."""

from __future__ import annotations

import functools
import zoneinfo

import phonenumbers


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(
        zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC"
    )


def is_zone(name: str) -> bool:
    """Whether this names a zone of IANA; the machine's own aliases do not count."""
    return name in _known()


@functools.lru_cache(maxsize=512)
def of_market(market: str, home: str) -> tuple[str, ...]:
    """Zones of a market, the likeliest first; where it has several, that of the organisation (`home`)
    leads if it is one of them. An unknown market has the organisation's."""
    # Here, since the table of prefixes takes two megabytes that most processes never need.
    from phonenumbers.tzdata import TIMEZONE_DATA

    code = phonenumbers.country_code_for_region(market) if market else 0
    found = [zone for zone in TIMEZONE_DATA.get(str(code), ()) if is_zone(zone)]
    if home in found or not found:
        return (home, *(zone for zone in found if zone != home))
    return tuple(found)
