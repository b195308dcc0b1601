"""Routes of the inbox."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from indokona.inbox import actions
from indokona.inbox.schemas import (
    Assign,
    ConversationOut,
    ConversationPage,
    MessageOut,
    Reply,
    ReplyOut,
    SetState,
)
from indokona.kernel import paging
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may

router = APIRouter(prefix="/api/conversations", tags=["inbox"], route_class=EdgeRoute)

After = Annotated[str | None, Query(max_length=40)]
Limit = Annotated[int, Query(ge=1, le=paging.MOST)]


@router.get("", **may("inbox.read"))
async def list_conversations(
    db: TenantDb,
    who: Who,
    after: After = None,
    limit: Limit = 50,
    mine: bool = False,
    state: Literal["open", "resolved"] | None = None,
) -> ConversationPage:
    """Conversations, newest message first."""
    assignee = who.user_id if mine else None
    views = await actions.page(db, paging.decode(after), limit + 1, assignee, state)
    page = paging.page(views, limit, lambda view: view.last_message_id)
    return ConversationPage(
        items=[ConversationOut.of(view) for view in page.items], after=page.after
    )


@router.get("/{conversation_id}", **may("inbox.read"))
async def show_conversation(conversation_id: UUID, db: TenantDb) -> ConversationOut:
    """One conversation."""
    return ConversationOut.of(await actions.show(db, conversation_id))


@router.get("/{conversation_id}/messages", **may("inbox.read"))
async def list_messages(
    conversation_id: UUID, db: TenantDb, before: After = None, limit: Limit = 50
) -> list[MessageOut]:
    """Its messages, newest first."""
    views = await actions.messages(db, conversation_id, paging.decode(before), limit)
    return [MessageOut.of(view) for view in views]


@router.post("/{conversation_id}/messages", status_code=202, **may("inbox.write"))
async def reply(conversation_id: UUID, body: Reply, db: TenantDb) -> ReplyOut:
    """Answer inside the 24-hour window."""
    return ReplyOut(message_id=(await actions.reply(db, conversation_id, body.text)).message_id)


@router.put("/{conversation_id}/assignee", status_code=204, **may("inbox.write"))
async def assign(conversation_id: UUID, body: Assign, db: TenantDb, who: Who) -> None:
    """Give it to a member, or to nobody."""
    await actions.assign(db, who, conversation_id, body.assignee_id)


@router.put("/{conversation_id}/state", status_code=204, **may("inbox.write"))
async def set_state(conversation_id: UUID, body: SetState, db: TenantDb) -> None:
    """Resolve or reopen."""
    await actions.set_state(db, conversation_id, body.state)
