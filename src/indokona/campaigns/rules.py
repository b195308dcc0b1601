"""Pure decisions of campaigns: states, and where a variable's value comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

#: How far ahead a campaign may be planned.
MOST_AHEAD = timedelta(days=365)

#: verb -> (states it may start from, state afterwards)
VERBS: dict[str, tuple[tuple[str, ...], str]] = {
    "start": (("draft", "scheduled"), "running"),
    "schedule": (("draft", "scheduled"), "scheduled"),
    "pause": (("running",), "paused"),
    "resume": (("paused",), "running"),
    "cancel": (("draft", "scheduled", "running", "paused"), "cancelled"),
}


def value(source: Mapping[str, Any], name: str | None, attributes: Mapping[str, str]) -> str:
    """One variable's value for one contact: the named source, else the fallback, else a dash."""
    kind = source.get("from", "text")
    if kind == "name":
        found = name
    elif kind == "first_name":
        found = name.split()[0] if name and name.split() else None
    elif kind == "attribute":
        found = attributes.get(str(source.get("attribute")))
    else:
        found = source.get("text")
    return str(found or source.get("fallback") or "-")
