"""Readings over HTTP, for gateways that cannot speak MQTT."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from spotter.contracts.http.registry import DeliveryAnswer
from spotter.domain.codecs.registry import CODECS
from spotter.entry.web.auth import AGateway
from spotter.entry.web.parts import ForDevices
from spotter.services.accept_batch import Post, accept_batch

router = APIRouter(prefix="/v1/devices", tags=["readings"])

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "What the device would publish over MQTT, by its profile's codec; at most 128 KiB.",
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "examples": {
                    "message": {
                        "value": {
                            "v": 1,
                            "boot": "b7",
                            "seq": 41,
                            "at": "2026-11-24T09:00:00Z",
                            "values": {"ch4": 1.2},
                        }
                    }
                },
            },
            **{kit.media_type: _BYTES for kit in CODECS.values() if kit.media_type != "application/json"},
        },
    }
}


@router.post("/{device}/readings", status_code=202, openapi_extra=_BODY)
async def post_readings(request: Request, parts: ForDevices, device: AGateway) -> DeliveryAnswer:
    """Hand over a batch as the gateway of a device; 202 says that it will be judged, not that it is good."""
    post = Post(await request.body(), request.headers.get("content-type"))
    return DeliveryAnswer(delivery=accept_batch(parts.registry, parts.readings, parts.clock, device, post))
