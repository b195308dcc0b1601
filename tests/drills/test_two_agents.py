"""`make drill NAME=two_agents`: two agents in one conversation, and the server killed under them."""

from __future__ import annotations

import os
import re
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from tests.fixtures.figures import Figures, p95, printed
from tests.web.stage import PASSWORD, App, Phone

from indokona.app.client import until

MESSAGES = 40
BILAL, MOBILE = "bilal@corner.example", "919812377001"
#: When each message left one window and stood in the other, by the machine's one clock.
SENDS = "addEventListener('keydown', ({ key }) => key === 'Enter' && (window.sentAt = Date.now()), true)"
HEARS = """() => {
  window.seen = {};
  const look = (records) => records.forEach(({ addedNodes }) => addedNodes.forEach(({ textContent }) => {
    for (const [name] of textContent.matchAll(/Parcel \\d+ is packed/g)) window.seen[name] ??= Date.now();
  }));
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.mark.drill
def test_two_agents(app: App, asha: Any) -> None:
    dev = app.phone("919812377002", "Dev Rao")
    dev.says("Where are my parcels?")
    with (
        printed("Two agents in one conversation") as figures,
        app.window(state=asha) as one,
        membership(app, one) as other,
    ):
        for page in (one, other):
            page.goto("/inbox")
            page.get_by_role("link", name="Dev Rao").click()
            answer(page).wait_for()
        late = measure(figures, one, other)
        figures.add("after the kill, news flow after", f"{survive(app, dev, one, other):.1f} s")
    assert late <= 1


def measure(figures: Figures, one: Page, other: Page) -> float:
    """From Enter in one window to the bubble in the other, message after message."""
    one.evaluate(SENDS)
    other.evaluate(HEARS)
    taken = []
    for at in range(MESSAGES):
        words = f"Parcel {at} is packed"
        answer(one).fill(words)
        answer(one).press("Enter")
        other.wait_for_function("words => window.seen[words]", arg=words)
        seen = other.evaluate("words => window.seen[words]", words)
        taken.append((seen - one.evaluate("window.sentAt")) / 1000)
    figures.add("messages seen without a reload", f"{len(taken)} of {MESSAGES}")
    figures.add("Enter to the other window, p50", f"{statistics.median(taken):.2f} s")
    figures.add("Enter to the other window, p95", f"{p95(taken):.2f} s", "at most 1 s")
    return p95(taken)


def survive(app: App, dev: Phone, one: Page, other: Page) -> float:
    """`serve` is killed while a draft is half typed; nothing is lost, and afterwards all goes on."""
    with other.expect_response(kept):
        answer(other).fill("The last one")
    os.kill(app.installation.pids("serve")[0], signal.SIGKILL)
    began = time.monotonic()
    answer(other).press_sequentially(" comes tomor")
    for page in (one, other):
        expect(bubbles(page)).to_have_count(MESSAGES)
    expect(answer(other)).to_have_value("The last one comes tomor")
    with other.expect_response(kept):  # tried again by itself until the server takes it
        until("the server", lambda: answers(f"{app.url}/readyz"))
    dev.says("Thank you!")
    for page in (one, other):
        expect(thread(page).get_by_text("Thank you!")).to_be_visible()
    back = time.monotonic() - began
    for page in (one, other):
        expect(bubbles(page)).to_have_count(MESSAGES)
    other.reload()
    expect(answer(other)).to_have_value("The last one comes tomor")
    answer(other).press("End")
    answer(other).press_sequentially("row.")
    answer(other).press("Enter")
    expect(thread(one).get_by_text("The last one comes tomorrow.")).to_be_visible()
    dev.reads("The last one comes tomorrow.")
    return back


@contextmanager
def membership(app: App, owner: Page) -> Iterator[Page]:
    """Bilal in a window of his own, an agent by invitation."""
    headers = {"x-indokona": "web"}
    invited = {"email": BILAL, "role": "agent"}
    assert owner.request.post("/api/invitations", data=invited, headers=headers).ok
    link = re.search(r"https?://\S+", app.mail(BILAL)["text"])
    assert link
    with app.window() as page:
        page.goto(link[0])
        page.get_by_label("Your name").fill("Bilal")
        page.get_by_label("Your WhatsApp number").fill(f"+{MOBILE}")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("I accept the privacy policy").check()
        page.get_by_role("button", name="Accept the invitation").click()
        page.get_by_label("Code from WhatsApp").fill(app.phone(MOBILE, "Bilal").code())
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("heading", name="Welcome, Bilal").wait_for()
        yield page


def answer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Answer")


def thread(page: Page) -> Locator:
    return page.get_by_role("region", name="Messages")


def bubbles(page: Page) -> Locator:
    return thread(page).get_by_text(re.compile(r"^Parcel \d+ is packed$"))


def kept(told: Any) -> bool:
    """The draft reached the server."""
    return bool(told.url.endswith("/draft") and told.request.method == "PUT" and told.ok)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.HTTPError:
        return False
