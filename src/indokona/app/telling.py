"""Trouble in words: which exceptions a command tells in one line each, and which are bugs."""

from __future__ import annotations

import errno

import psycopg
from pydantic import ValidationError

from indokona.kernel.errors import Refusal, Trouble


def lines(error: BaseException) -> list[str]:
    """The lines for standard error; none: nobody foresaw this, so the traceback is needed."""
    if isinstance(error, Trouble):
        return str(error).splitlines()
    if isinstance(error, Refusal):
        return [error.title]
    if isinstance(error, ValidationError) and error.title == "Settings":
        return [_setting(one["loc"], one["msg"]) for one in error.errors(include_url=False)]
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return [f"The disk is full: {error.filename or 'nothing can be written'}."]
    said = getattr(error, "orig", error)  # what SQLAlchemy wraps
    if isinstance(said, psycopg.OperationalError):
        words = str(said).strip().splitlines() or [type(said).__name__]
        return [f"The database cannot do its work: {words[0].strip()}"]
    return []


def _setting(place: tuple[int | str, ...], why: str) -> str:
    """Which setting is wrong and why, never its value."""
    said = why.removeprefix("Value error, ")
    if not place:  # settings that contradict each other name themselves
        return said
    name = "_".join(str(part) for part in place).upper()
    return f"INDOKONA_{name.removeprefix('INDOKONA_')}: {said}"
