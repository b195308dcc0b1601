"""Statuses fold to one state, in any order and however often they come."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.cast import Cast

from indokona.kernel import ids
from indokona.kernel.database import Database
from indokona.messaging import content, rules, store_dispatch
from indokona.messaging.actions import fold
from indokona.messaging.facts import Stamps
from indokona.whatsapp.inbound import Pricing, Status, WebhookError

T0 = 1_790_000_000


def status(message_id, kind: str, at: int) -> Status:
    pricing = Pricing("regular", "marketing") if kind in ("delivered", "read") else None
    errors = [WebhookError(code=131049)] if kind == "failed" else []
    callback = f"{content.CALLBACK}{message_id.hex}"
    return Status(
        f"wamid.{message_id.hex}",
        kind,
        at,
        biz_opaque_callback_data=callback,
        pricing=pricing,
        errors=errors,
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["sent", "delivered", "read", "failed", "warning"]), st.integers(0, 50)
        ),
        min_size=1,
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=300, deadline=None)
def test_every_order_and_every_repetition_folds_to_the_same_row(
    history, shuffler: random.Random
) -> None:
    message_id = ids.new()
    statuses = [(message_id, status(message_id, kind, T0 + at), 7) for kind, at in history]
    shuffled = statuses + shuffler.sample(statuses, shuffler.randint(0, len(statuses)))
    shuffler.shuffle(shuffled)
    assert fold.merged(statuses) == fold.merged(shuffled)


def test_the_state_does_not_depend_on_the_order_of_the_stamps() -> None:
    now = datetime.now(UTC)
    names = ["accepted_at", "sent_at", "delivered_at", "read_at", "failed_at"]
    for count in range(1, 6):
        for chosen in itertools.combinations(names, count):
            states = {
                rules.state(Stamps(**dict.fromkeys(order, now)))
                for order in itertools.permutations(chosen)
            }
            assert len(states) == 1


@pytest.mark.parametrize(
    ("stamps", "state"),
    [
        ({"unknown_at"}, "unknown"),
        ({"unknown_at", "doubtful_at"}, "doubtful"),
        ({"unknown_at", "doubtful_at", "sent_at"}, "sent"),
        ({"failed_at", "delivered_at"}, "delivered"),
        ({"failed_at", "sent_at"}, "failed"),
        (set(), "dispatching"),
    ],
)
def test_a_true_answer_settles_what_was_unknown(stamps: set[str], state: str) -> None:
    assert rules.state(Stamps(**dict.fromkeys(stamps, datetime.now(UTC)))) == state


#: Webhooks of one message that are all different; two devices may fail with two codes at one time.
SIX = (
    ("delivered", 10, 0, "marketing"), ("read", 20, 0, "utility"), ("failed", 10, 131049, None),
    ("failed", 10, 131026, None), ("failed", 5, 131053, None), ("failed", 12, 0, None),
)  # fmt: skip


async def test_all_orders_with_repetition_of_six_webhooks_fold_to_one_state(
    database: Database, cast: Cast
) -> None:
    """Each order is a message of its own, each webhook of it comes alone: 55,986 messages."""
    orders = [
        order for length in range(1, 7) for order in itertools.product(range(6), repeat=length)
    ]
    messages = ids.new_many(len(orders))
    for turn in range(6):
        arrived = [
            (message_id, told(message_id, *SIX[order[turn]]), 7)
            for message_id, order in zip(messages, orders, strict=True)
            if len(order) > turn
        ]
        async with database.organisation(cast.organisation_id) as db:
            await store_dispatch.upsert_statuses(db, fold.merged(arrived))
    async with database.organisation(cast.organisation_id) as db:
        rows = await db.rows(
            "select sent_at, delivered_at, read_at, failed_at, code, pricing_category from message_status"
            " where organisation_id = %s order by id",
            (cast.organisation_id,),
        )
    ends: dict[frozenset[int], set[tuple[object, ...]]] = {}
    for order, row in zip(orders, rows, strict=True):
        ends.setdefault(frozenset(order), set()).add(row)
    assert len(ends) == 2**6 - 1
    assert [sorted(which) for which, found in ends.items() if len(found) > 1] == []
    for which, found in ends.items():
        failures = [SIX[one][1:3] for one in which if SIX[one][0] == "failed"]
        (_, _, _, _, code, _) = found.pop()
        assert code == (min(failures)[1] if failures else None), "the first one tells"


def told(message_id, kind: str, at: int, code: int, category: str | None) -> Status:
    pricing = Pricing("regular", category) if category else None
    errors = [WebhookError(code=code)] if code else []
    return Status(f"wamid.{message_id.hex}", kind, T0 + at, pricing=pricing, errors=errors)


async def test_ten_thousand_shuffled_and_repeated_statuses_fold_to_one_state(
    database: Database, cast: Cast
) -> None:
    shuffler = random.Random(11)
    messages = ids.new_many(1500)
    history = []
    for message_id in messages:
        kinds = ["sent", "delivered", "read"][: shuffler.randint(1, 3)] + (
            ["failed"] if shuffler.random() < 0.1 else []
        )
        history += [status(message_id, kind, T0 + 10 * at) for at, kind in enumerate(kinds)]
    while len(history) < 10_000:
        history.append(shuffler.choice(history))

    async def folded(order: list[Status]) -> list[tuple[object, ...]]:
        async with database.organisation(cast.organisation_id) as db:
            await db.run(
                "delete from message_status where organisation_id = %s", (cast.organisation_id,)
            )
        for start in range(0, len(order), 700):
            async with database.organisation(cast.organisation_id) as db:
                await fold.apply_statuses(db, cast.number, order[start : start + 700])
        async with database.organisation(cast.organisation_id) as db:
            return await db.rows(
                "select id, sent_at, delivered_at, read_at, failed_at, code, pricing_category from message_status"
                " where organisation_id = %s order by id",
                (cast.organisation_id,),
            )

    first = await folded(sorted(history, key=lambda s: s.timestamp))
    shuffler.shuffle(history)
    assert len(first) == 1500
    assert await folded(history) == first
