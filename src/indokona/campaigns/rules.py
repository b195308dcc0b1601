"""Pure decisions of campaigns: what may follow on what."""

from __future__ import annotations

from datetime import timedelta

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
