#!/usr/bin/env bash
# Writes every lock file anew: one answer for Python 3.11 to 3.13, with the digest of each file.
set -euo pipefail
cd "$(dirname "$0")/../.."
uv=${UV:-.venv-installer/bin/uv}
lock() { "$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$@"; }
lock pyproject.toml requirements/build.in --extra dev -o requirements/project.lock
for name in installer sam stack; do
  lock "requirements/$name.in" -o "requirements/$name.lock"
done
for layer in runtime geo scorer ml data packed; do
  lock --no-deps "layers/$layer/requirements.in" -c requirements/project.lock -o "layers/$layer/requirements.lock"
done
lock layers/web/requirements.in -c requirements/project.lock -o layers/web/requirements.lock
lock layers/tools.in -o layers/tools.lock
