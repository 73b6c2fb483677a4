"""What a function's app.py turns out to be when a process of its own, without any environment, imports it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from blueprint import ROOT, Function

CORE = ROOT / "layers" / "core" / "python"
BUILT = ROOT / ".aws-sam" / "build"
LAMBDA_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
_LOOK = """
import sys, json
sys.path[:0] = {path}
import app
events = getattr(app.app, "event_sources", [])
tasks = getattr(app.app, "pure_lambda_functions", [])
paths = app.app.openapi()["paths"] if hasattr(app.app, "openapi") else {{}}
print(json.dumps({{
    "callables": [name for name, each in vars(app).items() if callable(each)],
    "queues": {{each.handler_string: each.queue for each in events}},
    "tasks": [each.handler_string for each in tasks],
    "routes": [f"{{method.upper()}} {{path}}" for path, methods in paths.items() for method in methods],
    "modules": sorted({{name.partition(".")[0] for name in sys.modules}}),
}}))
"""


class Imported(msgspec.Struct, frozen=True):
    """An imported app: its callables, Chalice's register, FastAPI's routes, and the modules it took."""

    callables: frozenset[str]
    queues: dict[str, str]
    tasks: frozenset[str]
    routes: frozenset[str]
    modules: frozenset[str]


def is_built() -> bool:
    """Tell whether `sam build` has left the layers."""
    return (BUILT / "template.yaml").is_file()


def imported(function: Function) -> Imported:
    """Import a function with nothing but its layers, or with the project's packages when none are built."""
    return _imported(function.folder, function.layers if is_built() else ())


@cache
def _imported(folder: str, layers: tuple[str, ...]) -> Imported:
    done = run_bare(_LOOK, layers, ROOT / "functions" / folder)
    assert done.returncode == 0, f"functions/{folder} cannot be imported with {layers}:\n{done.stderr}"
    return msgspec.json.decode(done.stdout, type=Imported)


def run_bare(code: str, layers: tuple[str, ...], *folders: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a process that finds nothing but these folders and layers; `{path}` stands for them."""
    path = [*folders, *map(_layer, layers)]
    with tempfile.TemporaryDirectory() as runtime:
        if layers:
            _put_lambda_runtime(Path(runtime))
        found = [str(each) for each in (*path, runtime if layers else CORE)]
        bare = ["-I", "-S"] if layers else []
        return subprocess.run(  # noqa: S603 - our own words
            [sys.executable, *bare, "-B", "-c", code.format(path=found)],
            env={},
            capture_output=True,
            text=True,
            check=False,
        )


def _layer(name: str) -> Path:
    """Give the folder of a layer; our own library's is its source, which may be newer than the last build."""
    return CORE if name == "CoreLayer" else BUILT / name / "python"


def _put_lambda_runtime(folder: Path) -> None:
    """Link what Lambda's own runtime brings."""
    for name in LAMBDA_HAS:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        place = origin.parent if origin.name == "__init__.py" else origin
        (folder / place.name).symlink_to(place)
