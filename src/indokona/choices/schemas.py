"""Bodies of the routes of choices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from indokona.choices.actions.joining import Confirming, JoinPage, Shown
from indokona.choices.actions.preferences import Choice, Page
from indokona.kernel.edge import Body

Language = Literal["en", "hi"]
#: Longer words do not fit a receipt of 2 KB, nor a person's patience.
Sentence = Annotated[str, Field(min_length=10, max_length=300)]
Tunable = Literal["marketing", "utility"]
Minutes = Annotated[int, Field(ge=0, le=1439)]


class JoinPageIn(Body):
    """A hosted page: its words by language and purpose; each language has the same purposes."""

    number_id: UUID
    keyword: str = Field(min_length=2, max_length=30)
    words: dict[Language, dict[Tunable, Sentence]] = Field(min_length=1)

    @model_validator(mode="after")
    def _even(self) -> JoinPageIn:
        offered = {frozenset(words) for words in self.words.values()}
        if len(offered) != 1 or not next(iter(offered)):
            raise ValueError("each language needs words for the same purposes, at least one")
        return self


class JoinPageOut(BaseModel):
    """A hosted page. `keyword_url` opens the chat with the keyword alone; where a page offers more
    than one purpose, the answer to it leads to the page."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number_id: UUID
    keyword: str
    words: dict[str, dict[str, str]]
    version: int
    url: str
    keyword_url: str
    created_at: datetime

    @classmethod
    def of(cls, page: JoinPage) -> JoinPageOut:
        """From the fact."""
        return cls.model_validate(page)


class ShownPage(BaseModel):
    """A hosted page for everybody: who asks, and the exact words of each purpose."""

    model_config = ConfigDict(from_attributes=True)

    organisation: str
    phone: str
    version: int
    language: str
    languages: list[str]
    words: dict[str, str]

    @classmethod
    def of(cls, page: Shown) -> ShownPage:
        """From the fact."""
        return cls.model_validate(page)


class Ticks(Body):
    """What somebody ticked, and which version of the words they read."""

    purposes: list[Tunable] = Field(max_length=3)
    version: int = Field(ge=1)
    language: Language


class ConfirmingOut(BaseModel):
    """Nothing is given yet: the person sends `text` from WhatsApp, which `url` opens, before `ends_at`."""

    model_config = ConfigDict(from_attributes=True)

    url: str
    text: str
    ends_at: datetime

    @classmethod
    def of(cls, confirming: Confirming) -> ConfirmingOut:
        """From the fact."""
        return cls.model_validate(confirming)


class ChoiceIn(Body):
    """What a person chooses for one purpose; hours in minutes after midnight."""

    purpose: Tunable
    yes: bool
    quiet_from: Minutes | None = None
    quiet_to: Minutes | None = None
    most: int | None = Field(None, ge=1, le=100)

    def choice(self) -> Choice:
        """As the action takes it."""
        return Choice(**self.model_dump())


class ChoicesIn(Body):
    """All that stands on a person's page."""

    choices: list[ChoiceIn] = Field(max_length=2)
    zone: str = Field(max_length=60)
    language: Language

    @model_validator(mode="after")
    def _each_once(self) -> ChoicesIn:
        if len({one.purpose for one in self.choices}) != len(self.choices):
            raise ValueError("each purpose once")
        return self


class WishShown(BaseModel):
    """What the person wishes: hours without messages (minutes after midnight, in the zone), at most so many a week."""

    model_config = ConfigDict(from_attributes=True)

    quiet_from: int | None
    quiet_to: int | None
    zone: str
    most: int | None


class StandingShown(BaseModel):
    """How one purpose stands for the person whose page it is; `ends_at` is when their yes ends."""

    model_config = ConfigDict(from_attributes=True)

    purpose: str
    state: str
    since: datetime | None
    may_write: bool
    ends_at: datetime | None
    wish: WishShown | None


class PreferencesOut(BaseModel):
    """A person's own page: who asks, how each purpose stands, and in which words a yes is said.

    No name and no number of the person: who finds the link learns nothing of whose it is.
    """

    organisation: str
    language: str
    zone: str
    zones: list[str]
    standing: list[StandingShown]
    words: dict[str, str]
    my_data: str
    delete_me: str

    @classmethod
    def of(cls, page: Page) -> PreferencesOut:
        """From the fact; the two rights are asked for from WhatsApp itself, which knows who asks."""
        ask = f"https://wa.me/{page.phone}?text="
        return cls(
            organisation=page.organisation, language=page.language, zone=page.zone, zones=list(page.zones),
            standing=[StandingShown.model_validate(one) for one in page.standing], words=dict(page.words),
            my_data=f"{ask}MY%20DATA", delete_me=f"{ask}DELETE%20ME",
        )  # fmt: skip


class ConsentReceiptOut(BaseModel):
    """A receipt of consent: what for, where the person sees and verifies it, and its signed file."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    at: datetime
    purposes: list[str]
    consent_ids: list[UUID]
    url: str
    file: str
