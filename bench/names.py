"""Which benchmarks there are."""

from __future__ import annotations

from bench import imports
from bench.measuring import Benchmark

BENCHMARKS: dict[str, Benchmark] = {one.name: one for one in (imports.BENCHMARK,)}
