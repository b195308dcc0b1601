"""The canary probe: somebody lives through every feature, is erased, and is looked for everywhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final
from uuid import UUID

from indokona.app import clusters
from indokona.app.probes import leaving, living, looking, person, sealed
from indokona.app.probes.beside import FOLDER
from indokona.app.probes.findings import Findings
from indokona.app.probes.living import Life
from indokona.app.probes.means import Means
from indokona.app.probes.sealed import STAYS, Sealed
from indokona.intake import handing_on
from indokona.kernel import clock, ids, keyring

#: A day after they were handed on, and the hour that they share a key with.
BLOCKS_LIVE: Final = timedelta(hours=26)


async def run(means: Means, findings: Findings) -> None:
    """One canary from birth to the search afterwards; whoever a killed run left goes first."""
    leaving.ask_for_duties()
    await leaving.clear(means.database, findings)
    await _check_blocks(means, findings)
    canary = person.new()
    life = await living.begin(means, findings, canary)
    queued = await living.write(life)
    await living.ask_for_data(life)
    await living.say_stop(life, queued)
    kept = await asyncio.to_thread(_kept, means, life.contact_id)
    findings.expect("nothing_was_sealed", holds=bool(kept))
    request_id = await leaving.under_a_hold(life)
    await leaving.finished(means.database, findings, request_id)
    await leaving.check_receipt(life, request_id)
    await leaving.forget_tags(means.database)
    await _check_keys(life, kept)
    await asyncio.to_thread(_search, life, kept)


async def _check_blocks(means: Means, findings: Findings) -> None:
    """What last night's canary wrote waited sealed in a webhook's block: blocks and their keys live a day."""
    await handing_on.forget(means.database)
    before = clock.now() - BLOCKS_LIVE
    with looking.opened(means) as databases:
        left = looking.older_blocks(databases["data"], before)
    keys = await means.database.keyring.owners(
        keyring.INTAKE, None, before, (ids.PLATFORM, ids.NIL), 100
    )
    findings.add("block_kept", left + len(keys))


def _kept(means: Means, contact_id: UUID) -> list[Sealed]:
    with looking.opened(means) as databases:
        return sealed.of_contact(databases["data"], contact_id)


async def _check_keys(life: Life, kept: list[Sealed]) -> None:
    """Whatever anybody copied before: no key is left that opens it."""
    values = [one.value for one in kept]
    opener = await life.means.database.keyring.opener(ids.PROBE, values)
    life.findings.add("still_opens", sum(opener.knows(value) for value in values))
    life.findings.counts["sealed_values"] += len(values)


def _search(life: Life, kept: list[Sealed]) -> None:
    """Every word in every form, and every sealed value that must be gone, in both databases and in files."""
    findings, settings = life.findings, life.means.settings
    words = looking.words(life.canary.markers.values())
    gone = looking.fragments(one.value for one in kept if one.table not in STAYS)
    findings.counts["forms_looked_for"] += len(words) + len(gone)
    with looking.opened(life.means) as databases:
        for name, connection in databases.items():
            found = looking.rows_with(connection, words, life.born)
            findings.add(f"word_in_{name}", sum(found.values()))
            found = looking.rows_with(connection, gone, life.born)
            findings.add(f"sealed_in_{name}", sum(found.values()))
        left = sealed.left(databases["data"], life.contact_id)
    findings.add("row_left", sum(count for table, count in left.items() if table not in STAYS))
    # What the clusters keep there are the sealed rows that were looked through; a copy of them is the same.
    skip = [settings.data / "postgres" / one for one in clusters.WHICH] + [settings.data / FOLDER]
    findings.add(
        "word_in_files", looking.files_with(settings.data, life.canary.markers.values(), skip)
    )
