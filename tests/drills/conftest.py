"""What drills in a browser start with."""

from __future__ import annotations

from tests.fixtures.browser import app, asha, installation

__all__ = ["app", "asha", "installation"]
