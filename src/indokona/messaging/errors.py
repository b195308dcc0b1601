"""What messaging refuses. Refusals of single recipients are rows, not exceptions."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class WindowClosed(Refusal):
    """The 24-hour window is closed: send a template instead."""

    code = "window.closed"
    status = 409


class NotPermitted(Refusal):
    """This person may not be written to."""

    code = "send.refused"
    status = 409


class NotInDoubt(Refusal):
    """Nothing of it is in doubt, or it was cancelled: it is not sent again."""

    code = "send.not_in_doubt"
    status = 409


class BadContent(Refusal):
    """This message cannot be sent as it is."""

    code = "message.invalid"
    status = 422
