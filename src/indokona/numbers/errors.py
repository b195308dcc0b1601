"""What numbers refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class TokenRefused(Refusal):
    """Meta does not accept this access token for this WhatsApp account."""

    code = "number.token_refused"
    status = 422


class NumberTaken(Refusal):
    """Another organisation holds this number; it has to let it go first."""

    code = "number.taken"
    status = 409


class MetaRefused(Refusal):
    """Meta refused the request."""

    code = "meta.refused"
    status = 422


class MetaAway(Refusal):
    """Meta does not answer; try again in a moment."""

    code = "meta.away"
    status = 503


class FileTooLarge(Refusal):
    """The file is larger than can be sent from here."""

    code = "file.too_large"
    status = 413


class NumberNotReady(Refusal):
    """This number cannot send now: connect it again."""

    code = "number.not_ready"
    status = 409


class StorageRefused(Refusal):
    """Meta keeps messages in the countries that it names, and nowhere else."""

    code = "number.storage_refused"
    status = 422


class NoSimulator(Refusal):
    """There is no simulator here. Connect a number with its access token."""

    code = "simulator.absent"
    status = 409
