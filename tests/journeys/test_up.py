"""An installation in its life: killed, scanned, and sending while its workers die."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fixtures.running import Up, up

from indokona.app.client import Client, until
from indokona.app.demo import TEMPLATE
from indokona.kernel import root
from indokona.kernel.settings import Settings

NAME, PHONE, WORDS = "Quizelda Nebelhorn", "919876511223", "zephyrquartz umbrella"


def approved(api: Client, number_id: str) -> str:
    made = api.post("/api/templates", {"number_id": number_id, "template": TEMPLATE})["id"]
    api.post(f"/api/templates/{made}/submit", {"number_id": number_id})
    until("the approval", lambda: api.get(f"/api/templates/{made}")["state"] == "APPROVED")
    return str(made)


def consented(api: Client, people: list[tuple[str, str]], tag: str) -> None:
    body = "name,phone\n" + "".join(f"{name},+{phone}\n" for name, phone in people)
    made = api.upload(
        "/api/imports", body.encode(), tag=tag, purpose=["marketing"], source="form",
        wording="Yes, write to me.", consented_at="2026-01-05T10:00:00Z",
    )  # fmt: skip
    until(
        "the import", lambda: api.get(f"/api/imports/{made['id']}")["state"] == "done", seconds=60
    )


def drafted(api: Client, number_id: str, template: str, tag: str, name: str) -> str:
    segment = api.post("/api/segments", {"name": name, "tags": [tag]})["id"]
    plan = {
        "name": tag, "number_id": number_id, "template_id": template, "segment_id": segment,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}}, "stages": False,
    }  # fmt: skip
    return str(api.post("/api/campaigns", plan)["id"])


def campaign(api: Client, number_id: str, template: str, tag: str) -> str:
    made = drafted(api, number_id, template, tag, tag)
    api.post(f"/api/campaigns/{made}/start")
    return made


def test_a_killed_installation_comes_back_with_everything() -> None:
    with up() as installation:
        contact = installation.api.post("/api/contacts", {"phone": f"+{PHONE}", "name": NAME})["id"]
        before = installation.line["demo"]
        installation.kill_everything()
        installation.start()
        assert installation.line["demo"] == before
        assert installation.api.get(f"/api/contacts/{contact}")["name"] == NAME
        installation.simulator.post(
            f"/_control/persons/{PHONE}/say",
            {"phone_number_id": before["phone_number_id"], "text": "after the crash"},
        )
        until("the reply", lambda: installation.api.get("/api/conversations")["items"], seconds=30)
        assert installation.stop() < 5


def test_a_cold_copy_from_before_a_stop_put_back_and_started_still_refuses(tmp_path: Path) -> None:
    """The data cluster is an old one, the keyring with the ledger of no is today's."""
    with up() as installation:
        number = installation.api.get("/api/numbers")[0]
        template = approved(installation.api, number["id"])
        consented(installation.api, [(NAME, PHONE), ("Other", "919876511224")], "both")
        planned = drafted(installation.api, number["id"], template, "both", "tomorrow")
        tomorrow = {"at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
        installation.api.post(f"/api/campaigns/{planned}/start", tomorrow)
        live, copy = installation.data / "postgres/data", tmp_path / "copy"
        installation.stop()
        subprocess.run(["cp", "-a", live, copy], check=True)
        installation.start()
        installation.api.post(f"/api/campaigns/{planned}/start")
        until("the campaign", lambda: told(installation, "919876511224"), seconds=30)
        said = {"phone_number_id": number["phone_number_id"], "text": "STOP"}
        installation.simulator.post(f"/_control/persons/{PHONE}/say", said)
        until("the confirmation", lambda: len(told(installation, PHONE)) == 2, seconds=20)
        installation.stop()
        shutil.rmtree(live)
        subprocess.run(["cp", "-a", copy, live], check=True)
        installation.start()
        held = installation.api.get(f"/api/campaigns/{planned}")
        assert held["state"] == "draft", "what the copy still had planned waits for a person"
        made = campaign(installation.api, number["id"], template, "both")
        until(
            "the end",
            lambda: installation.api.get(f"/api/campaigns/{made}")["state"] == "done",
            seconds=30,
        )
        counts = installation.api.get(f"/api/campaigns/{made}")["counts"]
        assert counts["recipients"] == 2
        assert [counts[name] for name in counts if name.startswith("refused:consent.")] == [1]
        assert len(told(installation, PHONE)) == 2, "the campaign, the confirmation of the STOP"
        assert len(told(installation, "919876511224")) == 2, "the planned campaign, the new one"


def told(installation: Up, phone: str) -> list[dict[str, object]]:
    """What a person was sent."""
    found: list[dict[str, object]] = installation.simulator.get(
        "/_control/messages", person=phone, inbound=0
    )["data"]
    return found


def scanned(folders: list[Path], words: list[bytes]) -> list[str]:
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                body = path.read_bytes()
                found += [f"{path}: {word!r}" for word in words if word in body]
    return found


def dump(installation: Up) -> bytes:
    settings = Settings(data=installation.data)
    key = root.load(settings)
    socket = (installation.data / "postgres/data/postmaster.pid").read_text().split("\n")[4]
    environ = {**os.environ, "PGPASSWORD": key.password("superuser")}
    words = ["pg_dump", "-h", socket, "-U", "postgres", "indokona"]
    return subprocess.run(words, env=environ, capture_output=True, check=True).stdout


def test_a_persons_words_are_nowhere_in_plain_text() -> None:
    with up() as installation:
        api, number = installation.api, installation.api.get("/api/numbers")[0]
        template = approved(api, number["id"])
        consented(api, [(NAME, PHONE)], "all")
        campaign(api, number["id"], template, "all")
        until(
            "the message",
            lambda: installation.simulator.get("/_control/messages", person=PHONE)["data"],
        )
        said = {"phone_number_id": number["phone_number_id"], "text": f"{WORDS} please"}
        installation.simulator.post(f"/_control/persons/{PHONE}/say", said)
        conversation = until("the reply", lambda: api.get("/api/conversations")["items"])[0]["id"]
        api.post(f"/api/conversations/{conversation}/messages", {"text": f"your {WORDS} is here"})
        until(
            "the answer", lambda: len(api.get(f"/api/conversations/{conversation}/messages")) >= 3
        )
        marks = [NAME.encode(), b"Quizelda", PHONE.encode(), WORDS.encode(), b"zephyrquartz"]
        sockets = [path for path in Path(tempfile.gettempdir()).glob("indokona-*") if path.is_dir()]
        mine = [path for path in sockets if "up-" not in path.name and "test" not in path.name]
        assert scanned([installation.data, *mine], marks) == []
        assert not [word for word in marks if word in installation.log.read_bytes()]
        assert not [word for word in marks if word in dump(installation)]
        installation.stop()
        assert scanned([installation.data], marks) == []


def test_a_campaign_survives_its_workers_and_nobody_is_written_to_twice() -> None:
    survives(people=2500)


def survives(people: int) -> None:
    """A campaign whose workers are killed three times while they send, with 1 % of answers lost."""
    with up(INDOKONA_UNKNOWN_AFTER="3") as installation:
        api, simulator = installation.api, installation.simulator
        from indokona.app import seed

        number = seed.connect_number(installation.owner, simulator, "Fast", "UNPACED")
        template = approved(api, number["id"])
        consented(
            api,
            [(f"P {n}", f"9198{n:08d}") for n in range(10_000_000, 10_000_000 + people)],
            "many",
        )
        simulator.post("/_control/faults", {"lose_answers": 0.01, "delay_ms": 60, "seed": 3})
        made = campaign(api, number["id"], template, "many")
        for _ in range(3):  # each kill may leave a slice of up to a thousand in doubt
            goal = accepted(simulator, number) + people // 12
            until(
                "the sending",
                lambda goal=goal: accepted(simulator, number) >= goal,
                seconds=60,
                every=0.02,
            )
            for pid in installation.pids("work"):
                os.kill(pid, signal.SIGKILL)
        done = until("the dispatch", lambda: over(api, made), seconds=150, every=0.5)
        simulator.post("/_control/faults", {"lose_answers": 0, "delay_ms": 0})
        told = simulator.get("/_control/counts", phone_number_id=number["phone_number_id"])
        assert told["accepted_more_than_once"] == []
        assert told["most_per_recipient"] == 1
        settled = until(
            "the settling",
            lambda: settled_while_heard(installation, number, made, people),
            seconds=60,
            every=1,
        )
        assert done["recipients"] == people
        assert settled.get("doubtful", 0) <= 3 * 1000, "at most one slice a kill"
        print(f"\nmade known: {settled}; accepted by Meta {told['accepted']}, nobody twice")
        assert told["accepted"] >= people - settled.get("doubtful", 0) - settled.get("failed", 0)


def accepted(simulator: Client, number: dict[str, str]) -> int:
    """How many messages of a number the simulator took."""
    told = simulator.get("/_control/counts", phone_number_id=number["phone_number_id"])
    return int(told["accepted"])


def over(api: Client, made: str) -> dict[str, int] | None:
    found = api.get(f"/api/campaigns/{made}")
    return (
        found["counts"]
        if found["state"] == "done" and not found["counts"].get("dispatching")
        else None
    )


def settled_while_heard(
    installation: Up, number: dict[str, str], made: str, people: int
) -> dict[str, int] | None:
    """Silence proves nothing: an unknown turns doubtful only while the number's webhooks arrive."""
    said = {"phone_number_id": number["phone_number_id"], "text": "hello"}
    installation.simulator.post(f"/_control/persons/{PHONE}/say", said)
    return all_known(installation.api, made, people)


def all_known(api: Client, made: str, people: int) -> dict[str, int] | None:
    counts = api.get(f"/api/campaigns/{made}")["counts"]
    known = sum(counts.get(name, 0) for name in ("sent", "delivered", "read", "failed", "doubtful"))
    refused = sum(count for name, count in counts.items() if name.startswith("refused:"))
    return counts if known + refused == people else None
