"""Events that campaigns publish."""

#: The subject is a campaign: another state.
CHANGED = "campaigns.changed"
