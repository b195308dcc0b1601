"""The egress probe: what left against the register, and our own pages."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from tests.fixtures.cast import Cast
from tests.fixtures.webhooks import was_sent

from indokona.app.probes import egress, pages
from indokona.app.probes.findings import Findings
from indokona.app.probes.means import Means
from indokona.app.web import POLICY
from indokona.kernel import clock, ids
from indokona.kernel.egress import register
from indokona.numbers import store as numbers
from indokona.numbers.actions import apps

HOST = "graph.example"


async def found(means: Means) -> Findings:
    findings = Findings()
    await egress.run(means, findings)
    return findings


@pytest.fixture
async def sent(means: Means, cast: Cast, owner: psycopg.Connection) -> Cast:
    """A message of Asha's left to Meta, and the mail server got an address; both are in the register."""
    for entry in (
        ("Meta", "deliver", ["contact", "content"], [HOST], "EU", "terms"),
        ("Mail", "deliver", ["profile"], ["mail.example"], "EU", "ours"),
    ):
        owner.execute(register.entry_sql(), register.entry(*entry))
    async with means.database.organisation(cast.organisation_id) as db:
        app = await apps.own(db, "11", "s" * 32, f"https://{HOST}/v25.0")
        waba = numbers.WabaRow(
            cast.number.waba_row_id, "12", cast.number.portfolio_id, app.id, b"", "live"
        )
        await numbers.upsert_waba(db, waba, clock.now())
    await was_sent(means.database, cast)
    await disclosed(means, cast, "Mail", "profile")
    return cast


async def disclosed(means: Means, cast: Cast, processor: str, category: str) -> None:
    async with means.database.organisation(cast.organisation_id) as db:
        await db.run(
            "insert into disclosure (organisation_id, id, processor, purpose, categories, subject_kind, subject_id, at)"
            " values (%s, %s, %s, 'deliver', %s, 'user', %s, %s)",
            (db.organisation_id, ids.new(), processor, [category], cast.asha, clock.now()),
        )


async def forgotten(means: Means, cast: Cast) -> None:
    async with means.database.organisation(cast.organisation_id) as db:
        await db.run("delete from message where organisation_id = %s", (db.organisation_id,))


async def test_what_left_is_in_the_register(means: Means, sent: Cast) -> None:
    findings = await found(means)
    assert findings.faults == {}
    assert findings.counts["departures"] == 2
    assert findings.counts["processors"] == 2


async def test_what_waited_for_weeks_and_left_today(
    means: Means, sent: Cast, owner: psycopg.Connection
) -> None:
    """Its id tells when it was queued, not when it left; what left long ago is not asked for again."""
    await forgotten(means, sent)
    queued = ids.floor(clock.now() - timedelta(days=20))
    await was_sent(means.database, sent, id=queued, at=clock.now() - timedelta(days=20))
    assert (await found(means)).counts["departures"] == 1, "the mail alone"
    await forgotten(means, sent)
    await was_sent(means.database, sent, id=queued)
    owner.execute("update processor set hosts = '{other.example}' where name = 'Meta'")
    assert (await found(means)).faults == {"not_registered": 1}


async def test_a_disclosure_to_nobody_in_the_register(means: Means, sent: Cast) -> None:
    await disclosed(means, sent, "Analytics", "technical")
    assert (await found(means)).faults == {"not_registered": 1}


async def test_a_kind_of_data_that_the_register_does_not_name(means: Means, sent: Cast) -> None:
    await disclosed(means, sent, "Mail", "contact")
    assert (await found(means)).faults == {"not_declared": 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("update processor set hosts = '{other.example}' where name = 'Meta'", "not_registered"),
        ("update processor set categories = '{contact}' where name = 'Meta'", "not_declared"),
        ("update processor set ended_at = now() - interval '1 hour' where name = 'Meta'", "after_its_end"),
        ("update processor set contract = ' ' where name = 'Mail'", "no_contract"),
        ("delete from processor where name = 'Mail'", "not_registered"),
    ],
)  # fmt: skip
async def test_a_register_that_does_not_cover_what_left(
    means: Means, sent: Cast, owner: psycopg.Connection, change: str, code: str
) -> None:
    owner.execute(change.encode())
    assert (await found(means)).faults == {code: 1}


async def test_who_ended_since_was_right_to_get_it(
    means: Means, sent: Cast, owner: psycopg.Connection
) -> None:
    owner.execute("update processor set ended_at = now() + interval '1 minute' where name = 'Meta'")
    assert (await found(means)).faults == {}
    with clock.moved(timedelta(days=2)):
        assert (await found(means)).counts["departures"] == 0


@pytest.mark.parametrize(
    ("path", "body", "count"),
    [
        ("/", '<script src="/assets/a.js"></script><a href="https://meta.example">Meta</a>', 0),
        ("/", '<script async src="https://cdn.example/a.js"></script>', 1),
        ("/", "<link rel=preload href=//fonts.example/x.woff2>", 1),
        ("/", '<img alt="" src="data:image/png;base64,AAAA"><form action="http://x.example">', 1),
        ("/assets/a.css", "a{background:url(/assets/b.svg)} b{background:url(data:image/svg+xml,x)}", 0),
        ("/assets/a.css", '@import "https://x.example/y.css"; a{background:url(//z.example/b.svg)}', 2),
        ("/assets/a.js", 'const docs = "https://react.example/errors"', 0),
    ],
)  # fmt: skip
def test_what_a_page_asks_for_by_itself(path: str, body: str, count: int) -> None:
    assert len(list(pages.foreign(path, body))) == count


def test_a_policy_that_lets_a_page_ask_others() -> None:
    ours = POLICY.decode()
    assert pages.allowed_elsewhere(ours) == []
    assert pages.allowed_elsewhere("") == ["*"]
    assert pages.allowed_elsewhere(ours.replace("'none'", "*", 1)) == ["*"]
    assert pages.allowed_elsewhere(ours + "; connect-src 'self' https://stats.example") == [
        "https://stats.example"
    ]
