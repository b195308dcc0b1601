"""Bodies of the desk's routes: what a person sees and says, and what an officer answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from indokona.kernel.edge import Body
from indokona.privacy.actions.ask import MOST_WORDS

Kind = Literal["access", "erasure", "correction", "objection", "restriction", "complaint"]


class DeskOut(BaseModel):
    """Whose desk this is, and within how many days it answers each kind of request."""

    organisation: str
    days: dict[str, int]


class Knock(Body):
    """The number that a code goes to."""

    phone: str = Field(min_length=4, max_length=40)


class KnockOut(BaseModel):
    """The flow that the code belongs to; the same for a number that nobody knows here."""

    flow: str


class Enter(Body):
    """The code that came."""

    flow: str = Field(max_length=100)
    code: str = Field(min_length=1, max_length=12)


class InsideOut(BaseModel):
    """A session at the desk; its token goes with every further call, in the body."""

    token: str
    ends_at: datetime


class Inside(Body):
    """Who is inside."""

    token: str = Field(max_length=100)


class Ask(Inside):
    """A wish. A correction or complaint needs words; an erasure needs to be confirmed."""

    kind: Kind
    words: str = Field("", max_length=MOST_WORDS)
    is_confirmed: bool = False


class AskedOut(BaseModel):
    """The request; `url` is the package's link, or where the receipt of an erasure will stand."""

    request_id: UUID
    url: str | None


class MineOut(BaseModel):
    """A request of one's own, with what was asked and answered."""

    id: UUID
    kind: str
    channel: str
    state: str
    words: str | None
    answer: str | None
    opened_at: datetime
    due_at: datetime
    ended_at: datetime | None


class AskFor(Body):
    """What a person asked another way: by letter, by phone."""

    kind: Literal["correction", "objection", "restriction", "complaint"]
    words: str = Field("", max_length=MOST_WORDS)


class Answer(Body):
    """The answer, in words for the person; `was_done` says whether their wish was met."""

    was_done: bool
    words: str = Field(min_length=1, max_length=MOST_WORDS)


class AnsweredOut(BaseModel):
    """Whether the answer also went into the chat; at the desk it stands in any case."""

    was_sent: bool
