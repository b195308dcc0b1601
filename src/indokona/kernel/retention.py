"""Retention, written from the data map: which rows and columns are past their time, and their end.

A table says which column tells a row's age; a row goes with the clock of its table, and a column with
a shorter clock of its own is emptied before. What is held stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects.postgresql import UUID as IdType

from indokona.kernel import ids
from indokona.kernel.database import Db
from indokona.kernel.datamap import Keep, Walls

#: Rows of one statement: adapted so that no lock is held for long.
FIRST, LEAST, MOST = 2000, 250, 20_000
#: Seconds of one statement that are aimed at, at most; locks last as long as their transaction.
AIM: Final = 0.08

#: Rows of a range are emptied in parts, told by the last byte of their random ids: a quarter of them,
#: then up to ten sixteenths, then all.
PARTS: Final = (4, 10, 16)

#: A message has a contact, its status only has the message.
_BY_MESSAGE = (
    "exists (select from message m where m.organisation_id = t.organisation_id and m.id = t.id"
    " and m.contact_id = any(%s))"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of a table that end with one clock: deleted, or only `empties` set to nothing."""

    table: str
    data_class: Keep
    aged_by: str
    by_id: bool
    empties: tuple[str, ...]
    is_contacts: str | None
    """How to tell that a row is of one of some contacts; None where it is of nobody."""
    settled: str | None = None
    """How to tell that a row waits for nothing; None where none does."""


def rules(metadata: MetaData) -> list[Rule]:
    """All of them; those that ask another table come first, while its rows are there."""
    found = [rule for table in metadata.sorted_tables for rule in _of_table(table)]
    return sorted(found, key=lambda rule: (not _asks(rule), rule.table, rule.empties))


def _asks(rule: Rule) -> bool:
    return rule.is_contacts == _BY_MESSAGE or rule.settled is not None


def _of_table(table: Table) -> Iterator[Rule]:
    age, keep = table.info["aged_by"], Keep(table.info["keep"])
    if age is None or table.info["walls"] is not Walls.organisation:
        return
    shorter: dict[Keep, list[str]] = {}
    for column in table.columns:
        own = column.info["declared"].keep
        if own not in (None, keep):
            shorter.setdefault(own, []).append(column.name)
    by_id, whose = isinstance(table.c[age].type, IdType), _contact_of(table)
    for own, names in shorter.items():
        yield Rule(table.name, own, age, by_id, tuple(names), whose, table.info["settled"])
    yield Rule(table.name, keep, age, by_id, (), whose, table.info["settled"])


def _contact_of(table: Table) -> str | None:
    if "contact_id" in table.c:
        return "t.contact_id = any(%s)"
    return _BY_MESSAGE if table.name == "message_status" else None


async def due(db: Db, rule: Rule, before: datetime, held: Sequence[UUID] = ()) -> int:
    """How many rows a run would touch now."""
    test, given = _past(rule, _key(rule, before), held)
    return int(
        await db.value(
            f"select count(*) from {rule.table} t where t.organisation_id = %s and {test}",
            (db.organisation_id, *given),
        )
    )


async def oldest(db: Db, rule: Rule) -> datetime | None:
    """The age of the oldest row that the rule is about."""
    kept = "".join(f" and t.{name} is not null" for name in rule.empties)
    found = await db.value(
        f"select t.{rule.aged_by} from {rule.table} t where t.organisation_id = %s and t.{rule.aged_by} is not null"
        f"{kept} order by t.{rule.aged_by} limit 1",
        (db.organisation_id,),
    )
    return ids.time_of(found) if isinstance(found, UUID) else found


@dataclass(frozen=True, slots=True)
class Step:
    """What one statement did, and where the next one goes on; None at the end."""

    count: int
    after: Any


