"""The emulator's process: start it, wait until it answers, stop it with everything it started."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

from infra.local.places import REGION, ROOT, StackError, environment, free_ports

PYTHON = ROOT / ".venv-stack" / "bin" / "python"
LAUNCHER = Path(__file__).with_name("launcher.py")
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0


class Emulator:
    """A running emulator, known by its process id and its two ports."""

    def __init__(self, pid: int, gateway_port: int, mqtt_port: int) -> None:
        self.pid = pid
        self.mqtt_port = mqtt_port
        self.endpoint_url = f"http://127.0.0.1:{gateway_port}"


def start(state: Path) -> Emulator:
    """Start an emulator with its state in a folder of its own.

    Raises:
        StackError: it did not come up; the sentence names its log.
    """
    if not PYTHON.exists():
        raise StackError("the emulator is not installed; run `make setup`")
    gateway_port, mqtt_port = free_ports(2)
    log = state / "emulator.log"
    for folder in ("state", "s3", "tmp"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    pid = os.posix_spawn(
        PYTHON,
        [str(PYTHON), str(LAUNCHER)],
        _environment(state, gateway_port, mqtt_port),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,  # its workers are its process group, and Ctrl-C is for us alone
    )
    emulator = Emulator(pid, gateway_port, mqtt_port)
    with contextlib.ExitStack() as undo:
        undo.callback(stop, pid)
        _wait_until_it_answers(emulator, log)
        undo.pop_all()
    return emulator


def stop(pid: int) -> None:
    """Stop an emulator and its workers: they are its process group. One that is gone is no error."""
    if not is_ours(pid):
        return
    for step in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(pid, step)
        except ProcessLookupError:
            return
        if _gone(pid, within=STOP_TIMEOUT_S):
            return


def is_ours(pid: int) -> bool:
    """Tell whether a process id still means our emulator and not another process that got its number."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return str(LAUNCHER).encode() in command.split(b"\0")


def answers(endpoint_url: str) -> bool:
    """Tell whether an emulator answers at an address."""
    try:
        with urllib.request.urlopen(f"{endpoint_url}/_ministack/health", timeout=2):  # noqa: S310 - loopback
            return True
    except (urllib.error.URLError, OSError):
        return False


def certificate_authority(endpoint_url: str) -> bytes:
    """Fetch the certificate that signs the MQTT listener's."""
    with urllib.request.urlopen(f"{endpoint_url}/_ministack/iot/ca.pem", timeout=10) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content


def _environment(state: Path, gateway_port: int, mqtt_port: int) -> dict[str, str]:
    kept = environment(f"http://127.0.0.1:{gateway_port}")
    return kept | {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(gateway_port),
        "IOT_MTLS_PORT": str(mqtt_port),
        "MINISTACK_REGION": REGION,
        "STATE_DIR": str(state / "state"),
        "S3_DATA_DIR": str(state / "s3"),
        "TMPDIR": str(state / "tmp"),
        "PYTHONUNBUFFERED": "1",
    }


def _wait_until_it_answers(emulator: Emulator, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if os.waitpid(emulator.pid, os.WNOHANG) != (0, 0):
            last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise StackError(f"the emulator stopped at once: {last[0]} (its log is {log})")
        if answers(emulator.endpoint_url):
            return
        time.sleep(0.1)
    raise StackError(f"the emulator did not answer within {START_TIMEOUT_S:.0f} s; its log is {log}")


def _gone(pid: int, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):  # another process may have started it
            os.waitpid(pid, os.WNOHANG)
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
