"""Find what carries a label, or say what is missing until something does."""

from __future__ import annotations

from spotter.contracts.names import LabelName, SiteName, Tenant
from spotter.errors import NotFound
from spotter.stores.models import MarkedIntervals, Models


def find_label(models: Models, tenant: Tenant, site: SiteName, label: LabelName) -> MarkedIntervals:
    """Give what carries a label.

    Raises:
        NotFound: nothing does; the sentence names those who annotated it while nobody has decided yet.
    """
    stored = models.intervals(tenant, site, label)
    if stored is not None:
        return stored.document
    said = models.annotations.of_site(tenant, site)
    voices = sorted({opinion.annotator for opinion in said if opinion.label == label})
    remedy = "`spotter label mark`, `from-alarms`, `from-incidents` or `import` makes one"
    if voices:
        waits = f"{', '.join(voices)} annotated it, and nobody has decided"
        remedy = f"{waits}: spotter label adjudicate {site} {label}"
    raise NotFound("label", label, remedy=remedy)
