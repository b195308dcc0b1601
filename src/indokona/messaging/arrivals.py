"""Inbound messages on their way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.whatsapp.inbound import InboundMessage


@dataclass(frozen=True, slots=True)
class Arrival:
    """An inbound message with its id, its contact and Meta's time, never later than now."""

    id: UUID
    contact_id: UUID
    message: InboundMessage
    at: datetime

    @property
    def text(self) -> str:
        """What was typed, or empty."""
        return self.message.words or ""

    @property
    def payload(self) -> str | None:
        """What a tapped button carries."""
        if self.message.button is not None:
            return self.message.button.payload
        chosen = self.message.interactive.chosen if self.message.interactive else None
        return chosen.id if chosen else None
