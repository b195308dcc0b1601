"""Where a contact stands, as their page shows it."""

from __future__ import annotations

from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.kernel.database import Database


async def test_given_withdrawn_and_none_are_told_apart(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        where = f"/api/contacts/{cast.dev}"

        async def states() -> dict[str, tuple[str, bool]]:
            found = (await api.asha.get(f"{where}/consent-state")).json()
            assert all((one["since"] is None) == (one["state"] == "none") for one in found)
            return {one["purpose"]: (one["state"], one["may_write"]) for one in found}

        assert await states() == {
            "marketing": ("given", True), "utility": ("given", True), "authentication": ("none", False),
        }  # fmt: skip
        await api.asha.post(f"{where}/opt-out", json={})
        assert (await states())["marketing"] == ("withdrawn", False)
        assert (await api.chitra.get(f"{where}/consent-state")).status_code == 404
