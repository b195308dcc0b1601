"""Whole columns as PostgreSQL's binary arrays: the bulk door of tables behind walls.

psycopg's own dumper asks every element for its type and costs more than sealing does; here a
column is one pass. The form is `array_recv`'s: dimensions, whether there are nulls, the element's
type, length and lower bound, then each element as its length and its bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import repeat
from operator import is_
from typing import Any, ClassVar, Final
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format

from indokona.kernel import ids

_HEAD = struct.Struct("!iiIii")
_LENGTH = struct.Struct("!i").pack
_INT4 = struct.Struct("!ii").pack
_INT8 = struct.Struct("!iq").pack
_NULL = _LENGTH(-1)
_SIXTEEN = _LENGTH(16)
_YEAR_2000 = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Packed:
    """An array ready for the wire; the statement's cast says what it is."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class _PackedDumper(Dumper):
    format = Format.BINARY
    oid = 0  # unknown: the server takes the type from the statement and checks the elements'

    def dump(self, obj: Packed) -> bytes:
        return obj.data


psycopg.adapters.register_dumper(Packed, _PackedDumper)


class _IdLoader(Loader):
    """One object an id: a slice meets each of its people in five answers, and ids compare in Python
    unless they are the same object."""

    format = Format.BINARY
    _known: ClassVar[dict[bytes, UUID]] = {}
    _MOST: Final = 20_000

    def load(self, data: Any) -> UUID:
        value = bytes(data)
        known = self._known.get(value)
        if known is None:
            if len(self._known) >= self._MOST:
                self._known.clear()
            known = self._known[value] = ids.of_bytes(value)
        return known


psycopg.adapters.register_loader("uuid", _IdLoader)


def _uuid(value: Any) -> bytes:
    # `.bytes` is a property, and slower; an id that was read as bytes goes back as bytes.
    return _SIXTEEN + (value if type(value) is bytes else value.int.to_bytes(16, "big"))


def _bytea(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


def _text(value: Any) -> bytes:
    return _bytea(value.encode())


def _int4(value: Any) -> bytes:
    return _INT4(4, value)


def _int8(value: Any) -> bytes:
    return _INT8(8, value)


def _time(value: Any) -> bytes:
    return _INT8(8, (value - _YEAR_2000) // _MICROSECOND)


#: PostgreSQL's type -> its number in the catalogue, and the form of one element.
_KINDS: dict[str, tuple[int, Callable[[Any], bytes]]] = {
    "uuid": (2950, _uuid),
    "bytea": (17, _bytea),
    "text": (25, _text),
    "int4": (23, _int4),
    "int8": (20, _int8),
    "timestamptz": (1184, _time),
}


def packed(kind: str, values: Sequence[Any]) -> Packed | list[Any]:
    """A column of `kind`; a type without a form here is left to psycopg as a list."""
    if kind not in _KINDS or not values:
        return list(values)
    number, form = _KINDS[kind]
    first = values[0]
    if all(map(is_, values, repeat(first))):  # one object throughout: an organisation's, a time
        parts = [_NULL if first is None else form(first)] * len(values)
        has_null = first is None
    else:
        parts = [_NULL if value is None else form(value) for value in values]
        has_null = _NULL in parts
    return Packed(_HEAD.pack(1, has_null, number, len(parts), 1) + b"".join(parts))
