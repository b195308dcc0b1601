"""`indokona demo`: the ten steps of the main job, walked through the public API as a client would."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from indokona.app import seed
from indokona.app.client import Client, Failed, until
from indokona.app.unlocking import unlocked
from indokona.app.up import Running
from indokona.privacy.verify_receipt import verify

DEV = "919812300001"
PEOPLE = 40
TEMPLATE = {
    "name": "festival_offer",
    "language": "en",
    "category": "MARKETING",
    "parameter_format": "NAMED",
    "components": [
        {"type": "BODY", "text": "Namaste {{name}}, fresh Darjeeling is here for you this week.",
         "example": {"body_text_named_params": [{"param_name": "name", "example": "Dev"}]}},
        {"type": "FOOTER", "text": "Reply STOP to opt out"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Tell me more"}]},
    ],
}  # fmt: skip

Counts = dict[str, Any]


def run(installation: Running, tell: Callable[[str], None] | None) -> dict[str, Any]:
    """Walk all ten steps; a step that fails ends the walk."""
    demo, steps = Demo(installation), list[dict[str, Any]]()
    for number, (name, step) in enumerate(demo.steps(), start=1):
        began = time.monotonic()
        try:
            counts, trouble = step(), None
        except (Failed, KeyError, IndexError, AssertionError) as error:
            counts, trouble = {}, f"{type(error).__name__}: {error}"
        seconds = round(time.monotonic() - began, 2)
        steps.append({"name": name, "ok": trouble is None, "seconds": seconds, "counts": counts})
        if tell is not None:
            words = (
                ", ".join(f"{key} {value}" for key, value in counts.items())
                if trouble is None
                else trouble
            )
            tell(
                f"{'ok ' if trouble is None else 'BAD'} {number:2}. {name} ({seconds:.1f} s): {words}"
            )
        if trouble is not None:
            break
    return {"ok": len(steps) == 10 and all(step["ok"] for step in steps), "steps": steps}


@dataclass(slots=True)
class Demo:
    """The walk's memory."""

    installation: Running
    api: Client = field(init=False)
    simulator: Client = field(init=False)
    number: dict[str, Any] = field(default_factory=dict)
    template: str = ""
    campaign: str = ""
    dev: str = ""

    def __post_init__(self) -> None:
        self.api = Client(self.installation.url)
        self.simulator = Client(self.installation.simulator_url)

    def steps(self) -> Iterator[tuple[str, Callable[[], Counts]]]:
        """The ten steps in their order."""
        yield "A business signs up and accepts a named policy version", self.sign_up
        yield "It connects a WhatsApp number", self.connect
        yield "It creates a template; Meta approves it by webhook", self.approve
        yield "It imports contacts with proof of consent", self.import_contacts
        yield "It sees the price and starts a campaign", self.start_campaign
        yield "Every message passes the gate; refusals have a reason", self.gate
        yield "Webhooks come twice and out of order; counts are right", self.webhooks
        yield "A person replies; an agent answers in the inbox", self.answer
        yield "A person writes STOP; what is queued is cancelled", self.stop
        yield "A person gets their data, then is erased; the receipt verifies", self.rights

    def sign_up(self) -> Counts:
        """Step 1."""
        self.simulator.post(
            "/_control/persons",
            {"phone": DEV, "name": "Dev", "delivers_after": 0.05, "reads_after": 0.2},
        )
        session = seed.sign_up(
            self.api, self.simulator, business="Asha's Tea House", name="Asha", email="asha@demo.example",
            phone="+919810000001", password=secrets.token_urlsafe(18),
        )  # fmt: skip
        self.api = Client(self.installation.url, session["token"])
        return {"sessions": len(self.api.get("/api/sessions"))}

    def connect(self) -> Counts:
        """Step 2."""
        self.number = seed.connect_number(self.api, self.simulator, "Asha's Tea House")
        return {"pace": self.number["pace"], "quality": self.number["quality"]}

    def approve(self) -> Counts:
        """Step 3."""
        made = self.api.post(
            "/api/templates", {"number_id": self.number["id"], "template": TEMPLATE}
        )
        self.template = made["id"]
        self.api.post(f"/api/templates/{self.template}/submit", {"number_id": self.number["id"]})
        until(
            "the approval",
            lambda: self.api.get(f"/api/templates/{self.template}")["state"] == "APPROVED",
        )
        return {"state": "APPROVED"}

    def import_contacts(self) -> Counts:
        """Step 4: forty people, Dev among them, and three rows that are no good."""
        rows = [f"Dev Kumar,+{DEV},Faridabad"]
        rows += [f"Person {n},+9198123{n:05d},Delhi" for n in range(2, PEOPLE + 1)]
        rows += ["No Phone,,Agra", "Bad Phone,12,Agra", "=cmd|calc,hello,Agra"]
        self.api.post("/api/attributes", {"name": "city", "storage": "open"})
        body = "Name,Phone,City\n" + "\n".join(rows) + "\n"
        made = self.api.upload(
            "/api/imports", body.encode(), tag="festival", purpose=["marketing", "utility"], source="shop counter form",
            wording="Yes, write to me on WhatsApp about offers and orders.", consented_at="2026-01-05T10:00:00+05:30",
        )  # fmt: skip
        done = until("the import", lambda: self._ended(f"/api/imports/{made['id']}"))
        errors = self.api.raw(f"/api/imports/{made['id']}/errors.csv").decode("utf-8-sig")
        assert (done["created"], done["refused"]) == (PEOPLE, 3), done
        assert "'=cmd" in errors, "formulas are escaped"
        found = self.api.post("/api/contacts/search", {"text": "dev ku"})
        self.dev = found[0]["id"]
        return {
            "created": done["created"],
            "refused": done["refused"],
            "error_lines": errors.count("\n") - 1,
        }

    def _ended(self, path: str) -> Any:
        found = self.api.get(path)
        return found if found["state"] in ("done", "failed") else None

    def start_campaign(self) -> Counts:
        """Step 5: two people without consent are in the segment too."""
        for n in (90001, 90002):
            self.api.post(
                "/api/contacts",
                {"phone": f"+9198124{n}", "name": f"Quiet {n}", "tags": ["festival"]},
            )
        segment = self.api.post("/api/segments", {"name": "Festival", "tags": ["festival"]})
        plan = {
            "name": "Festival week", "number_id": self.number["id"], "template_id": self.template,
            "segment_id": segment["id"], "mapping": {"name": {"from": "first_name", "fallback": "friend"}},
        }  # fmt: skip
        self.campaign = self.api.post("/api/campaigns", plan)["id"]
        price = self.api.get(f"/api/campaigns/{self.campaign}/forecast")
        self.simulator.post(
            "/_control/faults", {"duplicate_webhooks": 0.5, "reorder_webhooks": True, "seed": 7}
        )
        self.api.post(f"/api/campaigns/{self.campaign}/start")
        return {"audience": price["audience"], "without_consent": price["without_consent"],
                "price": f"{price['currency']} {price['amount']}"}  # fmt: skip

    def gate(self) -> Counts:
        """Step 6."""
        counts = until("the dispatch", self._all_taken, seconds=60)
        assert counts.get("refused:consent.missing") == 2, counts
        told = self.simulator.get(
            "/_control/counts", phone_number_id=self.number["phone_number_id"]
        )
        assert told["accepted"] == told["distinct_callbacks"] == PEOPLE, told
        return {
            "recipients": counts["recipients"],
            "refused": 2,
            "accepted_by_meta": told["accepted"],
            "twice": 0,
        }

    def _all_taken(self) -> Any:
        campaign = self.api.get(f"/api/campaigns/{self.campaign}")
        return campaign["counts"] if campaign["state"] == "done" else None

    def webhooks(self) -> Counts:
        """Step 7."""

        def settled() -> Any:
            counts = self.api.get(f"/api/campaigns/{self.campaign}")["counts"]
            return counts if counts.get("delivered", 0) + counts.get("read", 0) == PEOPLE else None

        counts = until("the deliveries", settled, seconds=60)
        sent = self.simulator.get("/_control/webhooks")
        self.simulator.post(
            "/_control/faults", {"duplicate_webhooks": 0, "reorder_webhooks": False}
        )
        return {
            "delivered": counts.get("delivered", 0),
            "read": counts.get("read", 0),
            "posts": len(sent["posts"]),
        }

    def answer(self) -> Counts:
        """Step 8."""
        self._say("How much is the Darjeeling?")
        conversation = until(
            "the conversation", lambda: self.api.get("/api/conversations")["items"]
        )[0]
        path = f"/api/conversations/{conversation['id']}"
        self.api.post(f"{path}/messages", {"text": "₹ 450 for 250 g. Shall I keep one for you?"})
        until(
            "the answer",
            lambda: self.api.get(f"{path}/messages")[0]["state"] in ("delivered", "read"),
        )
        assert conversation["unread"] == 1, conversation
        return {"conversations": 1, "messages": len(self.api.get(f"{path}/messages"))}

    def _say(self, text: str, **more: Any) -> None:
        words = {
            "phone_number_id": self.number["phone_number_id"],
            **({"text": text} if text else {}),
            **more,
        }
        self.simulator.post(f"/_control/persons/{DEV}/say", words)

    def stop(self) -> Counts:
        """Step 9: a second campaign waits, paused, while Dev writes STOP."""
        waiting = self._second_campaign()
        self._say("stop!")
        until("the withdrawal", lambda: self._withdrawn(), seconds=20)
        self.api.post(f"/api/campaigns/{waiting}/resume")
        done = until("the rest", lambda: self._done(waiting), seconds=60)
        told = self.simulator.get("/_control/messages", person=DEV)["data"]
        assert sum(one["type"] == "template" for one in told) == 1, "nothing was sent after STOP"
        refused = {
            key: value for key, value in done["counts"].items() if key.startswith("refused:")
        }
        assert (
            refused.get("refused:consent.withdrawn", 0) + refused.get("refused:consent.missing", 0)
            == 3
        ), refused
        return {"sent_after_stop": 0, **refused}

    def _second_campaign(self) -> str:
        first = self.api.get("/api/segments")[0]["id"]
        plan = {
            "name": "Second", "number_id": self.number["id"], "template_id": self.template, "segment_id": first,
            "mapping": {"name": {"from": "first_name", "fallback": "friend"}},
        }  # fmt: skip
        campaign: str = self.api.post("/api/campaigns", plan)["id"]
        self.api.post(f"/api/campaigns/{campaign}/start")
        self.api.post(f"/api/campaigns/{campaign}/pause")
        return campaign

    def _withdrawn(self) -> bool:
        return any(
            one["act"] == "withdraw" for one in self.api.get(f"/api/contacts/{self.dev}/consents")
        )

    def _done(self, campaign: str) -> Any:
        found = self.api.get(f"/api/campaigns/{campaign}")
        return found if found["state"] == "done" else None

    def rights(self) -> Counts:
        """Step 10."""
        self._say("MY DATA")
        link = until("the link", lambda: self._told("/my-data/"))
        package = unlocked(self.api, link)
        messages = package.read("data/messaging.message-1.jsonl").decode()
        assert "Darjeeling" in messages
        with contextlib.suppress(Failed):
            assert not unlocked(self.api, link), "the link works once"
        self._say("delete me")
        receipt_link = until("the question", lambda: self._told("/rights/receipt/"))
        request = next(r for r in self.api.get("/api/requests") if r["kind"] == "erasure")
        self._say("", reply={"id": f"rights:{request['id']}:yes", "title": "Yes, erase me"})
        until("the erasure", lambda: self._ended(f"/api/requests/{request['id']}"), seconds=30)
        receipt = self.api.get(receipt_link)
        body = verify(json.dumps(receipt), self.api.get("/rights/key")["public_key"])
        assert self.api.status(f"/api/contacts/{self.dev}") == 404
        again = self.api.post(
            "/api/contacts", {"phone": f"+{DEV}", "name": "Dev Kumar", "tags": ["festival"]}
        )
        assert again["id"] != self.dev, "a later import is another person, and not messageable"
        return {"package_files": len(package.namelist()), "messages": messages.count("\n"),
                "steps": len(body["steps"]), "receipt": "verified"}  # type: ignore[arg-type]  # fmt: skip

    def _told(self, part: str) -> str | None:
        """The link that Dev reads on the phone."""
        for one in self.simulator.get("/_control/messages", person=DEV)["data"]:
            text = json.dumps(one["content"])
            if part in text:
                return part + text.split(part, 1)[1].split("\\")[0].split(" ")[0].split('"')[0]
        return None
