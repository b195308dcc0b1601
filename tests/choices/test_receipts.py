"""Receipts: small, signed, and verified by a file that knows nothing of us."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.choices.chats import answers, token_in
from tests.fixtures.cast import DEV_NAME, DEV_PHONE, Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import served
from tests.fixtures.webhooks import arrives, text
from tests.privacy.test_erasure import erased

from indokona.choices import receipt
from indokona.choices.actions import confirm
from indokona.choices.receipt import Given, Parties
from indokona.consent import store_terms
from indokona.consent.actions import give
from indokona.consent.actions.agree import Yes
from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.privacy import verify_receipt
from indokona.privacy.actions.erase import public_key

SEED, OLD = bytes(32), b"o" * 32
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
PHONE = DEV_PHONE.lstrip("+")


def key(seed: bytes = SEED) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def signed(words: str = "Yes, write to me.", count: int = 1, seed: bytes = SEED) -> str:
    a, b, c = ids.new_many(3)
    parties = Parties(a, b, c, "Tea House", "IN", "INDOKONA", "https://tea.example/policy")
    given = [Given(ids.new(), "marketing", words, "join page", NOW, NOW)] * count
    return receipt.sign(seed, parties, given, "en", NOW).file()


@given(st.text(max_size=2000), st.integers(1, 3))
def test_a_receipt_fits_two_kilobytes_whatever_was_agreed_to(words: str, count: int) -> None:
    file = signed(words, count)
    assert len(file.encode()) <= receipt.MOST
    verdict, body = verify_receipt.judge(file, [key()])
    assert verdict == "holds"
    assert body is not None
    assert body["purposes"][0]["words_sha256"]  # type: ignore[index]


@given(st.data())
def test_any_changed_or_cut_receipt_does_not_hold(data: st.DataObject) -> None:
    file = signed()
    place = data.draw(st.integers(0, len(file) - 1))
    cut = file[:place]
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != file[place]))
    changed = file[:place] + other + file[place + 1 :]
    assert verify_receipt.judge(cut, [key()])[0] == "unreadable"
    verdict, body = verify_receipt.judge(changed, [key()])
    same = verdict == "holds" and json.loads(changed) == json.loads(file) | {}
    assert (
        (verdict in ("forged", "unreadable", "other-key") and body is None)
        or same
        or (verdict == "holds" and json.loads(changed)["body"] == json.loads(file)["body"])
    ), verdict


@pytest.mark.parametrize(
    ("seed", "keys", "verdict"),
    [
        (SEED, [key()], "holds"),
        (OLD, [key(), key(OLD)], "holds-old"),
        (OLD, [key()], "other-key"),
        (SEED, [], "other-key"),
        (SEED, ["zz"], "other-key"),
    ],
)
def test_the_verdict_names_the_key(seed: bytes, keys: list[str], verdict: str) -> None:
    try:
        assert verify_receipt.judge(signed(seed=seed), keys)[0] == verdict
    except ValueError:
        pytest.fail("a key that is none is no crash")


def test_a_signature_of_another_receipt_is_forged() -> None:
    one, other = json.loads(signed()), json.loads(signed("Other words."))
    assert verify_receipt.judge(json.dumps({**one, "signature": other["signature"]}), [key()]) == (
        "forged", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "bad", ["", "[]", "null", "{}", '{"body": 1, "signature": ""}', "\x00", "{" * 100]
)
def test_what_is_no_receipt_is_called_so(bad: str) -> None:
    assert verify_receipt.judge(bad, [key()]) == ("unreadable", None)


def test_it_is_verified_in_a_moment() -> None:
    file = signed()
    began = time.perf_counter()
    for _ in range(20):
        verify_receipt.judge(file, [key()])
    assert (time.perf_counter() - began) / 20 < 0.010


def test_the_small_file_alone_verifies(tmp_path: Path) -> None:
    lone = tmp_path / "verify_receipt.py"
    source = Path(verify_receipt.__file__).read_text()
    assert source.count("\n") <= 200
    assert "indokona" not in [
        line.split()[1].split(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    ]
    lone.write_text(source)
    (tmp_path / "r.json").write_text(signed())
    (tmp_path / "cut.json").write_text(signed()[:-9])
    for name, keys, status, words in (
        ("r.json", [key()], 0, "The receipt holds."),
        ("r.json", [key(OLD)], 1, "names another key"),
        ("cut.json", [key()], 1, "cut off"),
    ):
        done = subprocess.run(
            [sys.executable, "-I", lone, tmp_path / name, *keys], capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        assert words in done.stdout


async def agreed(database: Database, cast: Cast) -> str:
    """Dev's receipt file, by the link."""
    async with database.organisation(cast.organisation_id) as db:
        await store_terms.set_term(db, "marketing", 365, clock.now())
        yes = Yes({"marketing": "Yes, offers."}, "en", "join page", "the page")
        _, url = await confirm.agreed(db, cast.dev, yes)
    return url.rsplit("#", 1)[1]


async def test_the_person_and_the_organisation_get_the_same_file_and_it_names_nobody(
    installation: Installation, database: Database, cast: Cast
) -> None:
    token = await agreed(database, cast)
    async with served(installation, database, cast) as api:
        mine = await api.nobody.get(f"/rights/receipts/{token}")
        listed = (await api.asha.get(f"/api/contacts/{cast.dev}/receipts")).json()
        told = (await api.nobody.get("/rights/key")).json()["public_key"]
        code = await api.asha.get(f"/api/contacts/{cast.dev}/receipts/{listed[0]['id']}/qr.svg")
        assert (await api.chitra.get(f"/api/contacts/{cast.dev}/receipts")).status_code == 404
        assert (await api.nobody.get("/rights/receipts/guess")).status_code == 404
    assert mine.text == listed[0]["file"]
    assert code.text.startswith("<svg")
    assert told == public_key()
    verdict, body = verify_receipt.judge(mine.text, [told])
    assert verdict == "holds"
    assert body is not None
    assert body["purposes"][0]["event"]["validity_end"]  # type: ignore[index]
    for secret in (DEV_NAME, DEV_PHONE, PHONE):
        assert secret not in mine.text


async def test_a_receipt_of_an_older_consent_is_made_when_asked(
    installation: Installation, database: Database, cast: Cast
) -> None:
    async with database.organisation(cast.organisation_id) as db:
        line = (await give.timeline(db, cast.dev))[0]
    async with served(installation, database, cast) as api:
        path = f"/api/contacts/{cast.dev}/consents/{line.id}/receipt"
        made = await api.asha.post(path)
        assert (made.status_code, made.json()["purposes"]) == (201, [line.purpose])
        missing = await api.asha.post(f"/api/contacts/{cast.dev}/consents/{ids.new()}/receipt")
        assert missing.status_code == 404


async def test_start_gives_a_receipt_in_the_chat(database: Database, cast: Cast) -> None:
    await arrives(database, cast, text("STOP", phone=PHONE))
    await arrives(database, cast, text("शुरू", phone=PHONE))
    said = (await answers(database, cast))[-1]
    assert "START" not in said
    assert "स्वागत" in said
    token_in(said, "verify.html")


async def test_after_an_erasure_only_the_persons_own_copy_is_left(
    installation: Installation, database: Database, cast: Cast
) -> None:
    token = await agreed(database, cast)
    async with served(installation, database, cast) as api:
        copy = (await api.nobody.get(f"/rights/receipts/{token}")).text
        await erased(database, cast)
        assert (await api.nobody.get(f"/rights/receipts/{token}")).status_code == 404
    assert verify_receipt.judge(copy, [public_key()])[0] == "holds"
