"""Bodies of templates' routes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from indokona.kernel.edge import Body
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
    """A template."""

    id: UUID
    name: str
    language: str
    category: str
    state: str
    reason: str | None
    shape: dict[str, Any]

    @classmethod
    def of(cls, view: TemplateView) -> TemplateOut:
        """From the fact."""
        return cls(**{name: getattr(view, name) for name in cls.model_fields})
