"""Who belongs to two organisations: each page acts in the one that it shows."""

from __future__ import annotations

from typing import Any

import httpx
from playwright.sync_api import Page, expect
from tests.web.stage import PASSWORD, App, save_without_session, sign_in
from tests.web.test_bad_days import holding, invited

HERS = "Chitra's Books"


def chitra(app: App, asha: Any) -> str:
    """She has a business of her own and helps Asha too; her e-mail."""
    email, phone = "chitra@books.example", "919812390003"
    owner = holding(app, asha)
    her = httpx.Client(base_url=app.url, headers={"x-indokona": "web"}, trust_env=False)
    version = her.get("/api/installation").json()["policy_version"]
    form = {"business_name": HERS, "name": "Chitra", "email": email, "phone": f"+{phone}",
            "password": PASSWORD, "policy_version": version}  # fmt: skip
    flow = her.post("/api/sign-up", json=form).raise_for_status().json()["flow"]
    codes = {"email_code": app.email_code(email), "phone_code": app.phone(phone, "Chitra").code()}
    her.post("/api/sign-up/confirm", json={"flow": flow, **codes}).raise_for_status()
    token = invited(app, owner, email, "admin")
    her.post("/api/invitations/join", json={"token": token}).raise_for_status()
    return email


def enter(page: Page, organisation: str) -> None:
    """Go to another organisation by the menu."""
    page.get_by_role("button", name="account and organisations").click()
    with page.expect_navigation():
        page.get_by_role("menuitem", name=organisation).click()
    page.get_by_role("heading", level=1, name="Welcome").wait_for()


def test_a_page_acts_only_in_the_organisation_that_it_shows(app: App, asha: Any) -> None:
    email = chitra(app, asha)
    asked = holding(app, asha)
    with app.window() as page:
        sign_in(page, email, PASSWORD)
        enter(page, asked.get("/api/organisation").json()["name"])
        page.goto("/settings")
        name = page.get_by_label("Name of the business")
        name.fill("The Tea Room")
        save_without_session(page)
        again = page.get_by_role("dialog", name="Your session ended")
        again.get_by_label("Password", exact=True).fill(PASSWORD)
        again.get_by_role("button", name="Sign in").click()
        expect(again).to_have_count(0)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert asked.get("/api/organisation").json()["name"] == "The Tea Room"

        other = page.context.new_page()
        other.goto("/start")
        enter(other, HERS)
        name.fill("Meant for the Tea Room")
        page.get_by_role("button", name="Save").click()
        moved = page.get_by_role("alert").filter(has_text="works in another organisation").first
        page.on("dialog", lambda one: one.accept())  # what was typed is lost, and that is said
        moved.get_by_role("button", name="Reload").click()
        expect(name).to_have_value(HERS)
    assert asked.get("/api/organisation").json()["name"] == "The Tea Room"
