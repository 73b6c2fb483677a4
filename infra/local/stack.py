"""The local stack as a whole: `python -m infra.local.stack up|down|status|logs [--state FOLDER] [--json]`."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import msgspec

from infra.local import deployment, emulator, people
from infra.local.places import DEFAULT_STATE, REGION, Endpoints, StackError, load, save

OPERATOR, TENANT = "operator@demo.invalid", "demo"
Progress = Callable[[str], None]


class LocalStack:
    """An emulator with the platform deployed on it, whose state lives in one folder."""

    def __init__(self, state: Path = DEFAULT_STATE) -> None:
        self.state = state.resolve()

    def up(self, progress: Progress = lambda _: None) -> Endpoints:
        """Start, build, deploy; a stack that runs already and is current is left alone.

        Raises:
            StackError: a step failed; what was started is stopped again.
        """
        running = self.endpoints()
        if running is not None and running.digest == deployment.digest():
            return running
        self.down()
        progress("building functions and layers")
        deployment.build()
        shutil.rmtree(self.state, ignore_errors=True)
        self.state.mkdir(parents=True)
        progress("starting the emulator")
        started = emulator.start(self.state)
        with contextlib.ExitStack() as undo:
            undo.callback(emulator.stop, started.pid)
            progress("deploying the template")
            endpoints = self._deployed(started)
            undo.pop_all()
        save(endpoints, self.state)
        return endpoints

    def down(self) -> None:
        """Stop the stack of this folder, if it runs."""
        known = load(self.state)
        if known is not None:
            emulator.stop(known.pid)
            (self.state / "stack.json").unlink()

    def endpoints(self) -> Endpoints | None:
        """Tell how to reach the stack; None when it does not run."""
        known = load(self.state)
        alive = known is not None and emulator.is_ours(known.pid) and emulator.answers(known.endpoint_url)
        return known if alive else None

    def _deployed(self, started: emulator.Emulator) -> Endpoints:
        outputs = deployment.deploy(started.endpoint_url)
        authority = self.state / "mqtt-ca.pem"
        authority.write_bytes(emulator.certificate_authority(started.endpoint_url))
        pool = outputs["UserPoolId"]
        password = people.add_operator(
            endpoint_url=started.endpoint_url, pool=pool, name=OPERATOR, tenant=TENANT
        )
        people.verify_sender(endpoint_url=started.endpoint_url, address=deployment.SENDER)
        return Endpoints(
            pid=started.pid,
            endpoint_url=started.endpoint_url,
            region=REGION,
            mqtt_host="127.0.0.1",
            mqtt_port=started.mqtt_port,
            mqtt_ca=str(authority),
            api_url=f"{started.endpoint_url}/_aws/execute-api/{outputs['ApiId']}/$default",
            outputs=outputs,
            operator=OPERATOR,
            password=password,
            tenant=TENANT,
            digest=deployment.digest(),
            logs=str(self.state / "emulator.log"),
        )


def main() -> int:
    """Serve the command line."""
    parser = argparse.ArgumentParser(prog="spotter stack", description="The offline stack of this checkout.")
    parser.add_argument("action", choices=["up", "down", "status", "logs"])
    parser.add_argument(
        "--state", type=Path, default=DEFAULT_STATE, help="folder that holds the stack's state"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _act(LocalStack(given.state), given.action, as_json=given.json)
    except StackError as err:
        print(f"local stack: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("local stack: stopped before it was ready", file=sys.stderr)
        return 130


def _act(stack: LocalStack, action: str, *, as_json: bool) -> int:
    match action:
        case "up":
            begun = time.monotonic()
            endpoints = stack.up(lambda step: print(f"local stack: {step}", file=sys.stderr, flush=True))
            _tell(endpoints, as_json=as_json, seconds=time.monotonic() - begun)
        case "down":
            stack.down()
        case "status":
            running = stack.endpoints()
            if running is None:
                print("{}" if as_json else "the local stack does not run; `make up` starts it")
                return 3
            _tell(running, as_json=as_json)
        case _:
            return _follow(stack.state / "emulator.log")
    return 0


def _tell(endpoints: Endpoints, *, as_json: bool, seconds: float | None = None) -> None:
    if as_json:
        shown = msgspec.structs.replace(endpoints, password="(in stack.json)")  # noqa: S106 - that is the point
        print(msgspec.json.format(msgspec.json.encode(shown)).decode())
        return
    if seconds is not None:
        print(f"ready after {seconds:.0f} s")
    print(f"HTTP API  {endpoints.api_url}")
    print(f"MQTT      {endpoints.mqtt_host}:{endpoints.mqtt_port} (CA {endpoints.mqtt_ca})")
    print(f"AWS       export AWS_ENDPOINT_URL={endpoints.endpoint_url} AWS_DEFAULT_REGION={endpoints.region}")
    print(f"operator  {endpoints.operator} of tenant {endpoints.tenant}; sign in with `spotter login`")


def _follow(log: Path) -> int:
    if not log.is_file():
        print("local stack: there is no log, it was never started here", file=sys.stderr)
        return 3
    tail = shutil.which("tail") or "tail"
    return subprocess.run([tail, "-n", "100", "-f", str(log)], check=False).returncode  # noqa: S603 - our own words


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
