#!/usr/bin/env bash
# Makes .venv from the lock. Quick when nothing changed. Says what it installs.
set -euo pipefail
cd "$(dirname "$0")/../.."

stamp=.venv/.made-from
want=$(cat requirements-dev.lock pyproject.toml checks/setup/setup.sh | sha256sum | cut -d' ' -f1)

python=""
for candidate in python3 python3.13 python3.12 python3.11; do
  if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$candidate; break
  fi
done
[ -n "$python" ] || { echo "setup: Python 3.11 or newer is needed (Debian: apt-get install python3)." >&2; exit 1; }

debian() {  # install Debian packages as root, or say what is missing
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: installing Debian's $*"
    DEBIAN_FRONTEND=noninteractive apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
  else
    echo "setup: please install $* (Debian's packages) and run this again." >&2; exit 1
  fi
}

if ! command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null; then
  debian chromium-headless-shell fonts-noto-core
fi

# A start reads a thousand modules. Where the environment forbids Python to keep what it compiled,
# each of the four processes of `up` would compile all of them again, at every start.
compiled() { .venv/bin/python -m compileall -qq -j 0 "$@" || true; }  # some packages carry templates
app() { .venv/bin/python hatch_build.py; }  # does nothing where the sources of web/ did not change
[ "$(cat "$stamp" 2>/dev/null || true)" = "$want" ] && { compiled src/indokona; app; exit 0; }

if command -v uv >/dev/null; then
  uv=uv
else
  uv=.tools/uv/bin/uv
  if [ ! -x "$uv" ]; then
    echo "setup: bringing uv into .tools/uv"
    "$python" -m venv .tools/uv 2>/dev/null || { debian python3-venv python3-pip; "$python" -m venv .tools/uv; }
    .tools/uv/bin/pip install -q --disable-pip-version-check uv
  fi
fi
echo "setup: making .venv from requirements-dev.lock"
[ -x .venv/bin/python ] || "$uv" venv -q --python "$python" .venv
"$uv" pip install -q --python .venv/bin/python --require-hashes -r requirements-dev.lock
INDOKONA_SKIP_WEB=1 "$uv" pip install -q --python .venv/bin/python --no-deps -e .
compiled .venv/lib src/indokona
app
echo "$want" > "$stamp"