async def step(
    db: Db, rule: Rule, before: datetime, held: Sequence[UUID], after: Any, size: int
) -> Step:
    """End at most about `size` rows, in the order of their age, from `after` on."""
    if rule.empties and rule.by_id:
        place = after if isinstance(after, _Place) else _Place(after)
        return await _empty(db, rule, before, held, place, size)
    key = _key(rule, before)
    upto = await _bound(db, rule, key, after, size)
    return Step(await _end(db, rule, _Range(after, upto, key), held), upto)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where emptying stands: from where on, and which part of a range is next."""

    after: Any
    upto: Any = None
    part: int = 0


@dataclass(frozen=True, slots=True)
class _Range:
    """Rows after one age up to another; without `upto` all from before `key`."""

    after: Any
    upto: Any
    key: Any

    def test(self, rule: Rule, held: Sequence[UUID]) -> tuple[str, list[object]]:
        """As SQL, with its values."""
        is_bound = self.upto is not None
        test, given = _past(rule, self.upto if is_bound else self.key, held, is_bound)
        if self.after is None:
            return test, given
        return f"{test} and t.{rule.aged_by} > %s", [*given, self.after]


async def _empty(
    db: Db, rule: Rule, before: datetime, held: Sequence[UUID], place: _Place, size: int
) -> Step:
    """One part of the rows of a range, each in a transaction of its own.

    A full page has no room for rows that are written anew: they go elsewhere, with an entry in each
    index. Once a quarter has gone, the others stay where they are.
    """
    key = _key(rule, before)
    upto = place.upto if place.part else await _bound(db, rule, key, place.after, size)
    reach = _Range(place.after, upto, key)
    share = f" and get_byte(uuid_send(t.{rule.aged_by}), 15) %% 16 < {PARTS[place.part]}"
    count = await _end(db, rule, reach, held, share)
    if place.part + 1 < len(PARTS):
        return Step(count, _Place(place.after, upto, place.part + 1))
    if rule.settled is not None:
        await _note_late(db, rule, reach)
    return Step(count, None if upto is None else _Place(upto))


async def _end(db: Db, rule: Rule, reach: _Range, held: Sequence[UUID], part: str = "") -> int:
    test, given = reach.test(rule, held)
    return await db.run(_statement(rule, test + part), (db.organisation_id, *given))


async def _note_late(db: Db, rule: Rule, reach: _Range) -> None:
    """Write down what is past its time and still waits: no later run reads these rows again."""
    test, given = reach.test(replace(rule, settled=f"not {rule.settled}"), ())
    await db.run(
        f"insert into late (organisation_id, of, id) select t.organisation_id, '{rule.table}', t.id"
        f" from {rule.table} t where t.organisation_id = %s and {test} on conflict do nothing",
        (db.organisation_id, *given),
    )


async def late_step(
    db: Db, rule: Rule, before: datetime, held: Sequence[UUID], after: Any, size: int
) -> Step:
    """Empty what was noted as late and has settled since, at most `size` of the noted, from `after` on."""
    mine = (db.organisation_id, rule.table)
    rows = await db.rows(
        "select id from late where organisation_id = %s and of = %s and id > %s order by id limit %s",
        (*mine, after or ids.NIL, size),
    )
    noted = [row[0] for row in rows]
    test, given = _past(rule, _key(rule, before), held)
    count = await db.run(
        _statement(rule, f"t.id = any(%s) and {test}"), (db.organisation_id, noted, *given)
    )
    left = " or ".join(f"t.{name} is not null" for name in rule.empties)
    await db.run(
        "delete from late l where l.organisation_id = %s and l.of = %s and l.id = any(%s) and not exists (select"
        f" from {rule.table} t where t.organisation_id = l.organisation_id and t.id = l.id and ({left}))",
        (*mine, noted),
    )
    return Step(count, noted[-1] if len(noted) == size else None)


def _statement(rule: Rule, test: str) -> str:
    if not rule.empties:
        return f"delete from {rule.table} t where t.organisation_id = %s and {test}"
    values = ", ".join(f"{name} = null" for name in rule.empties)
    return f"update {rule.table} t set {values} where t.organisation_id = %s and {test}"


async def _bound(db: Db, rule: Rule, key: Any, after: Any, size: int) -> Any:
    """The age of the `size`th row from here: what stands before it is one statement's work."""
    kept = "".join(f" and t.{name} is not null" for name in rule.empties)
    span, start = (f" and t.{rule.aged_by} > %s", [after]) if after is not None else ("", [])
    return await db.value(
        f"select t.{rule.aged_by} from {rule.table} t where t.organisation_id = %s and t.{rule.aged_by} < %s"
        f"{span}{kept} order by t.{rule.aged_by} offset %s limit 1",
        (db.organisation_id, key, *start, size - 1),
    )


def _past(
    rule: Rule, key: Any, held: Sequence[UUID], inclusive: bool = False
) -> tuple[str, list[object]]:
    sign = "<=" if inclusive else "<"
    test, given = f"t.{rule.aged_by} {sign} %s", [key]
    if rule.empties:
        test += " and (" + " or ".join(f"t.{name} is not null" for name in rule.empties) + ")"
    if rule.settled is not None:
        test += f" and {rule.settled}"
    if held and rule.is_contacts is not None:
        test += f" and not {rule.is_contacts}"
        given.append(list(held))
    return test, given


def _key(rule: Rule, before: datetime) -> Any:
    return ids.floor(before) if rule.by_id else before


def next_size(size: int, seconds: float) -> int:
    """How many rows the next statement takes, by how long this one took."""
    if seconds > AIM:
        return max(LEAST, size // 2)
    return min(MOST, size * 2) if seconds < AIM / 3 else size
