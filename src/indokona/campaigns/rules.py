"""Pure decisions of campaigns: what may follow on what, stages, and when a campaign pauses itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

#: How far ahead a campaign may be planned.
MOST_AHEAD = timedelta(days=365)

#: verb -> (states it may start from, state afterwards)
VERBS: dict[str, tuple[tuple[str, ...], str]] = {
    "start": (("draft", "scheduled"), "running"),
    "schedule": (("draft", "scheduled"), "scheduled"),
    "pause": (("running",), "paused"),
    "resume": (("paused",), "running"),
    "cancel": (("draft", "scheduled", "running", "paused"), "cancelled"),
}

#: Audiences above this have stages by themselves.
STAGED_ABOVE = 1000
#: The share of the audience that each stage but the last reaches, and the people of the first at least.
SHARES, FIRST_LEAST = (0.01, 0.1), 50
#: The stage of the rest; a campaign without stages has this one alone.
LAST = len(SHARES) + 1
#: How long a stage is watched after its last message has left: failures and STOPs come within minutes.
OBSERVE = timedelta(minutes=2)


def has_stages(chosen: bool | None, audience: int) -> bool:
    """Whether a campaign goes out in stages: as chosen, else if more than 1,000 people are meant.

    Of 1,000 people 1 % are ten: too few to say anything about the others.
    """
    return audience > STAGED_ABOVE if chosen is None else chosen


def room(stage: int, audience: int, expanded: int) -> int | None:
    """How many more people a stage may queue; None in the last one: all who are left."""
    if stage >= LAST:
        return None
    share = max(math.ceil(audience * SHARES[stage - 1]), FIRST_LEAST)
    return max(min(share, audience) - expanded, 0)


def following(stage: int, audience: int, expanded: int) -> int:
    """The next stage that has people left to write to."""
    return next(n for n in range(stage + 1, LAST + 1) if room(n, audience, expanded) != 0)


#: Up to so many people a campaign is counted whenever somebody looks: a millisecond or two.
AT_SIGHT = 1000
#: Until so long after its end news of a number ask for another count of a campaign.
LATE = timedelta(days=30)


def rest(expanded: int, since_end: timedelta | None = None) -> timedelta:
    """How long after a count the next one may come: a second for each 20,000 messages, which is about a
    twentieth of a core; after the end a tenth of the time since, for news come ever more slowly. Where
    several campaigns share that twentieth, `expanded` is as many times as large."""
    size = timedelta(seconds=max(1.0, expanded / 20_000))
    return size if since_end is None else max(size, since_end / 10)


@dataclass(frozen=True, slots=True)
class Facts:
    """What became of a campaign's messages; counts of messages, opt-outs of people."""

    quality: str = ""
    """Meta's rating of the number; empty is no news."""
    spam: int = 0
    """Refused with 131048."""
    results: int = 0
    """Accepted or failed."""
    failed: int = 0
    withheld: int = 0
    """Failed with 131049."""
    opt_outs: int = 0

    def since(self, known: Facts) -> Facts:
        """What is new since a person knew the facts and resumed."""
        return Facts(
            "" if self.quality == known.quality else self.quality,
            self.spam - known.spam,
            self.results - known.results,
            self.failed - known.failed,
            self.withheld - known.withheld,
            self.opt_outs - known.opt_outs,
        )


class Verdict(StrEnum):
    """What a campaign does next."""

    go_on = "go on"
    wait = "wait"
    pause = "pause"


#: Why a campaign pauses itself.
SPAM, RED, WITHHELD, OPT_OUTS, FAILURES = (
    "number.spam_limited", "number.quality_red", "meta.withheld", "consent.opt_outs", "send.failures",
)  # fmt: skip
#: A share is asked of so many results at least, and needs so many cases: less is chance.
LEAST_RESULTS, LEAST_CASES = 30, 5
#: The share of results above which a campaign pauses, in percent. Meta withholds some marketing from
#: everybody's lists; opt-outs of a list that agreed stay under one in a hundred.
MOST_WITHHELD, MOST_OPT_OUTS, MOST_FAILED = 30, 2, 40


def decide(facts: Facts, *, is_over: bool) -> tuple[Verdict, str | None]:
    """What a campaign does next, and the reason if it pauses; `facts` are those since its last resume.

    One 131048 or a RED rating pauses at once, since every further message makes it worse; a share
    does with 30 results and 5 cases or more. Without a reason it goes on when its stage `is_over`,
    ended and observed, else it waits. A stage with too few results goes on too: no more will come,
    and the next is watched as well. Source: Meta, "Cloud API error codes", 131048 and 131049.
    """
    reason = _reason(facts)
    if reason is not None:
        return Verdict.pause, reason
    return (Verdict.go_on if is_over else Verdict.wait), None


def _reason(facts: Facts) -> str | None:
    if facts.spam > 0:
        return SPAM
    if facts.quality == "RED":
        return RED
    if facts.results < LEAST_RESULTS:
        return None
    shares = (
        (WITHHELD, facts.withheld, MOST_WITHHELD),
        (OPT_OUTS, facts.opt_outs, MOST_OPT_OUTS),
        (FAILURES, facts.failed, MOST_FAILED),
    )
    return next(
        (
            reason
            for reason, cases, most in shares
            if cases >= LEAST_CASES and cases * 100 > most * facts.results
        ),
        None,
    )
