"""Start the emulator, with what configuration cannot change: `python launcher.py` in the stack's environment.

Each patch first looks whether the emulator is as it expects and stops with one sentence if not, so that an
upgrade cannot change anything silently. The product's code knows nothing of this file.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from importlib.metadata import version
from typing import Any

EXPECTED = "1.5.33"
LOG_WAIT_S = 0.003
"""How long an answered invocation waits for a first log line; the emulator's 50 ms dominate a warm call."""


class UnexpectedEmulator(Exception):
    """The emulator is not as a patch expects it."""


def main() -> None:
    """Patch and run."""
    found = version("ministack")
    if found != EXPECTED:
        raise UnexpectedEmulator(f"the launcher knows MiniStack {EXPECTED}, not {found}")
    answer_without_waiting_for_logs()
    report_real_error_types()
    keep_mqtt_on_loopback()
    sweep_schedules_each_second()
    count_concurrency_in_numbers()
    from ministack.app import main as serve

    serve()


def answer_without_waiting_for_logs() -> None:
    """Let an invocation that logs nothing answer at once."""
    from ministack.core.lambda_runtime import Worker

    original = attribute(Worker, "_drain_stderr_bounded")

    def drain(worker: Any, first_line_wait: float = LOG_WAIT_S, idle_confirm: float = 0.002) -> Any:
        return original(worker, min(first_line_wait, LOG_WAIT_S), idle_confirm)

    Worker._drain_stderr_bounded = drain


def report_real_error_types() -> None:
    """Name a failing handler's exception as Lambda does, because state machines match on it."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    script = attribute(lambda_runtime, "_PYTHON_WORKER_SCRIPT")
    said = '"error": str(e), "trace"'
    if script.count(said) != 1:
        raise UnexpectedEmulator(
            "the emulator's worker reports errors in another form than the launcher knows"
        )
    named = '"error": str(e), "type": type(e).__name__, "trace"'
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(said, named)
    seen = threading.local()
    invoke = attribute(lambda_runtime.Worker, "invoke")
    execute = attribute(lambda_svc, "_execute_function_warm")

    def remember(worker: Any, *args: Any, **kwargs: Any) -> Any:
        seen.answer = invoke(worker, *args, **kwargs)
        return seen.answer

    def execute_and_name(*args: Any, **kwargs: Any) -> Any:
        seen.answer = {}
        result = execute(*args, **kwargs)
        if result.get("error") and seen.answer.get("type"):
            result["body"]["errorType"] = seen.answer["type"]
        return result

    lambda_runtime.Worker.invoke = remember
    lambda_svc._execute_function_warm = execute_and_name


def keep_mqtt_on_loopback() -> None:
    """Bind the MQTT listener to the address of everything else; the emulator offers it to the network."""
    original = attribute(asyncio.BaseEventLoop, "create_server")
    address = os.environ["BIND_HOST"]

    async def create_server(loop: Any, factory: Any, host: Any = None, port: Any = None, **more: Any) -> Any:
        return await original(loop, factory, address if host == "0.0.0.0" else host, port, **more)  # noqa: S104

    asyncio.BaseEventLoop.create_server = create_server  # type: ignore[method-assign,assignment]


def sweep_schedules_each_second() -> None:
    """Let schedules fire within a second of their time rather than within ten."""
    from ministack.services import eventbridge, scheduler

    attribute(scheduler, "_SCHEDULE_TICK_INTERVAL")
    attribute(eventbridge, "_SCHEDULER_TICK_INTERVAL")
    scheduler._SCHEDULE_TICK_INTERVAL = 1
    eventbridge._SCHEDULER_TICK_INTERVAL = 1


def count_concurrency_in_numbers() -> None:
    """Read the limit of a queue's consumers as a number: a template's parameter arrives as text."""
    from ministack.services import lambda_svc

    original = attribute(lambda_svc, "_sqs_esm_concurrency")

    def concurrency(esm: Any, *words: Any, **more: Any) -> Any:
        limits = {name: int(value) for name, value in (esm.get("ScalingConfig") or {}).items()}
        return original({**esm, "ScalingConfig": limits}, *words, **more)

    lambda_svc._sqs_esm_concurrency = concurrency


def attribute(owner: Any, name: str) -> Any:
    """Look up what a patch is going to replace."""
    if not hasattr(owner, name):
        raise UnexpectedEmulator(f"MiniStack {EXPECTED} has no {name} where the launcher looks for it")
    return getattr(owner, name)


if __name__ == "__main__":
    try:
        main()
    except UnexpectedEmulator as err:
        sys.exit(f"local stack: {err}")
