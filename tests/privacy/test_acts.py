"""The table of acts is what the code records, and whoever reads a person's data leaves an act."""

from __future__ import annotations

import ast
from pathlib import Path

import psycopg
import pytest
from tests.app.test_stranger import answer, belongings, calls, filled
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served

from indokona.kernel import closing
from indokona.kernel.database import Database
from indokona.kernel.edge import PERMISSION
from indokona.privacy import acts, clocks

SOURCE = Path(acts.__file__).parents[1]

#: Acts whose names are put together or handed over, each with where that is.
COMPOSED = {
    "login.renamed": "accounts/actions/correcting.py", "login.email": "accounts/actions/correcting.py",
    "login.phone": "accounts/actions/correcting.py",
    "campaign.start": "campaigns/actions/run.py", "campaign.pause": "campaigns/actions/run.py",
    "campaign.resume": "campaigns/actions/run.py", "campaign.cancel": "campaigns/actions/run.py",
    "tag.given": "contacts/actions/tags.py", "tag.taken": "contacts/actions/tags.py",
    "sending.halted": "operators/actions.py", "sending.resumed": "operators/actions.py",
    "conversation.resolved": "inbox/actions/conversations.py",
    "conversation.reopened": "inbox/actions/conversations.py",
    "password.changed": "accounts/actions/passwords.py", "password.reset": "accounts/actions/passwords.py",
    "honey.marked": "privacy/actions/alarms.py", "honey.unmarked": "privacy/actions/alarms.py",
    "retention.ran": "privacy/actions/retention.py", "retention.chosen": "privacy/actions/retention.py",
    **{f"rights.{kind}.answered": "privacy/actions/answer.py" for kind in clocks.KINDS},
    **{
        f"{kind}.{end}": "privacy/actions/closing.py"
        for kind in ("user", "organisation") for end in ("closing", "closing_undone", "closed")
    },
    "message.queued": "privacy/actions/alarms.py", closing.BEHIND: "kernel/closing.py",
}  # fmt: skip

#: Permissions of routes that may show what persons said or who they are.
OF_PERSONS = {"contacts.read", "contacts.write", "inbox.read", "consent.read", "privacy.read", "audit.read",
              "campaigns.write", "messages.read"}  # fmt: skip

#: Reading routes that show nobody, each with its reason.
SHOWS_NOBODY = {
    "/api/attributes": "names of fields", "/api/tags": "names of tags and counts",
    "/api/segments": "names and counts", "/api/segments/{segment_id}": "a rule and counts",
    "/api/imports": "counts", "/api/imports/{import_id}": "counts",
    "/api/conversations/counts": "counts", "/api/conversations/colleagues": "members",
    "/api/quick-replies": "the business's own words",
    "/api/conversations/{conversation_id}/presence": "members who look at it",
    "/api/retention": "days and times",
    "/api/privacy/data-map": "tables and columns", "/api/audit/acts": "a table of words",
    "/api/audit/chain": "hashes",
    "/api/conversations/{conversation_id}/messages/{message_id}/media": "tried with a file, in the journey of files",
    "/api/alarms": "members and decoys, who are nobody",
    "/api/consent-terms": "days", "/api/consent-words": "the business's own words",
    "/api/join-pages": "the business's own pages", "/api/join-pages/{join_page_id}/{what}.svg": "a link as a picture",
}  # fmt: skip
#: POST routes that read. Their bodies come from the schema.
SEARCHES = {"/api/contacts/search", "/api/templates/{template_id}/preview"}


