"""The stream of live news: one for each browser."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from indokona.kernel.edge import SELF, EdgeRoute, TheEdge, Who, may, token_of
from indokona.kernel.live import Relay

router = APIRouter(prefix="/api", tags=["live"], route_class=EdgeRoute)

#: A proxy must hand on each part as it comes.
HEADERS = {"x-accel-buffering": "no"}


@router.get("/events/stream", response_class=StreamingResponse, **may(SELF, apart=True))
async def follow_events(request: Request, edge: TheEdge, who: Who) -> StreamingResponse:
    """What changes in the organisation, as it changes: kinds and ids, to ask for again. Server-sent events."""
    relay: Relay = edge.extras["live"]
    parts = relay.follow(who.organisation_id, token_of(edge, request) or "")
    return StreamingResponse(parts, media_type="text/event-stream", headers=HEADERS)
