"""All tables of all slices, as one schema: for migrations, the data map and the catalogue check."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from indokona.accounts import models as accounts
from indokona.campaigns import models as campaigns
from indokona.choices import models as choices
from indokona.consent import models as consent
from indokona.contacts import models as contacts
from indokona.inbox import models as inbox
from indokona.intake import models as intake
from indokona.kernel import tables as kernel
from indokona.kernel import tenancy
from indokona.messaging import models as messaging
from indokona.numbers import models as numbers
from indokona.operators import models as operators
from indokona.privacy import models as privacy
from indokona.templates import models as templates

SLICES = (
    kernel,
    accounts,
    numbers,
    contacts,
    consent,
    choices,
    templates,
    messaging,
    intake,
    campaigns,
    inbox,
    privacy,
    operators,
)


def whole() -> MetaData:
    """One metadata of every table, in the order of the layers."""
    merged = MetaData()
    for slice_ in SLICES:
        for table in slice_.metadata.sorted_tables:
            table.to_metadata(merged)
    return merged


def slice_of() -> dict[str, str]:
    """Which slice each table belongs to."""
    return {name: one.__name__.split(".")[1] for one in SLICES for name in one.metadata.tables}


def draft() -> Iterator[str]:
    """SQL that makes the whole schema from nothing: what a first migration is written from."""
    metadata, dialect = whole(), postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        made = str(CreateTable(table).compile(dialect=dialect)).strip()
        yield made.replace("CREATE", "CREATE UNLOGGED", 1) if table.info["unlogged"] else made
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()
    yield from tenancy.walls(metadata)


if __name__ == "__main__":
    print(";\n\n".join(draft()) + ";")  # noqa: T201
