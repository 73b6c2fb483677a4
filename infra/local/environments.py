"""Make the environments that everything else runs in: `python environments.py [project] [stack] [sam]`.

Runs on a bare Python 3.11 or later and uses the standard library only. Each environment is a folder of this
project and is pinned by a lock with digests; it is left alone while its lock and its Python are the same.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "requirements"
INSTALLER = ROOT / ".venv-installer"


class Environment(NamedTuple):
    """A folder and the lock that fills it."""

    name: str
    folder: Path
    lock: Path

    @property
    def python(self) -> Path:
        """The interpreter inside."""
        return self.folder / "bin" / "python"


ENVIRONMENTS = {
    "project": Environment("project", ROOT / ".venv", LOCKS / "project.lock"),
    "stack": Environment("stack", ROOT / ".venv-stack", LOCKS / "stack.lock"),
    "sam": Environment("sam", ROOT / ".venv-sam", LOCKS / "sam.lock"),
}


class SetupFailed(Exception):
    """Set-up cannot go on; the sentence says what to do."""


def main(names: list[str]) -> int:
    """Make the environments named, or all of them."""
    unknown = sorted(set(names) - set(ENVIRONMENTS))
    if unknown:
        return fail(f"there is no environment {unknown[0]}; there are {', '.join(ENVIRONMENTS)}")
    if sys.version_info < (3, 11):
        return fail("Python 3.11 or later is needed: call make with PYTHON=python3.12, for example")
    try:
        with alone():
            make_stale([ENVIRONMENTS[name] for name in names or ENVIRONMENTS])
    except SetupFailed as err:
        return fail(str(err))
    except KeyboardInterrupt:
        return fail("stopped; call it again to go on") + 129
    return 0


@contextmanager
def alone() -> Iterator[None]:
    """Let one set-up run at a time in this folder; a second one waits, and then finds its work done."""
    lock = ROOT / "build" / "setup.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_stale(wanted: list[Environment]) -> None:
    """Make those environments that are not what their locks say."""
    stale = [environment for environment in wanted if not is_current(environment)]
    if stale:
        prepare_installer()
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(make, stale))


def fail(sentence: str) -> int:
    """Say what is wrong and give the exit code for it."""
    print(f"set-up: {sentence}", file=sys.stderr)
    return 1


def is_current(environment: Environment) -> bool:
    """Tell whether an environment holds what its lock says, for this Python."""
    stamp = environment.folder / "spotter-stamp"
    return stamp.is_file() and stamp.read_text() == fingerprint(environment)


def fingerprint(environment: Environment) -> str:
    """Name what an environment should hold: the Python, the folder, the lock, the project's metadata."""
    facts = [sys.version, str(ROOT), environment.lock.read_text()]
    if environment.name == "project":
        import tomllib  # not there in the Pythons that main() refuses

        facts.append(repr(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def make(environment: Environment) -> None:
    """Make one environment from nothing."""
    begun = time.monotonic()
    say(f"{environment.name}: installing")
    make_empty(environment.folder)
    install(environment.python, environment.lock)
    if environment.name == "project":
        install_project(environment.python)
        ensure_libgomp(environment)
    (environment.folder / "spotter-stamp").write_text(fingerprint(environment))
    say(f"{environment.name}: ready after {time.monotonic() - begun:.0f} s")


def make_empty(folder: Path) -> None:
    """Make an environment that holds pip alone."""
    try:
        venv.create(folder, clear=True, symlinks=True, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as err:
        raise SetupFailed(
            f"this Python cannot make {folder.name}; install its venv module (python3-venv on Debian) "
            f"or call make with PYTHON= another one ({type(err).__name__})"
        ) from err


def prepare_installer() -> None:
    """Get uv where it can be had; pip serves where it cannot."""
    if (INSTALLER / "bin" / "uv").exists():
        return
    make_empty(INSTALLER)
    lock = LOCKS / "installer.lock"
    pip = [str(INSTALLER / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
    run([*pip, "--requirement", str(lock)])


def install(python: Path, lock: Path) -> None:
    """Install exactly what a lock names."""
    uv = INSTALLER / "bin" / "uv"
    asked = ["--require-hashes", "--requirement", str(lock)]
    if uv.exists():
        quick = [str(uv), "pip", "install", "--quiet", "--python", str(python), *asked]
        # uv does not read pip's settings (a mirror, a certificate); where it finds nothing, pip may.
        if subprocess.run(quick, capture_output=True, check=False, cwd=ROOT).returncode == 0:  # noqa: S603
            return
    run([str(python), "-m", "pip", "install", "--quiet", *asked])


def install_project(python: Path) -> None:
    """Install the project itself, editable, with what is installed already."""
    flags = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    run([str(python), "-m", "pip", "install", *flags])


def ensure_libgomp(environment: Environment) -> None:
    """Give LightGBM its OpenMP runtime on machines that lack `libgomp.so.1`, as the layers do."""
    try:
        ctypes.CDLL("libgomp.so.1")
    except OSError:
        site = next((environment.folder / "lib").glob("python3*")) / "site-packages"
        relink = (
            "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import build; "
            "site = pathlib.Path(sys.argv[2]); "
            "build.bundle_libgomp(site / 'lightgbm/lib/lib_lightgbm.so', site / 'scikit_learn.libs')"
        )
        run([str(environment.python), "-c", relink, str(ROOT / "layers"), str(site)])


def run(command: list[str]) -> None:
    """Run a command; when it fails, say in one sentence what to do."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
    if done.returncode == 0:
        return
    log = ROOT / "build" / "setup.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text(done.stdout + done.stderr)
    if any(
        sign in done.stderr for sign in ("No matching distribution", "Could not find a version", "onnection")
    ):
        raise SetupFailed(
            "the package registry cannot be reached or lacks a package; check the network or pip's settings "
            f"and try again (details in {log.relative_to(ROOT)})"
        )
    raise SetupFailed(f"installing failed; {log.relative_to(ROOT)} says why")


def say(line: str) -> None:
    """Report progress to whoever watches; be quiet where nobody does."""
    if sys.stderr.isatty() or os.environ.get("SPOTTER_VERBOSE"):
        print(f"set-up: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
