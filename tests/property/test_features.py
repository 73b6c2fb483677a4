"""Live scoring and the archive must see the same features, bit for bit."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builders.learning import START, a_reading
from spotter.contracts.learning import WindowSpec
from spotter.contracts.readings import Reading
from spotter.domain.features import feature_rows, in_order
from spotter.services.stream import continued
from spotter.stores.tails import Tail

numbers = st.floats(-1e6, 1e6, allow_nan=False) | st.integers(-1000, 1000) | st.booleans()


@st.composite
def streams(draw: st.DrawFn) -> list[Reading]:
    """Draw a device's readings in event order, unevenly spaced, with gaps in channels and equal times."""
    steps = draw(st.lists(st.sampled_from([0, 1, 37, 250, 1_000_003, 9_999_999]), min_size=1, max_size=25))
    moment, readings = START, []
    for seq, step in enumerate(steps):
        moment += timedelta(microseconds=step)
        values = draw(st.dictionaries(st.sampled_from(["a", "b"]), numbers, min_size=1))
        readings.append(msgspec.structs.replace(a_reading(seq, at=moment), values=values))
    return readings


def written(rows: list[list[float]]) -> list[list[str]]:
    return [[value.hex() for value in row] for row in rows]


@given(streams(), st.sets(st.integers(1, 24)), st.sampled_from([0.5, 2.0, 20.0]))
def test_a_stream_scored_in_pieces_has_the_features_of_the_whole(
    stream: list[Reading], splits: set[int], length_s: float
) -> None:
    spec = WindowSpec(("a", "b"), length_s)
    cuts = [0, *sorted(cut for cut in splits if cut < len(stream)), len(stream)]
    tail = Tail()
    live: list[list[float]] = []

    for first, last in pairwise(cuts):
        seen = continued(tail, stream[first:last])
        live += feature_rows(seen.readings, spec, wanted=seen.scorable(timedelta(seconds=length_s)))
        tail = seen.tail(longest=timedelta(seconds=length_s), over=())

    assert written(live) == written(list(feature_rows(stream, spec)))


@given(streams(), st.randoms(use_true_random=False))
def test_disorder_and_repeats_change_no_feature(stream: list[Reading], chance: Random) -> None:
    spec = WindowSpec(("a", "b"), 2.0)
    shuffled = [*stream, *stream[::2]]
    chance.shuffle(shuffled)

    assert written(list(feature_rows(in_order(shuffled), spec))) == written(list(feature_rows(stream, spec)))
