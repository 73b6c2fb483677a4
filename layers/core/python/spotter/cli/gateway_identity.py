"""`spotter gateway join` and `rotate`: how a gateway comes by an identity, and by the next one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.files import content_of
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show
from spotter.edge.identity import Broker, DeviceIdentity
from spotter.errors import Invalid

Csr = Annotated[Path | None, typer.Option(help="A certificate signing request (PEM) of its own.")]
Key = Annotated[Path | None, typer.Option(help="The private key of the request; it is not sent.")]


def join(  # noqa: PLR0913 - options of a command
    *,
    claim: Annotated[Path, typer.Option(help="Folder of the claim, as `device claim create` wrote it.")],
    serial: Annotated[str, typer.Option(help="The serial number that the allow list knows.")],
    site: Annotated[str, typer.Option(help="Where the gateway stands.")],
    out: Annotated[Path, typer.Option(help="Folder to fill.")] = Path(),
    host: Annotated[str | None, typer.Option(help="The broker, if not the one in the claim.")] = None,
    port: Annotated[int | None, typer.Option(help="Its port.")] = None,
    authority: Annotated[Path | None, typer.Option(help="The certificates that vouch for it.")] = None,
    csr: Csr = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Join the fleet by a claim certificate: nobody need be signed in, and the key is for its owner only.

    The gateway judges itself by the instrument defaults until it is appointed and `gateway deploy` has
    brought it the manifest of its site. Cut short, it is simply run again.
    """
    from spotter.edge import joining
    from spotter.edge.gateway.reports import own_manifest

    if (csr is None) is not (key is None):
        raise Invalid("give --csr and --key together: the identity is of no use without its key")
    held = joining.Claim.load(claim)
    broker = Broker(host or held.endpoint, port or held.port, str(authority.resolve()) if authority else None)
    out.mkdir(parents=True, exist_ok=True)
    pending = out / f".joining-{serial}.json"
    identity = joining.join(
        held,
        joining.as_claimant(held, broker),
        serial=serial,
        pending=pending,
        csr=None if csr is None else content_of(csr).decode(errors="replace"),
        own_key=None if key is None else content_of(key).decode(errors="replace"),
    )
    folder = identity.save(out)
    manifest = own_manifest(identity.client_id, site)
    config = write_set_up(folder, identity.device, broker, msgspec.json.encode(manifest))
    pending.unlink(missing_ok=True)
    show({"gateway": identity.device, "config": str(config)}, as_json=as_json)


def rotate(
    *,
    config: Annotated[Path, typer.Option(help="The gateway's configuration, YAML or JSON.")],
    overlap_hours: Annotated[float, typer.Option(help="How long the old certificate stays good.")] = 24.0,
    csr: Csr = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Give the gateway a further certificate; one that runs goes over to it at once, and nothing is lost."""
    from spotter.edge.gateway.config import load

    if (csr is None) is not (key is None):
        raise Invalid("give --csr and --key together: the identity is of no use without its key")
    folder = Path(load(config).identity)
    before = DeviceIdentity.load(folder.parent, folder.name)
    body: dict[str, object] = {"overlap": overlap_hours * 3600}
    if csr is not None:
        body["csr"] = content_of(csr).decode(errors="replace")
    answer = platform().post("devices", before.device, "rotate", body=body)
    own_key = None if key is None else content_of(key).decode(errors="replace")
    msgspec.structs.replace(
        before, certificate_pem=answer["certificate_pem"], private_key=own_key or answer["private_key"]
    ).save(folder.parent)
    show({field: answer[field] for field in ("device", "principal", "overlap_until")}, as_json=as_json)


COMMANDS = (join, rotate)


def write_set_up(folder: Path, name: str, broker: Broker, manifest: bytes) -> Path:
    """Write a gateway's manifest and a configuration to begin with, and give the latter's path."""
    import yaml

    (folder / "manifest.json").write_bytes(msgspec.json.format(manifest))
    said = {
        "gateway": name,
        "identity": ".",
        "manifest": "manifest.json",
        "state": "state",
        "cloud": {"host": broker.host, "port": broker.port, "authority": broker.authority},
        "inputs": {"http_port": 8070},
        "siren": {"file": "siren"},
    }
    path = folder / "gateway.yaml"
    path.write_text(yaml.safe_dump(said, sort_keys=False))
    return path