def recorded() -> dict[str, str]:
    """Every act that stands as a word in a call of `audit.record` or `audit.saw`, and where."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "static" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("record", "saw")
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "audit"
                and isinstance(node.args[2], ast.Constant)
            ):
                found[node.args[2].value] = str(path.relative_to(SOURCE))
    return found


def test_the_table_of_acts_is_what_is_recorded() -> None:
    known = recorded() | COMPOSED
    assert acts.table().keys() == known.keys()
    assert len(recorded()) > 40
    for act, where in COMPOSED.items():
        text = (SOURCE / where).read_text()
        first, _, last = act.partition(".")
        assert any(sign in text for sign in (act, f'f"{first}.{{', f'kind}}.{last}"')), act


def test_every_act_has_words_in_both_languages() -> None:
    groups = {"look", "take", "send", "change", "people", "rights", "operator"}
    for known in acts.table().values():
        assert known.group in groups, known
        assert known.en, known
        assert any("\u0900" <= letter <= "\u097f" for letter in known.hi), known
    assert set(acts.SEEN) | set(acts.OPENED) <= acts.table().keys()


def is_reading(method: str, path: str, permission: str) -> bool:
    return permission in OF_PERSONS and (method == "GET" or path in SEARCHES)


async def test_every_route_that_shows_a_person_leaves_an_act(
    installation: Installation, database: Database, cast: Cast, owner: psycopg.Connection
) -> None:
    async with served(installation, database, cast) as api:
        mine = await belongings(api.asha, database, cast, owner)
        document, tried = api.app.openapi(), 0
        for method, path, operation in calls(document):
            if path in SHOWS_NOBODY or not is_reading(method, path, operation[PERMISSION]):
                continue
            owner.execute("truncate audit")
            where = filled(path, operation, mine)
            if path == "/api/templates/{template_id}/preview":
                body = {"contact_id": mine["contact_id"], "mapping": {}}
                assert (await api.asha.post(where, json=body)).status_code == 200
            else:
                await answer(api.asha, method, where, operation, document)
            assert await acts_of(database, cast), f"{method} {path} leaves no act"
            tried += 1
    assert tried >= 15


async def acts_of(database: Database, cast: Cast) -> list[str]:
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select act from audit where organisation_id = %s and actor_id = %s order by id",
            (cast.organisation_id, cast.asha),
        )
    return [row[0] for row in rows]


def test_no_reason_stands_for_a_route_that_is_not_there() -> None:
    from indokona.app import api

    there = {path for _, path, _ in calls(api.describe().openapi())}
    assert there >= SHOWS_NOBODY.keys() | SEARCHES


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_acts_leave_as_a_file_without_formulas(
    installation: Installation, database: Database, cast: Cast, language: str
) -> None:
    async with served(installation, database, cast) as api:
        await api.asha.get(f"/api/contacts/{cast.dev}")
        answered = await api.asha.get(f"/api/audit/acts.csv?language={language}")
        lines = answered.text.splitlines()
        assert lines[0].lstrip("\ufeff").split(",")[0] == "at"
        assert any(acts.words("contact.opened", language) in line for line in lines)
        assert "attachment" in answered.headers["content-disposition"]
        assert (await acts_of(database, cast))[-1] == "audit.exported"
        assert (await api.bilal.get("/api/audit/acts.csv")).status_code == 403


async def test_filters_hold_together(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with served(installation, database, cast) as api:
        await api.asha.get(f"/api/contacts/{cast.dev}")
        await api.asha.post("/api/contacts/search", json={"text": "dev"})

        async def items(**params: object) -> list[dict[str, str]]:
            found: list[dict[str, str]] = (await api.asha.get("/api/audit", params=params)).json()[
                "items"
            ]
            return found

        opened = await items(contact_id=str(cast.dev), act="contact.opened")
        assert [one["subject_id"] for one in opened] == [str(cast.dev)]
        assert opened[0]["subject_name"] is not None
        assert await items(contact_id=str(cast.dev), actor_id=str(cast.bilal)) == []
        assert await items(act="contacts.searched", day="2020-01-01") == []
        today = opened[0]["at"][:10]
        assert len(await items(act=["contacts.searched", "contact.opened"], day=today)) == 2
        for bad in ("day=x", "actor_id=x", "after=x"):
            assert (await api.asha.get(f"/api/audit?{bad}")).status_code == 422, bad
