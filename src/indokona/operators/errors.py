"""What operators refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class NameTaken(Refusal):
    """An operator or processor of this name is there already."""

    code = "operators.name_taken"
    status = 409


class BadName(Refusal):
    """An operator's name has 2 to 40 small letters, digits or hyphens, and begins with a letter."""

    code = "operators.bad_name"
    status = 422


class NoReason(Refusal):
    """Say why, in up to 500 characters: the organisation will read it."""

    code = "operators.no_reason"
    status = 422


class BadHost(Refusal):
    """A processor is entered with at least one host, each as `name` or `name:port`."""

    code = "operators.bad_host"
    status = 422


class NoOperator(Refusal):
    """There is no operator of this name, or they have ended: register one with `operator add NAME`."""

    code = "operators.unknown"
    status = 404


class NoProcessor(Refusal):
    """The register has no live processor of this name."""

    code = "operators.no_processor"
    status = 404


class BadErasure(Refusal):
    """Erasure at a processor is 0 to 3653 days, or an address on one of its own hosts."""

    code = "processor.bad_erasure"
    status = 422
