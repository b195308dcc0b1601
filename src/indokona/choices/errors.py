"""What choices refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class LinkDead(Refusal):
    """This link is not valid. Write PREFERENCES in the chat to get a new one."""

    code = "preferences.dead"
    status = 404


class PageClosed(Refusal):
    """There is no such page, or it was closed."""

    code = "join.closed"
    status = 404


class PageChanged(Refusal):
    """The words of this page were changed meanwhile. Reload it, and read the new ones."""

    code = "join.changed"
    status = 409


class KeywordTaken(Refusal):
    """Another page of yours uses this keyword."""

    code = "join.keyword_taken"
    status = 409


class KeywordReserved(Refusal):
    """This word already means something in the chat, like STOP or START. Take another one."""

    code = "join.keyword_reserved"
    status = 422


class NothingChosen(Refusal):
    """Choose at least one purpose."""

    code = "join.nothing_chosen"
    status = 422


class BadWish(Refusal):
    """Quiet hours need a beginning and another end, and "at most" a number from 1 to 100."""

    code = "preferences.bad_wish"
    status = 422
