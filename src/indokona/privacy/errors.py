"""What privacy refuses."""

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


class NotLetIn(Refusal):
    """This code or session does not let you in; ask for a new code."""

    code = "desk.not_let_in"
    status = 403


class NotConfirmed(Refusal):
    """An erasure cannot be undone: confirm it."""

    code = "desk.not_confirmed"
    status = 422


class WordsMissing(Refusal):
    """Say in words what should be corrected, or what you complain about."""

    code = "desk.words_missing"
    status = 422


class Answered(Refusal):
    """This request has its answer, or is done by itself; nothing is left to say."""

    code = "request.answered"
    status = 409


class NothingToTell(Refusal):
    """Nobody is left to be told of this erasure: all have answered, or what they must know is gone."""

    code = "erasure.nothing_to_tell"
    status = 409


class RetentionTooShort(Refusal):
    """This must be kept longer."""

    code = "retention.too_short"
    status = 422


class RetentionTooLong(Refusal):
    """Nothing is kept that long."""

    code = "retention.too_long"
    status = 422


class RetentionBound(Refusal):
    """A law that is in force here orders to keep this longer."""

    code = "retention.bound"
    status = 409


class RetentionHeld(Refusal):
    """A hold stands on this kind of data; wait for its end, or choose a longer time."""

    code = "retention.held"
    status = 409


class NotUnderstood(Refusal):
    """Content would be gone as soon as it was delivered or read. Say that you understand this."""

    code = "retention.not_understood"
    status = 422


class PackageOver(Refusal):
    """This link was used, has ended, or never was one. Ask again: write MY DATA, or go to the desk."""

    code = "package.over"
    status = 404
