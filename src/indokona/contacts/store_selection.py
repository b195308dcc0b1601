"""SQL of selections: the list, segments and what is done to all that match."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.kernel.database import Db

Rule = Mapping[str, object]


def conditions(rule: Rule) -> tuple[str, list[object]]:
    """A rule as SQL on `c`: all tags, none of others, open attributes, and columns of the contact."""
    parts, values = list[str](), list[object]()
    for name, word in (("tags", "exists"), ("without_tags", "not exists")):
        for tag_id in _list(rule.get(name)):
            parts.append(
                f"{word} (select 1 from contact_tag t where t.organisation_id = c.organisation_id"
                " and t.contact_id = c.id and t.tag_id = %s)"
            )
            values.append(tag_id)
    for condition in _list(rule.get("attributes")):
        operator = {"is": "=", "at_least": ">=", "at_most": "<="}[condition["operator"]]
        column = "open_text" if condition["operator"] == "is" else "open_number"
        parts.append(
            "exists (select 1 from attribute_value v where v.organisation_id = c.organisation_id"
            f" and v.contact_id = c.id and v.attribute_id = %s and v.{column} {operator} %s)"
        )
        values += [condition["attribute_id"], condition["value"]]
    for name, column in (("markets", "market"), ("languages", "language")):
        if wanted := _list(rule.get(name)):
            parts.append(f"c.{column} = any(%s)")
            values.append(wanted)
    if import_id := rule.get("import_id"):
        parts.append("c.import_id = %s")
        values.append(import_id)
    return " and ".join(parts) or "true", values


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


async def members(db: Db, rule: Rule, after: UUID, limit: int) -> list[UUID]:
    """The next contacts that match, after an id, in order of their ids."""
    test, given = conditions(rule)
    rows = await db.rows(
        "select c.id from contact c where c.organisation_id = %s and c.fenced_at is null"
        f" and {test} and c.id > %s order by c.id limit %s",
        (db.organisation_id, *given, after, limit),
    )
    return [row[0] for row in rows]


async def count(db: Db, rule: Rule) -> dict[str, int]:
    """How many contacts match, by market."""
    test, given = conditions(rule)
    rows = await db.rows(
        "select c.market, count(*) from contact c where c.organisation_id = %s and c.fenced_at is null"
        f" and {test} group by 1",
        (db.organisation_id, *given),
    )
    return {row[0]: row[1] for row in rows}


async def count_up_to(db: Db, rule: Rule, most: int) -> int:
    """How many contacts match, counted no further than `most`."""
    test, given = conditions(rule)
    found = await db.value(
        "select count(*) from (select 1 from contact c where c.organisation_id = %s and c.fenced_at is null"
        f" and {test} limit %s) x",
        (db.organisation_id, *given, most),
    )
    return int(found)


async def page(
    db: Db, rule: Rule, after: tuple[datetime, UUID] | None, limit: int
) -> list[tuple[UUID, datetime]]:
    """A page of ids with their last activity, the newest first; it starts behind its key."""
    test, given = conditions(rule)
    behind = "and (c.last_activity, c.id) < (%s, %s)" if after else ""
    rows = await db.rows(
        "select c.id, c.last_activity from contact c where c.organisation_id = %s and c.fenced_at is null"
        f" and {test} {behind} order by c.last_activity desc, c.id desc limit %s",
        (db.organisation_id, *given, *(after or ()), limit),
    )
    return [(row[0], row[1]) for row in rows]
