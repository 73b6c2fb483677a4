#!/usr/bin/env bash
# Tests networks of time in an environment of their own, which sees the project's packages behind its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
deep=.venv-deep
wanted="import torch, onnx, onnxruntime, onnxscript"
if ! "$deep/bin/python" -c "$wanted" 2>/dev/null; then
  .venv/bin/python -m venv "$deep"
  if ! "$deep/bin/pip" install --quiet -r requirements/deep.in; then
    echo "skipped: PyTorch for CPU cannot be installed here (see requirements/deep.in)"
    exit 0
  fi
fi
site=$("$deep/bin/python" -c "import sysconfig; print(sysconfig.get_path('purelib'))")
.venv/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > "$site/project.pth"
echo "$PWD/layers/core/python" >> "$site/project.pth"
OMP_NUM_THREADS=1 exec "$deep/bin/python" -m pytest -q -p no:xdist tests/deep
