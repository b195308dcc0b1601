"""Pure decisions of consent: purposes, and which words are orders."""

from __future__ import annotations

from indokona.consent.words import act_of as act_of
from indokona.consent.words import fold as fold
from indokona.consent.words import mentions_stop as mentions_stop

MARKETING, UTILITY, AUTHENTICATION, SERVICE = "marketing", "utility", "authentication", "service"
PURPOSES = (MARKETING, UTILITY, AUTHENTICATION)

#: STOP withdraws everything but the codes a person asks for at a login form.
STOPPED_BY_STOP = (MARKETING, UTILITY)
