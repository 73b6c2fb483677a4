"""Each function needs its own layers and nothing else, and the alarm path knows no learning library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from blueprint import ROOT, Function, functions

CORE = ROOT / "layers" / "core" / "python"
BUILT = ROOT / ".aws-sam" / "build"
UNZIPPED_BYTES = 250 * 1024 * 1024  # what Lambda allows a function and its layers
LAMBDA_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
LEARNING = {"numpy", "scipy", "lightgbm", "optuna", "polars", "sklearn"}
FREE_OF_LEARNING = ("alert", "console", "devices", "ingest", "score")

needs_build = pytest.mark.skipif(not (BUILT / "template.yaml").is_file(), reason="`sam build` has not run")


def _called(function: Function) -> str:
    return function.name


def _import(folder: str, *, path: list[Path], bare: bool) -> set[str]:
    """Import a function's app in a process without any environment; give the top-level modules it took."""
    words = ["import sys, json", f"sys.path[:0] = {[str(each) for each in path]!r}", "import app"]
    words.append("print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))")
    flags = ["-I", "-S", "-B"] if bare else ["-B"]
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *flags, "-c", "; ".join(words)],
        cwd=ROOT / "functions" / folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def _layer(name: str) -> Path:
    """Give the folder of a layer; our own library's is its source, which may be newer than the last build."""
    return CORE if name == "CoreLayer" else BUILT / name / "python"


@pytest.fixture(scope="session")
def lambda_has(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Lambda's own runtime brings."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in LAMBDA_HAS:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        place = origin.parent if origin.name == "__init__.py" else origin
        (folder / place.name).symlink_to(place)
    return folder


@pytest.mark.parametrize("folder", FREE_OF_LEARNING)
def test_a_handler_on_the_alarm_path_imports_no_learning_library(folder: str) -> None:
    taken = _import(folder, path=[ROOT / "functions" / folder, CORE], bare=False)

    assert taken & LEARNING == set()


@needs_build
@pytest.mark.parametrize("function", functions(), ids=_called)
def test_a_handler_imports_with_nothing_but_its_layers(function: Function, lambda_has: Path) -> None:
    path = [ROOT / "functions" / function.folder, *(_layer(name) for name in function.layers), lambda_has]

    assert "spotter" in _import(function.folder, path=path, bare=True)


@needs_build
@pytest.mark.parametrize("function", functions(), ids=_called)
def test_a_function_and_its_layers_fit_into_lambda(function: Function) -> None:
    files = [
        Path(top, name)
        for layer in function.layers
        for top, _, names in os.walk(BUILT / layer)
        for name in names
    ]

    assert sum(path.lstat().st_size for path in files) < UNZIPPED_BYTES
