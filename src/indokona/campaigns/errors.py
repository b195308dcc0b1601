"""What campaigns refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class WrongState(Refusal):
    """The campaign is not in a state in which this can be done."""

    code = "campaign.wrong_state"
    status = 409


class CampaignChanged(Refusal):
    """Somebody changed this draft after it was read."""

    code = "campaign.changed"
    status = 409


class BadTime(Refusal):
    """A campaign starts at a moment with a time zone, from now to a year ahead."""

    code = "campaign.bad_time"
    status = 422


class VariableUnmapped(Refusal):
    """Every variable of the template needs a source or a fallback."""

    code = "campaign.variable_unmapped"
    status = 422
