"""`python -m checks [NAME …]`: the static half of what must pass, one line each, with its time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks import drift, house, migrations, pages, shape, texts, web

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def program(*words: str) -> Callable[[], list[str]]:
    """A program whose failure is its output."""

    def run() -> list[str]:
        done = subprocess.run(
            [BIN / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return [] if done.returncode == 0 else [(done.stdout + done.stderr).strip()[-6000:]]

    return run


CHECKS: dict[str, Callable[[], list[str]]] = {
    "format": program("ruff", "format", "--check", "src", "tests", "checks", "migrations", "bench"),
    "lint": program("ruff", "check", "src", "tests", "checks", "migrations", "bench"),
    "types": program("mypy"),
    "layers": program("lint-imports"),
    "house rules": lambda: [str(one) for one in house.findings(ROOT)],
    "shape": lambda: [str(one) for one in shape.findings(ROOT)],
    "texts": lambda: [str(one) for one in texts.findings(ROOT)],
    "pages": lambda: [str(one) for one in pages.findings(ROOT)],
    "schema drift": lambda: [str(one) for one in drift.findings(ROOT)],
    "web rules": lambda: [str(one) for one in web.findings(ROOT)],
    "web client": lambda: [str(one) for one in web.drift(ROOT)],
    "web types and lint": lambda: web.tools(ROOT),
    "migrations": lambda: [str(one) for one in migrations.findings(ROOT)],
}


def main() -> int:
    """Run all, or those that were named; 1 if anything was found."""
    failed = False
    asked = _asked(sys.argv[1:])
    with ThreadPoolExecutor(2) as pool:
        for name, (found, seconds) in zip(asked, pool.map(_timed, asked.values()), strict=True):
            print(f"{'ok ' if not found else 'BAD'} {name} ({seconds:.1f} s)")
            for line in found:
                print(f"    {line}")
            failed = failed or bool(found)
    return int(failed)


def _asked(names: list[str]) -> dict[str, Callable[[], list[str]]]:
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        raise SystemExit(f"There is no check {unknown[0]!r}. There are: {', '.join(CHECKS)}.")
    return {name: CHECKS[name] for name in names or CHECKS}


def _timed(check: Callable[[], list[str]]) -> tuple[list[str], float]:
    began = time.perf_counter()
    return check(), time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
