"""A number says what is used of its portfolio's limit; a campaign says why it waits, and that it goes on."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from tests.journeys.test_up import approved, campaign, consented
from tests.web.stage import App
from tests.web.test_once import template_picker

from indokona.app import seed
from indokona.app.client import until

LIMIT, PEOPLE = 5, 8


def waiting(app: App) -> tuple[dict[str, Any], str]:
    """A number whose limit is reached, and the campaign that waits for it."""
    owner, simulator = app.installation.owner, app.installation.simulator
    number = seed.connect_number(owner, simulator, "Limited", "STANDARD", f"TIER_{LIMIT}")
    template = approved(owner, number["id"])
    consented(owner, [(f"P {n}", f"9198770{n:05d}") for n in range(PEOPLE)], "limited")
    made = campaign(owner, number["id"], template, "limited")
    until("the limit", lambda: owner.get(f"/api/campaigns/{made}/live")["waits_for"], seconds=60)
    return number, made


def alert(page: Page) -> Any:
    return page.get_by_role("status").filter(has_text="The daily limit is reached")


def test_the_limit_is_shown_where_it_is_used_and_where_something_waits_for_it(
    app: App, asha: Any
) -> None:
    number, made = waiting(app)
    with app.window(state=asha) as page, app.window(state=asha, width=390) as other:
        page.goto(f"/campaigns/{made}")
        expect(alert(page)).to_contain_text("The next go out on ")
        other.goto("/numbers")
        expect(other.get_by_text("5 of 5 people written to first in 24 hours")).to_be_visible()
        expect(alert(other)).to_contain_text("The next place comes free on ")
        raised = f"/_control/number/{number['phone_number_id']}/limit"
        app.installation.simulator.post(raised, {"limit": "TIER_2K"})
        expect(alert(page)).to_have_count(0)
        expect(page.get_by_text("Everything has left")).to_be_visible()
        expect(other.get_by_text("8 of 2,000 people written to first in 24 hours")).to_be_visible()
        expect(alert(other)).to_have_count(0)


def test_only_templates_of_the_numbers_own_account_are_offered(app: App, asha: Any) -> None:
    """The other number's template has the same name, as it has in most businesses."""
    name = app.template()["name"]
    if len(app.installation.api.get("/api/numbers")) == 1:
        waiting(app)
    app.phone("919812345641", "Onkar").says("Hello")
    with app.window(state=asha) as page:
        page.goto("/inbox")
        page.get_by_role("link", name="Onkar").click()
        template_picker(page)
        expect(page.get_by_role("option", name=name)).to_have_count(1)
