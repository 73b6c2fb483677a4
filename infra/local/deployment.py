"""Build the template and deploy it unchanged, with the SAM CLI; a build where nothing changed is skipped."""

from __future__ import annotations

import fcntl
import hashlib
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.places import ROOT, STACK_NAME, StackError, environment, session

SAM = ROOT / ".venv-sam" / "bin" / "sam"
BUILT = ROOT / ".aws-sam" / "build"
STAMP = ROOT / ".aws-sam" / "spotter-stamp"
LINKS = "LinkBase=https://spotter.invalid"
"""Where links in pages begin: short, so that texts look as they do behind a domain of one's own."""
SENDER = "alarms@spotter.invalid"
"""Where e-mails come from; the stack has it verified."""
OURS = (LINKS, f"EmailSender={SENDER}", "BulkConcurrency=2")
"""On AWS every invocation has a processor of its own; here all share ours, and danger needs one free."""

SOURCES = ("template.yaml", "samconfig.toml", "infra/*.yaml", "infra/workflows", "functions", "layers")


def digest() -> str:
    """Name what would be deployed: every source of the build, and the Python and processor it is for."""
    seen = hashlib.sha256(f"{runtime()} {platform.machine()} {ROOT}".encode())
    for path in sorted(_sources()):
        seen.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()


def build() -> bool:
    """Build functions and layers for this machine; False when the last build still holds."""
    STAMP.parent.mkdir(exist_ok=True)
    with STAMP.with_name("spotter-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two stacks of one checkout share what is built
        return _build()


def deploy(endpoint_url: str) -> dict[str, str]:
    """Deploy what was built to an emulator and give the stack's outputs."""
    _sam(
        [
            *("deploy", "--stack-name", STACK_NAME, "--resolve-s3", "--no-confirm-changeset"),
            *("--no-fail-on-empty-changeset", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
            *("--no-progressbar", "--parameter-overrides", *_parameters()),
        ],
        environment(endpoint_url),
    )
    stacks = session().client("cloudformation", endpoint_url=endpoint_url)
    outputs = stacks.describe_stacks(StackName=STACK_NAME)["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


def runtime() -> str:
    """Name the Lambda runtime that is this Python."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def _build() -> bool:
    wanted = digest()
    if STAMP.is_file() and STAMP.read_text() == wanted and (BUILT / "template.yaml").is_file():
        return False
    cached = ["--cached", "--cache-dir", str(_cache())]
    _sam(["build", *cached, "--parameter-overrides", *_parameters()], environment("http://127.0.0.1:9"))
    STAMP.write_text(wanted)
    return True


def _parameters() -> list[str]:
    architecture = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
    return [f"Runtime={runtime()}", f"Architecture={architecture}", "Stage=local", "KeepData=false", *OURS]


def _cache() -> Path:
    """Keep built layers until their build script changes: SAM compares only what lies in their folders."""
    script = hashlib.sha256((ROOT / "layers" / "build.py").read_bytes()).hexdigest()
    return BUILT.parent / "cache" / script[:12]


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        for path in ROOT.glob(pattern):
            below = path.rglob("*") if path.is_dir() else [path]
            yield from (each for each in below if each.is_file() and "__pycache__" not in each.parts)


def _sam(words: list[str], variables: dict[str, str]) -> str:
    if not SAM.exists():
        raise StackError("the SAM CLI is not installed; run `make setup`")
    variables = variables | {
        "PYTHON": sys.executable,
        "PATH": f"{Path(sys.executable).parent}:{variables['PATH']}",
    }
    done = subprocess.run(  # noqa: S603 - our own words
        [str(SAM), *words], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        log = ROOT / "build" / f"sam-{words[0]}.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(done.stdout + done.stderr)
        raise StackError(f"`sam {words[0]}` failed; {log.relative_to(ROOT)} says why")
    return done.stdout
