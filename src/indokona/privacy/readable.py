"""What stays readable to whoever has both clusters and every backup, but neither root key nor weekly keys.

Published beside the proof, and compared by a drill with what such a person really finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import MetaData

from indokona.kernel import datamap
from indokona.privacy.datamap_words import CATEGORIES
from indokona.privacy.store_proofs import CLEAR

#: The keyring has no models of ours: its columns in words.
_KEYRING = {
    "organisation_key": ("organisation_id", "version", "root_id", "wrapped", "made_at"),
    "epoch": ("number", "commitment", "made_at", "destroyed_at"),
    "data_key": (
        "organisation_id", "id", "kind", "owner_id", "version", "epoch", "wrapped", "merged_into", "made_at",
    ),
    "tombstone": ("organisation_id", "kind", "owner_id", "reason", "at", "commitments"),
    "ledger_of_no": ("number", "organisation_id", "kind", "contact_id", "purposes", "token", "at"),
    "high_water": ("organisation_id", "queue_id", "mark"),
    "chain_head": ("organisation_id", "no", "head"),
    "backup_mark": ("number", "part", "at", "accepted"),
}  # fmt: skip
KEYRING_WORDS = "Wrapped keys, hashes, ids of ours, times and counts"


@dataclass(frozen=True, slots=True)
class Readable:
    """A column that is not sealed: which, and what it tells."""

    database: str
    column: str
    words: str


def columns(metadata: MetaData) -> Iterator[Readable]:
    """Every column of both databases that is not sealed, by name."""
    for line in datamap.lines(metadata):
        if line.declared.seal_as is None:
            name = f"{line.table}.{line.column}"
            words = CLEAR.get(name) or CATEGORIES[line.declared.category]
            yield Readable("data", name, words)
    for table, names in _KEYRING.items():
        for column in names:
            yield Readable("keyring", f"{table}.{column}", KEYRING_WORDS)
