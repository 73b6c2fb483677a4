"""Made-up tables to learn from: a signal, noise, people, time, a word."""

from collections.abc import Callable

import numpy as np

from spotter.learning.arrays import Floats
from spotter.learning.frames import Roles
from spotter.learning.lessons import Lesson
from spotter.learning.tables import Numbers, Table, Words, words_of

SITES = np.array(["pit", "shaft", "yard"])


def a_table(rows: int = 400, *, seed: int = 0, label: str = "binary") -> Table:
    """Rows of ten people whose label follows two of three numbers and the site; some values are missing."""
    rng = np.random.default_rng(seed)
    numbers: Floats = rng.normal(size=(rows, 3))
    site = rng.integers(0, 3, rows)
    signal = numbers[:, 0] + numbers[:, 1] ** 2 + 0.7 * site + 0.3 * rng.normal(size=rows)
    numbers[rng.random((rows, 3)) < 0.05] = np.nan
    columns: dict[str, Numbers | Words] = {f"x{at}": Numbers(numbers[:, at]) for at in range(3)}
    columns["site"] = words_of(SITES[site].tolist())
    columns["person"] = Numbers((np.arange(rows) % 10).astype(np.float64), "int")
    columns["at"] = Numbers(1_000 + np.arange(0.0, 10.0 * rows, 10.0), "time")
    columns["label"] = LABELS[label](signal)
    return Table(columns, rows, "digest")


def a_lesson(*, budget_s: float | None = None, trials: int | None = 3, **more: object) -> Lesson:
    """A small lesson on such a table."""
    roles = Roles("label", group="person", drop=("at",))
    return Lesson(**{"roles": roles, "budget_s": budget_s, "trials": trials, "threads": 1} | more)  # type: ignore[arg-type]


LABELS: dict[str, Callable[[Floats], Numbers | Words]] = {
    "binary": lambda signal: Numbers((signal > np.median(signal)).astype(np.float64), "int"),
    "words": lambda signal: words_of(
        np.array(["calm", "fall", "walk"])[np.digitize(signal, [0.8, 2.0])].tolist()
    ),
    "value": Numbers,
}
