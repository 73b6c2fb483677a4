"""Start the emulator, with what configuration cannot change: `python launcher.py` in the stack's environment.

Each patch first looks whether the emulator is as it expects and stops with one sentence if not, so that an
upgrade cannot change anything silently. The product's code knows nothing of this file.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from importlib.metadata import version
from typing import Any

EXPECTED = "1.5.33"
LOG_WAIT_S = 0.003
"""How long an answered invocation waits for a first log line; the emulator's 50 ms dominate a warm call."""

NOBODYS = "+999"
"""Numbers with the code of no country: SNS refuses them, and so a page by SMS can be seen to fail."""


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
    authorise_emails_by_their_sender()
    name_push_endpoints_as_aws_does()
    keep_notifications_and_refuse_some_pages()
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


def authorise_emails_by_their_sender() -> None:
    """Check an e-mail as SES does: on the identity it is sent from, with that address as `ses:FromAddress`.

    The emulator checks it on `*` and knows no such key, so it refuses every policy that names a sender.
    """
    from ministack import app
    from ministack.core.responses import get_account_id
    from ministack.services import ses

    original = attribute(app, "_enforce_ses_v2")
    check = attribute(app, "_enforce_data_plane")
    region = attribute(app, "extract_region")
    verified = attribute(ses, "_identity_verified")

    def enforce(method: str, path: str, headers: Any, body: bytes, query: Any, request_id: str) -> Any:
        if (method, path.rstrip("/")) != ("POST", "/v2/email/outbound-emails"):
            return original(method, path, headers, body, query, request_id)
        sender = json.loads(body).get("FromEmailAddress", "")
        name = sender if verified(sender) else sender.rpartition("@")[2]
        identity = f"arn:aws:ses:{region(headers, query)}:{get_account_id()}:identity/{name}"
        asked = {"resource_arn": identity, "service_context": {"ses:fromaddress": sender}}
        return check("sesv2", "ses:SendEmail", headers, query, request_id, **asked, named_resource=identity)

    app._enforce_ses_v2 = enforce


def name_push_endpoints_as_aws_does() -> None:
    """Give a phone's endpoint an ARN that begins with `endpoint/`; the emulator leaves its app's `app/`."""
    from ministack.services import sns

    original = attribute(sns, "_create_platform_endpoint")
    endpoints = attribute(sns, "_platform_endpoints")

    def create(params: Any) -> Any:
        status, headers, body = original(params)
        for arn in [each for each in endpoints if ":app/" in each]:
            named = arn.replace(":app/", ":endpoint/")
            endpoints[named] = {**endpoints.pop(arn), "arn": named}
        return status, headers, body.replace(b":app/", b":endpoint/") if status == 200 else body  # noqa: PLR2004

    sns._create_platform_endpoint = create


def keep_notifications_and_refuse_some_pages() -> None:
    """Keep what is sent to an endpoint in the outbox of texts, under its ARN; refuse what SNS refuses.

    The emulator takes a notification and forgets it, knows no disabled endpoint, and takes every number.
    """
    from ministack.services import sns

    original = attribute(sns, "_publish")
    endpoints = attribute(sns, "_platform_endpoints")
    outbox = attribute(sns, "_sms_log_for")
    error = attribute(sns, "_error")
    read = attribute(sns, "_p")

    def publish(params: Any) -> Any:
        target, phone = read(params, "TargetArn"), read(params, "PhoneNumber")
        if phone and phone.startswith(NOBODYS):
            why = f"Invalid parameter: PhoneNumber Reason: {phone} is not valid to publish to"
            return error("InvalidParameter", why, 400)
        endpoint = endpoints.get(target) if target else None
        if endpoint and endpoint["attributes"].get("Enabled", "true").lower() == "false":
            return error("EndpointDisabled", "Endpoint is disabled", 400)
        answer = original(params)
        if endpoint:
            outbox(target).append({"PhoneNumber": target, "Message": read(params, "Message")})
        return answer

    sns._publish = publish


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
