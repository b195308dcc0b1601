"""Answering with a template: what may be sent when the 24-hour window is closed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from indokona.inbox.actions import conversations
from indokona.kernel.database import Db
from indokona.messaging.errors import BadContent
from indokona.messaging.facts import Draft, Queued
from indokona.templates import actions as templates
from indokona.whatsapp import templates as wire


async def reply(
    db: Db, conversation_id: UUID, template_id: UUID, values: Mapping[str, str]
) -> Queued:
    """Send an approved template of the conversation's account; a live consent of its purpose is asked."""
    conversation = await conversations.row(db, conversation_id)
    usable = await templates.usable(db, template_id, conversation.number_id)
    try:
        wire.components_for(usable.shape, values, usable.media_id)
    except ValueError as trouble:
        raise BadContent(str(trouble)) from None
    content = {"values": dict(values)}
    draft = Draft(conversation.contact_id, usable.purpose, content, usable.version_id)
    return await conversations.queue(db, conversation, draft)
