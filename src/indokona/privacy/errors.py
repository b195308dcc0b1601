"""What the rights desk refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class BadHold(Refusal):
    """A hold needs a reason, its ground, and an end."""

    code = "hold.refused"
    status = 422


class UnderHold(Refusal):
    """A hold stands in the way. It shows its ground and its end."""

    code = "hold.stands"
    status = 409
