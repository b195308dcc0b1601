"""Every test of the app also says that its pages had nothing to complain about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fixtures.browser import app, asha, chromium, installation
from tests.web.stage import App

__all__ = ["app", "asha", "chromium", "installation"]


@pytest.fixture(autouse=True)
def _nothing_to_complain_about(app: App) -> Iterator[None]:
    """No error in the console, no report of the policy, no request elsewhere, no failing answer."""
    app.complaints.clear()
    yield
    print(*app.trail, sep="\n")
    assert app.complaints == []
