"""Table of operators."""

from __future__ import annotations

from sqlalchemy import MetaData, Text
from sqlalchemy.dialects.postgresql import UUID

from indokona.kernel.datamap import (
    AT,
    ID,
    Category,
    Declared,
    Keep,
    Purpose,
    Walls,
    column,
    table,
)
from indokona.kernel.tables import TIME

metadata = MetaData()

#: `name` is a short name of the staff's choice (`night-desk`), not a person's: this realm has no
#: keys, so it could not seal one.
operator_account = table(
    metadata, "operator_account",
    column("id", UUID, ID, primary_key=True),
    column("name", Text, Declared(Category.governance, Purpose.security), unique=True),
    column("created_at", TIME, AT),
    column("ended_at", TIME, AT, nullable=True),
    walls=Walls.none, keep=Keep.statute,
    grants={"app": "", "operator": "select, insert, update (ended_at)"},
)  # fmt: skip
