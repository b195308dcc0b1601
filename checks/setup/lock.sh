#!/usr/bin/env bash
# The locks name no host: hashes say what is installed, the installer's own settings say from where.
set -euo pipefail
cd "$(dirname "$0")/../.."
uv=$(command -v uv || echo .tools/uv/bin/uv)
common=(--universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 -q
        --custom-compile-command "make lock")
"$uv" pip compile "${common[@]}" pyproject.toml -o requirements.lock
"$uv" pip compile "${common[@]}" --extra dev pyproject.toml -o requirements-dev.lock
