"""The tasks of a page's main thread, as Chromium itself traces them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page
from tests.fixtures.figures import Figures


@contextmanager
def traced(figures: Figures, page: Page, name: str, longest: list[float]) -> Iterator[None]:
    """Time the block, and find its longest task, in milliseconds of the thread's own time.

    By the clock on the wall a task also takes as long as others use the processor meanwhile; that
    is told beside it, and is the same on a machine that nobody else uses.
    """
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=["toplevel"])
    with figures.timed(name):
        yield
    events = json.loads(browser.stop_tracing())["traceEvents"]
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        (one.get("tdur", 0) / 1000, one["dur"] / 1000)
        for one in events
        if one["name"].endswith("RunTask") and "dur" in one and (one["pid"], one["tid"]) in threads
    ]
    own, wall = max(own for own, _ in tasks), max(wall for _, wall in tasks)
    figures.add("  longest task", f"{own:.0f} ms", f"at most 200 ms (by the wall: {wall:.0f} ms)")
    longest.append(own)
