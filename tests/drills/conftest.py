"""What drills in a browser start with."""

from __future__ import annotations

from tests.fixtures.browser import app, asha, chromium, installation

__all__ = ["app", "asha", "chromium", "installation"]
