"""What privacy refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class RetentionTooShort(Refusal):
    """This must be kept longer."""

    code = "retention.too_short"
    status = 422


class RetentionTooLong(Refusal):
    """Nothing is kept that long."""

    code = "retention.too_long"
    status = 422


class RetentionHeld(Refusal):
    """A hold stands on this kind of data; wait for its end, or choose a longer time."""

    code = "retention.held"
    status = 409


class NotUnderstood(Refusal):
    """Content would be gone as soon as it was delivered or read. Say that you understand this."""

    code = "retention.not_understood"
    status = 422
