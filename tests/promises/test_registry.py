"""The registry is the policy, and its evidence exists."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from tests.fixtures import evidence

from indokona.app import schema
from indokona.kernel import clock
from indokona.privacy import probes, prove, registry, store_proofs
from indokona.privacy.actions import nightly

ROOT = Path(__file__).parents[2]
POLICY = (Path(__file__).parent / "policy.txt").read_text()
TABLES = {table.name: table for table in schema.whole().sorted_tables}
HEADINGS = r"Privacy Policy Privacy Policy – INDOKONA |\b[1-9]\. (Introduction|Data We Collect|How We Use Data|Data Sharing & Disclosure|Data Security|Data Retention|User Rights|Changes to This Privacy Policy|Contact Information) "  # noqa: E501


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_registry_holds_the_whole_policy_and_nothing_else() -> None:
    said = words(" ".join(promise.says for promise in registry.promises()))
    published = words(re.sub(HEADINGS, "", words(POLICY) + " "))
    contact = re.search(r"Email: (\S+) Address: (.+)$", published)
    assert contact is not None
    filled = said.replace("{operator_email}", contact[1]).replace("{operator_address}", contact[2])
    assert filled == published


def test_every_named_check_and_test_exists() -> None:
    for promise in registry.promises():
        assert promise.grey or promise.e1 or promise.e2 or promise.e3, promise.id
        assert set(promise.e3) <= {nightly.PROBE, nightly.CHAINS} | probes.EVIDENCE, promise.id
        assert set(promise.e1) <= store_proofs.CHECKS.keys(), promise.id
        for name in promise.e2:
            path, _, function = name.partition("::")
            assert f"def {function}(" in (ROOT / path).read_text(), name


def test_a_test_with_many_cases_is_as_good_as_its_worst() -> None:
    ran = {
        "passed": [SimpleNamespace(nodeid=f"t.py::{one}") for one in ("a", "b[1]", "b[2]", "c[1]")],
        "failed": [SimpleNamespace(nodeid="t.py::c[2]"), SimpleNamespace(nodeid="t.py::d")],
    }
    told = evidence.outcomes(ran, {"t.py::a", "t.py::b", "t.py::c", "t.py::e"})
    assert told == {"t.py::a": "passed", "t.py::b": "passed", "t.py::c": "failed"}


def state_of(owner: psycopg.Connection, promise_id: str) -> str:
    report = prove.prove(owner, TABLES)
    return next(one["state"] for one in report["sentences"] if one["id"] == promise_id)


def test_a_fresh_installation_has_nothing_red(owner: psycopg.Connection) -> None:
    report = prove.prove(owner, TABLES)
    assert report["ok"], [one for one in report["sentences"] if one["state"] == "red"]
    assert {one["state"] for one in report["sentences"]} <= {"green", "amber", "grey"}
    assert state_of(owner, "P2.1e") == "grey"


@pytest.mark.parametrize(
    ("violation", "promise_id"),
    [
        ("alter table contact no force row level security", "P5.1"),
        ("alter table contact disable row level security", "P2.3"),
        ("drop policy mine on message", "P1.1"),
        ("alter table outgoing drop constraint outgoing_needs_consent", "P2.4"),
        ("alter table message drop constraint message_needs_consent", "P2.4"),
        ("grant update on consent to indokona_app", "P2.4"),
        ("grant delete on consent_receipt to indokona_app", "P2.4"),
        ("grant update on join_version to indokona_app", "P2.4"),
        ("grant delete on acceptance to indokona_app", "P1.3"),
        ("grant select on message to indokona_operator", "P2.6"),
        ("grant insert on processor to indokona_app", "P4.1"),
        ("grant delete on audit to indokona_app", "P5.3"),
        ("grant update on audit_head to indokona_app", "P5.3"),
        (
            "update probe_result set at = now() - interval '37 hours' where name = 'retention_ran'",
            "P6.1",
        ),
        ("update probe_result set ok = 0 where name = 'retention_ran'", "P6.0"),
        ("update probe_result set ok = 0 where name = 'audit_is_as_written'", "P5.3"),
        ("update probe set passed = 0, why = null where kind = 'canary'", "P7.3"),
        ("update probe set passed = 0, why = null where kind = 'restore'", "P6.4"),
        ("update probe set passed = 0, why = null where kind = 'egress'", "P4.1"),
        ("grant update on probe to indokona_app", "P5.3"),
        ("alter table contact add column nickname text", "P1.2"),
        (
            "alter table user_account alter column email_sealed type text using encode(email_sealed, 'hex')",
            "P2.1c",
        ),
        ("create table data_key (id uuid)", "P7.3"),
    ],
)
def test_a_violation_turns_the_right_sentence_red(
    owner: psycopg.Connection, violation: str, promise_id: str
) -> None:
    assert state_of(owner, promise_id) != "red"
    owner.execute(violation.encode())
    assert state_of(owner, promise_id) == "red"


@pytest.mark.parametrize(
    ("grey", "results", "state"),
    [
        (None, [True, True], "green"),
        (None, [True, None], "amber"),
        (None, [], "amber"),
        (None, [None, False], "red"),
        ("not offered", [], "grey"),
        ("not offered", [False], "red"),
    ],
)
def test_the_colour_follows_the_evidence(
    grey: str | None, results: list[bool | None], state: str
) -> None:
    assert prove.state(grey, results) == state


#: How the newest run of a probe stands, and what that makes of a sentence whose other evidence holds.
AGES = {
    "it is awaited": ("passed = null, why = 'awaited', ended_at = now() - interval '1 hour'", True),
    "it passed": ("passed = 1, why = null, ended_at = now() - interval '35 hours'", True),
    "it passed too long ago": ("passed = 1, why = null, ended_at = now() - interval '37 hours'", False),
    "it is awaited for too long": ("ended_at = now() - interval '37 hours'", False),
    "it is switched off": ("passed = null, why = 'off', ended_at = now()", False),
}  # fmt: skip


@pytest.mark.parametrize("name", AGES)
def test_only_what_a_probe_cannot_tell_spoils_green(owner: psycopg.Connection, name: str) -> None:
    change, may_be_green = AGES[name]
    owner.execute(f"update probe set {change} where kind = 'canary'".encode())
    assert state_of(owner, "P2.6") == ("green" if may_be_green else "amber")
    (evidence,) = [
        one
        for sentence in prove.prove(owner, TABLES)["sentences"]
        if sentence["id"] == "P2.6"
        for one in sentence["evidence"]
        if one["grade"] == "E3"
    ]
    assert evidence["ok"] is (True if name == "it passed" else None)


def test_a_weekly_probe_holds_for_eight_days(owner: psycopg.Connection) -> None:
    looks = "update probe set passed = 1, why = null, ended_at = now() - interval '{} days' where kind = 'restore'"
    for days, ok in ((7, True), (9, None)):
        owner.execute(looks.format(days).encode())
        (found,) = {
            one["ok"]
            for sentence in prove.prove(owner, TABLES)["sentences"]
            for one in sentence["evidence"]
            if one["name"] == probes.RESTORE.evidence
        }
        assert found is ok


def test_a_failure_stays_until_a_later_run_has_passed(owner: psycopg.Connection) -> None:
    owner.execute("update probe set passed = 0, why = null, ended_at = now() - interval '9 days'")
    assert state_of(owner, "P2.6") == "red"
    owner.execute(
        "insert into probe (id, kind, started_at, ended_at, passed, faults, counts)"
        " values (gen_random_uuid(), 'canary', now() + interval '1 second', now(), 1, '{}', '{}')"
    )
    assert state_of(owner, "P2.6") == "green"


def test_a_failure_stays_when_the_probe_is_switched_off_since(owner: psycopg.Connection) -> None:
    for seconds, passed, why in ((1, 0, None), (2, None, probes.NO_ROOM), (3, None, probes.OFF)):
        owner.execute(
            "insert into probe (id, kind, started_at, ended_at, passed, why, faults, counts)"
            " values (gen_random_uuid(), 'canary', now() + %s * interval '1 second', now(), %s, %s, '{}', '{}')",
            (seconds, passed, why),
        )
    assert state_of(owner, "P2.6") == "red"
    told = store_proofs.probed(owner, clock.now())[probes.CANARY.evidence]
    assert (told.ok, told.why) == (False, probes.OFF)
    assert probes.spoken(told.ok, probes.OFF) == (
        "it did not pass, and since then: the operator has switched it off"
    )
