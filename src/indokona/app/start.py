"""What `up`, `serve` and `work` do before they take any work."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from indokona.accounts.actions import leaving
from indokona.app import migrate, restored, seed, wiring
from indokona.consent.actions import withdraw
from indokona.kernel import log, wired
from indokona.kernel.errors import Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses
from indokona.privacy.actions import closing


class NotReady(Trouble):
    """The databases are not as a process that takes work needs them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a start found to do: noes that the data had forgotten, organisations whose messages are held."""

    applied: int
    held: int


async def before_work(
    settings: Settings, root: RootKey, addresses: Addresses, *, is_put_back: bool = False
) -> Report:
    """Both schemas are at head, the platform's organisation stands, every no of the ledger is
    applied, and nothing waits in an older copy of the data as if it had not been sent.

    Each process does it for itself, since a database may have been restored in between. Where
    nothing is new it costs a few statements. In data that were put back just now the times of logins
    that nobody uses begin anew. Raises `NotReady`, `OtherVersion`, `EpochMissing` or
    `restored.OlderKeyring`.
    """
    log.set_up(settings.log_level)  # standard output belongs to the line of the contract
    wiring.connect(settings)
    _check_schema("data", addresses.of("app", root))
    _check_schema("keyring", addresses.keys(root))
    async with wired.open_database(addresses, root, size=2) as database:
        await database.weeks.check()
        await seed.found_platform(database)
        await wiring.sign_receipts(database)
        await restored.refuse_older_keyring(database)
        await closing.replay(database)
        if is_put_back:
            await leaving.count_anew(database)
        return Report(await withdraw.catch_up(database), await restored.hold(database))


def _check_schema(which: str, address: str) -> None:
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
            found = migrate.revision(connection)
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1].strip()
        hint = "another root key, or `indokona prepare` has not run" if "password" in said else said
        raise NotReady(f"The {which} database does not let this process in: {hint}.") from None
    migrate.check_head(which, found)
