"""Benchmarks: each measures the product and a floor in one interleaved run, and reports ratios."""
