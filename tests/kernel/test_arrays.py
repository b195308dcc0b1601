"""Whole columns on the wire: PostgreSQL reads back what was packed, nulls and all."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indokona.kernel.arrays import Packed, packed

VALUES = {
    "uuid": st.uuids(),
    "bytea": st.binary(max_size=60),
    "text": st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    "int4": st.integers(-(2**31), 2**31 - 1),
    "int8": st.integers(-(2**63), 2**63 - 1),
    "timestamptz": st.datetimes(timezones=st.just(UTC)),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
def test_what_is_packed_is_read_back(owner: psycopg.Connection, kind: str) -> None:
    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.lists(st.none() | VALUES[kind], min_size=1, max_size=20))
    def comes_back(values: list[object]) -> None:
        column = packed(kind, values)
        assert isinstance(column, Packed)
        row = owner.execute(f"select %b::{kind}[]".encode(), (column,)).fetchone()
        assert row is not None
        assert row[0] == values

    comes_back()


def test_one_object_throughout_is_packed_once_and_read_back(owner: psycopg.Connection) -> None:
    moment = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
    for kind, value in (("timestamptz", moment), ("uuid", UUID(int=7)), ("text", None)):
        row = owner.execute(
            f"select %b::{kind}[]".encode(), (packed(kind, [value] * 5),)
        ).fetchone()
        assert row is not None
        assert row[0] == [value] * 5


def test_a_type_without_a_form_here_is_left_to_the_driver(owner: psycopg.Connection) -> None:
    column = packed("numeric", ["1.5", None])
    row = owner.execute("select (%b::text[])::numeric[]::text", (column,)).fetchone()
    assert row is not None
    assert row[0] == "{1.5,NULL}"


def test_no_rows_are_an_empty_array(owner: psycopg.Connection) -> None:
    row = owner.execute("select cardinality(%b::uuid[])", (packed("uuid", []),)).fetchone()
    assert row == (0,)
