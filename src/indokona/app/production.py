"""What production mode wants before anything starts: one line for each thing that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from indokona.kernel.errors import Trouble
from indokona.kernel.postgres import programs
from indokona.kernel.settings import Settings


class NotForProduction(Trouble):
    """These settings are not good enough to hold people's data."""


def check(settings: Settings, *, demo: bool = False) -> None:
    """Raise `NotForProduction` with every problem, in production mode only."""
    if settings.is_production and (found := list(_problems(settings, demo))):
        raise NotForProduction("\n".join(found))


def _problems(settings: Settings, demo: bool) -> Iterator[str]:
    if not settings.behind_proxy:
        yield (
            "Production wants TLS: end it at a proxy in front, which sets X-Forwarded-For,"
            " and declare that with INDOKONA_BEHIND_PROXY=true."
        )
    if not settings.public_url.startswith("https://"):
        yield "Production wants INDOKONA_PUBLIC_URL to begin with https://."
    if not settings.graph_url.startswith("https://"):
        yield "Production wants INDOKONA_GRAPH_URL to begin with https://."
    if settings.simulator_url:
        yield "Production has no simulator: take INDOKONA_SIMULATOR_URL away."
    if demo:
        yield "Production has no demo, which needs the simulator: leave --demo out."
    if settings.smtp_url is None:
        yield "Production wants a mail server for sign-up and alarms: set INDOKONA_SMTP_URL."
    if settings.database_url is None:
        try:
            programs.find(settings.postgres_bin, wheel_allowed=False)
        except programs.NoPostgres as error:
            yield f"Production refuses the bundled PostgreSQL. {error}"
