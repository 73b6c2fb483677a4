"""Evidence in a model's folder: `evidence.json`, and on demand a page, plots and pictures."""

from __future__ import annotations

from pathlib import Path

import msgspec

from spotter.contracts.evidence import Evidence
from spotter.errors import Corrupt, NotFound, Unavailable
from spotter.learning.models import EVIDENCE, load

PAGE, PLOTS, PICTURES = "card.html", "plots.html", "plots"


def keep(evidence: Evidence, folder: Path) -> None:
    """Write `evidence.json`, or raise Unavailable."""
    content = msgspec.json.format(msgspec.json.encode(evidence), indent=2)
    try:
        (folder / EVIDENCE).write_bytes(content + b"\n")
    except OSError as err:
        raise Unavailable(f"cannot write {folder}: {err.strerror}", folder=str(folder)) from err


def evidence_in(folder: Path) -> Evidence:
    """Read the evidence of a model.

    Raises:
        NotFound: none was gathered.
        Corrupt: it cannot be read, or is of another model.
    """
    file = folder / EVIDENCE
    if not file.is_file():
        raise NotFound("evidence (train with --evidence)", str(file))
    try:
        evidence = msgspec.json.decode(file.read_bytes(), type=Evidence)
    except msgspec.DecodeError as err:
        raise Corrupt(f"{file} cannot be read: {err}", file=str(file)) from err
    if evidence.model != load(folder).card.sha256:
        raise Corrupt(f"{file} is evidence of another model", file=str(file))
    return evidence


def draw(folder: Path, *, pictures: bool = True) -> list[Path]:
    """Write the card as a page, the plots as one page and each as a PNG; give what was written."""
    from spotter.learning.evidence.pages import card_page
    from spotter.learning.evidence.plots import plots_of, write_page, write_png

    card, evidence = load(folder).card, evidence_in(folder)
    plots = plots_of(card, evidence)
    written = [folder / PAGE, folder / PLOTS]
    try:
        written[0].write_text(card_page(card, evidence), encoding="utf-8")
        write_page(plots, written[1])
        if pictures:
            (folder / PICTURES).mkdir(exist_ok=True)
            for plot in plots:
                written.append(folder / PICTURES / f"{plot.name}.png")
                write_png(plot, written[-1])
    except OSError as err:
        raise Unavailable(f"cannot write {folder}: {err.strerror}", folder=str(folder)) from err
    return written
