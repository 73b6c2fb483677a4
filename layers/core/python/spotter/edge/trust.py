"""Trust between a device and its broker: both ends show certificates."""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path

from spotter.edge.identity import Broker, DeviceIdentity
from spotter.errors import Forbidden


def mutual_tls(identity: DeviceIdentity, broker: Broker) -> ssl.SSLContext:
    """Set both ends' certificates; the key touches the disk only inside a private folder, briefly.

    Raises:
        Forbidden: a certificate or the key cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="spotter-") as folder:
        certificate, key = Path(folder) / "certificate.pem", Path(folder) / "private.key"
        certificate.write_text(identity.certificate_pem)
        key.write_text(identity.private_key)
        try:
            context = ssl.create_default_context(cafile=broker.authority)
            context.load_cert_chain(certificate, key)
        except (OSError, ssl.SSLError) as err:
            raise Forbidden(f"the certificates of {identity.client_id} cannot be used: {err}") from err
    return context
