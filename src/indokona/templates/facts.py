"""What neighbours may see of templates."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from indokona.whatsapp.templates import Template


@dataclass(frozen=True, slots=True)
class Usable:
    """A template as a send needs it: its version, compiled shape and state."""

    id: UUID
    version_id: UUID
    waba_row_id: UUID
    state: str
    purpose: str
    shape: Template
    media_id: str | None
    is_current: bool = True
    """Whether people would see the same words if it were taken anew."""
    is_whole: bool = True
    """Whether the file of its heading is here, if it has one."""


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A template as a member sees it."""

    id: UUID
    version_id: UUID
    name: str
    language: str
    category: str
    state: str
    reason: str | None
    shape: dict[str, object]
    number_ids: list[UUID]
    """The numbers of its account: only these can send it."""
