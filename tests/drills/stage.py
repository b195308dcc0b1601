"""What drills of sending start with: an installation as its operator runs it, numbers that post to a
stub of Meta, and a list of people for each; numbers with as many people share a list."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from bench.installation import Installation, approved_template, import_people, people
from bench.stubbed import Stub
from tests.fixtures.running import Up, up

from bench import stubbed
from indokona.app import seed
from indokona.app.client import Client, until

#: Who says something when a number must be heard of.
PHONE = "919876599001"


@dataclass(slots=True)
class Stage:
    """An installation, its numbers and the campaigns on them, and the Meta that they post to."""

    up: Up
    installation: Installation
    stub: Stub
    numbers: list[dict[str, Any]] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list)
    campaigns: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Start every campaign."""
        api = self.installation.api
        self.campaigns = [api.post("/api/campaigns", plan)["id"] for plan in self.plans]
        for campaign in self.campaigns:
            api.post(f"/api/campaigns/{campaign}/start")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is sent inside the block: what waits gathers."""
        path = f"/api/holds/organisation/{self.installation.organisation_id}"
        self.installation.api.put(path)
        yield
        self.installation.api.delete(path)

    def say(self, words: str) -> None:
        """A person writes to every number: its webhooks arrive."""
        for number in self.numbers:
            said = {"phone_number_id": number["phone_number_id"], "text": words}
            self.installation.simulator.post(f"/_control/persons/{PHONE}/say", said)

    @contextmanager
    def data(self) -> Iterator[psycopg.Connection[Any]]:
        """The data database, past the walls."""
        with self.installation.connected("data") as connection:
            yield connection

    def posts(self) -> int:
        """How many posts the stub took."""
        return self.stub.counts()["posts"]

    def is_sending(self, more: int = 50, seconds: float = 60, every: float = 0.1) -> None:
        """Wait until so many more posts have arrived."""
        goal = self.posts() + more
        until("the sending", lambda: self.posts() >= goal, seconds=seconds, every=every)


@contextmanager
def staged(
    sizes: list[int],
    throughput: str = "STANDARD",
    room: str = "",
    listens: str = "127.0.0.1",
    **env: str,
) -> Iterator[Stage]:
    """A number with as many people as each of `sizes` says; nothing is sent yet. `room`: as of `up`;
    `listens`: the address of the stub."""
    with (
        tempfile.TemporaryDirectory(prefix="indokona-drill-stub-") as folder,
        stubbed.running(Path(folder), listens) as stub,
        up(room, INDOKONA_CA_FILE=str(stub.ca_file), INDOKONA_UNKNOWN_AFTER="3", **env) as running,
    ):
        installation = _of(running)
        stage = Stage(running, installation, stub)
        segments = {size: _segment(installation, size, n) for n, size in enumerate(set(sizes))}
        for n, size in enumerate(sizes):
            number = seed.connect_number(
                installation.api, installation.simulator, f"Drill {n}", throughput
            )
            stage.numbers.append(number)
            stage.plans.append(_plan(installation, number["id"], n, segments[size]))
        stubbed.turn_to(installation, stub)
        stub.begin()
        yield stage


def _of(running: Up) -> Installation:
    url, demo = running.line["url"], running.line["demo"]
    simulator = running.line["simulator_url"]
    return Installation(
        running.owner, url, Client(simulator), simulator, demo["organisation_id"], running.data
    )


def _segment(installation: Installation, size: int, series: int) -> str:
    import_people(installation, people(size, series), f"drill{size}")
    found = installation.api.post(
        "/api/segments", {"name": f"all {size}", "tags": [f"drill{size}"]}
    )
    return str(found["id"])


def _plan(installation: Installation, number_id: str, n: int, segment: str) -> dict[str, Any]:
    return {
        "name": f"drill {n}", "number_id": number_id, "template_id": approved_template(installation, number_id),
        "segment_id": segment, "mapping": {"name": {"from": "first_name", "fallback": "friend"}}, "stages": False,
    }  # fmt: skip
