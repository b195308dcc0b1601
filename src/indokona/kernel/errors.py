"""The families of things that go wrong; everything else is a bug."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """The request cannot be done as asked.

    A refusal is for people: `code` is stable and documented, the docstring of the subclass is its
    sentence, `facts` carry what the person needs to act (never a personal value).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, detail: str | None = None, **facts: object) -> None:
        self.title = (type(self).__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        self.detail = detail
        self.facts = facts
        super().__init__(self.code)


class Transient(Exception):
    """A passing fault: the same act may work after `retry_after` seconds."""

    def __init__(self, why: str, *, retry_after: float) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Trouble(Exception):
    """What keeps a program from its work; its words are the line that the operator reads."""


class NotFound(Refusal):
    """There is nothing here with this id."""

    code = "not_found"
    status = 404


class Invalid(Refusal):
    """The request does not have the form it must have."""

    code = "request.invalid"
    status = 422


class NotSignedIn(Refusal):
    """Sign in, or send an API key, to do this."""

    code = "auth.required"
    status = 401


class OtherOrganisation(Refusal):
    """This page shows another organisation. Reload it."""

    code = "session.other_organisation"
    status = 409


class NotAllowed(Refusal):
    """Your role does not allow this."""

    code = "auth.not_allowed"
    status = 403


class TooMany(Refusal):
    """Too many tries; wait and try again."""

    code = "rate.too_many"
    status = 429


class Unavailable(Refusal):
    """The database is away; nothing was changed. Try again in a moment."""

    code = "unavailable"
    status = 503


class Concurrent(Refusal):
    """Somebody changed the same thing at the same moment; nothing was done. Try again."""

    code = "concurrent"
    status = 409


def catalogue() -> list[type[Refusal]]:
    """Every refusal there is, by code: the documentation is written from it."""
    found: set[type[Refusal]] = set()
    waiting = [Refusal]
    while waiting:
        for child in waiting.pop().__subclasses__():
            if child not in found:
                found.add(child)
                waiting.append(child)
    return sorted(found, key=lambda kind: kind.code)
