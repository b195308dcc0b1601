"""The guide to the API does what it says: its commands run, one block after the other, on a fresh installation."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixtures.disks import new_folder

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.S | re.M)


@pytest.fixture
def running() -> Iterator[dict[str, str]]:
    """A fresh installation's addresses, and a folder to work in."""
    with new_folder() as folder:
        words = ["up", "--json", "--data", f"{folder}/data", "--port", "0", "--simulator-port", "0"]
        child = subprocess.Popen(
            [Path(sys.executable).parent / "indokona", *words], stdout=subprocess.PIPE, text=True
        )
        try:
            assert child.stdout is not None
            told = json.loads(child.stdout.readline())
            yield {"URL": told["url"], "SIMULATOR": told["simulator_url"], "folder": str(folder)}
        finally:
            child.terminate()
            child.wait(30)


def test_every_command_of_the_api_guide_works(running: dict[str, str]) -> None:
    script = "\n".join(BLOCK.findall((ROOT / "docs/api.md").read_text()))
    folder = running.pop("folder")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        cwd=folder, env={**os.environ, **running, "PYTHON": sys.executable}, capture_output=True, text=True,
        check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.rstrip().endswith("The receipt holds.")
