"""Bodies of templates' routes."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from indokona.kernel.edge import Body
from indokona.templates.actions.edit import Change, Preview
from indokona.templates.facts import TemplateView


class NewTemplate(Body):
    """A template in Meta's own form."""

    number_id: UUID
    template: dict[str, Any] = Field(max_length=20)
    media_id: str | None = Field(None, max_length=100)


class SubmitTemplate(Body):
    """Through which number's account a template is submitted."""

    number_id: UUID


class SampleOut(BaseModel):
    """A header's file at Meta: what the review wants, and what a send names."""

    handle: str
    media_id: str


class TemplateOut(BaseModel):
    """A template; `version_id` is another after each change of its words. Only the numbers of its account,
    `number_ids`, can send it."""

    id: UUID
    version_id: UUID
    name: str
    language: str
    category: str
    state: str
    reason: str | None
    shape: dict[str, Any]
    number_ids: list[UUID]

    @classmethod
    def of(cls, view: TemplateView) -> TemplateOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})


class CheckTemplate(Body):
    """A template in Meta's own form, perhaps half written."""

    template: dict[str, Any] = Field(max_length=20)


class Finding(BaseModel):
    """One thing that Meta would refuse: the part, the reason in words, and the limit if one was broken."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    where: str
    words: str
    limit: int | None


class EditTemplate(Body):
    """The whole template again; its file stays if none is named.

    With `seen`, the version that was read before, what somebody else wrote meanwhile is not lost.
    """

    template: dict[str, Any] = Field(max_length=20)
    media_id: str | None = Field(None, max_length=100)
    seen: UUID | None = None

    def change(self) -> Change:
        """As the action takes it."""
        return Change(self.template, self.media_id, self.seen)


Word = Annotated[str, StringConstraints(max_length=1000)]
SourceField = Literal["from", "text", "attribute", "fallback"]


class PreviewFor(Body):
    """For whom, and where each variable's value comes from, as a campaign says it."""

    contact_id: UUID
    mapping: dict[str, dict[SourceField, Word]] = Field(default_factory=dict, max_length=50)


class ButtonOut(BaseModel):
    """A button as the person sees it."""

    text: str
    url: str | None


class PreviewOut(BaseModel):
    """What the contact would see, and the values that filled it."""

    header: str | None
    body: str
    footer: str | None
    buttons: list[ButtonOut]
    values: dict[str, str]

    @classmethod
    def of(cls, preview: Preview) -> PreviewOut:
        """From the fact."""
        seen = preview.rendered
        buttons = [ButtonOut(text=text, url=url) for text, url in seen.buttons]
        return cls(
            header=seen.header, body=seen.body, footer=seen.footer, buttons=buttons, values=preview.values
        )  # fmt: skip


class SyncOut(BaseModel):
    """How many templates were new here, changed, gone at Meta, and as before."""

    model_config = ConfigDict(from_attributes=True)

    created: int
    changed: int
    gone: int
    unchanged: int
