"""Which benchmarks there are."""

from __future__ import annotations

from bench import (
    access,
    audit,
    campaign,
    demo,
    erase,
    growth,
    imports,
    inbox,
    intake,
    promised,
    retention,
    send,
    up,
)
from bench.measuring import Benchmark

BENCHMARKS: dict[str, Benchmark] = {
    one.name: one
    for one in (
        up.BENCHMARK,
        demo.BENCHMARK,
        imports.BENCHMARK,
        campaign.BENCHMARK,
        send.BENCHMARK,
        promised.BENCHMARK,
        intake.BENCHMARK,
        audit.BENCHMARK,
        retention.BENCHMARK,
        erase.BENCHMARK,
        access.BENCHMARK,
        inbox.BENCHMARK,
        growth.BENCHMARK,
    )
}
