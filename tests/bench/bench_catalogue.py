"""How fast the catalogue answers at a million things: `python -m tests.bench catalogue [--things N]`.

The questions are those of the property test, at random; an answer is a page of fifty and the number of all.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from random import Random

from bench.records import Record, record
from builders.catalogue import entries_at_random
from property.test_catalogue_search import a_query
from spotter.adapters.roaring.finder import RoaringFinder
from spotter.services.search_catalogue import standing

LIMIT_MS = 200.0
QUESTIONS = 2_000


def main() -> int:
    """Measure and write the records."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--things", type=int, default=1_000_000)
    things = parser.parse_args().things
    finder = RoaringFinder()
    began = time.perf_counter()
    finder.learn(entries_at_random(things, seed=1), number=things)
    learned_s = time.perf_counter() - began
    content = finder.saved()
    began = time.perf_counter()
    finder = RoaringFinder.restored(content)
    restored_s = time.perf_counter() - began
    took = asked(finder)
    conditions = f"{things:,} things of about 20 facts, {QUESTIONS:,} questions at random, one core"
    limit = (conditions, "limit", LIMIT_MS)
    size = f"an index of {len(content) / 2**20:.0f} MiB"
    record(
        Record("catalogue.search_p99_ms", statistics.quantiles(took, n=100)[98], "ms", "lower", *limit),
        Record("catalogue.search_p50_ms", statistics.median(took), "ms", "lower", *limit),
        Record("catalogue.learn_s", learned_s, "s", "lower", f"{things:,} things made and indexed"),
        Record("catalogue.restore_s", restored_s, "s", "lower", size),
    )
    return 0


def asked(finder: RoaringFinder) -> list[float]:
    """Ask at random, and give how many milliseconds each answer took."""
    dice, took = Random(7), []  # noqa: S311 - the same questions each time
    for _ in range(QUESTIONS):
        query = standing(a_query(dice))
        began = time.perf_counter()
        finder.find(query)
        took.append((time.perf_counter() - began) * 1_000)
    return took


if __name__ == "__main__":
    sys.exit(main())
