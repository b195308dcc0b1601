"""Versions: what was planned with one is not sent as another; what Meta has does not undo our work."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.fixtures.cast import Cast

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.templates import actions, store
from indokona.templates.actions import sync
from indokona.templates.errors import TemplateFileMissing, TemplateNotUsable
from indokona.templates.store import TemplateRow

WABA = ids.new()
BODY: dict[str, Any] = {"type": "BODY", "text": "Hello {{1}}, your order is here."}
PICTURE = {"type": "HEADER", "format": "IMAGE"}


def shape(*components: dict[str, Any], name: str = "order_here") -> dict[str, Any]:
    return {"name": name, "language": "en", "category": "UTILITY", "components": list(components)}


def row(
    waba: Any, state: str = "APPROVED", meta_id: str | None = "7", **changed: Any
) -> TemplateRow:
    known = TemplateRow(
        ids.new(), waba, "order_here", "en", "UTILITY", meta_id, state, None, ids.new(), shape(BODY), None
    )  # fmt: skip
    return dataclasses.replace(known, **changed)


def theirs(meta_id: str, text: str = BODY["text"]) -> Any:
    found = actions.decoded(shape({**BODY, "text": text}))
    found.id, found.status = meta_id, "APPROVED"
    return found


@pytest.mark.parametrize(
    ("now", "is_current"),
    [
        (shape({**BODY, "type": "body", "example": {"body_text": [["A"]]}}), True),
        ({**shape(BODY), "parameter_format": "positional"}, True),
        (shape({**BODY, "text": "Goodbye {{1}}, your order is gone."}), False),
        (shape(BODY, {"type": "FOOTER", "text": "Since 1998"}), False),
    ],
)
async def test_a_version_is_current_while_people_would_see_the_same(
    database: Database, cast: Cast, now: dict[str, Any], is_current: bool
) -> None:
    planned = row(cast.number.waba_row_id)
    async with database.organisation(cast.organisation_id) as db:
        await store.insert(db, planned, clock.now())
        await store.follow(db, [planned], clock.now(), clock.now())
        newer = dataclasses.replace(planned, version_id=ids.new(), shape=now)
        await store.revive(db, newer, clock.now())
        known = await actions.versions(db, [planned.version_id, newer.version_id])
    assert known[planned.version_id].is_current is is_current
    assert known[newer.version_id].is_current


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"shape": shape(PICTURE, BODY)}, TemplateFileMissing),
        ({"category": "CARRIER"}, TemplateNotUsable),
    ],
)
async def test_what_could_not_be_written_is_refused_before_it_is_queued(
    database: Database, cast: Cast, changed: dict[str, Any], error: type[Exception]
) -> None:
    taken_over = row(cast.number.waba_row_id, **changed)
    async with database.organisation(cast.organisation_id) as db:
        await store.insert(db, taken_over, clock.now())
        await store.follow(db, [taken_over], clock.now(), clock.now())
        known = (await actions.versions(db, [taken_over.version_id]))[taken_over.version_id]
        assert (known.is_whole, known.purpose) != (True, "utility"), "and the gate is told"
        with pytest.raises(error):
            await actions.usable(db, taken_over.id, cast.number.id)


async def test_news_that_came_while_meta_was_read_is_newer(database: Database, cast: Cast) -> None:
    known = row(cast.number.waba_row_id, state="PENDING")
    async with database.organisation(cast.organisation_id) as db:
        await store.insert(db, known, clock.now())
        await store.follow(db, [known], clock.now(), clock.now())
        began = clock.now()
        await store.set_state(db, "7", "APPROVED", None, clock.now())
        await store.follow(db, [known], clock.now(), began)
        assert (await actions.stored(db, known.id)).state == "APPROVED"


def test_what_was_written_anew_at_meta_is_not_gone() -> None:
    found = sync.compared([theirs("8")], [row(WABA)], WABA)
    assert (len(found.moved), found.gone, found.made) == (1, [], [])


def test_a_draft_is_left_alone() -> None:
    edited = row(WABA, state="draft")
    for meta in ([theirs("7", "What {{1}} Meta has.")], []):
        found = sync.compared(meta, [edited], WABA)
        assert (found.made, found.moved, found.gone) == ([], [], [])
