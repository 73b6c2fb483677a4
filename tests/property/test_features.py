"""Live scoring and the archive must see the same features, bit for bit."""

import os
from datetime import timedelta
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builders.learning import START, a_reading
from spotter.contracts.features import Feature, Pairing, Statistic
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


PAIRS = [(None, Pairing.DIFFERENCE), *(("b", how) for how in Pairing)]


def test_streams_at_random_agree_bit_for_bit_in_every_statistic_lag_and_pair() -> None:
    """10,000 streams were run for the record (SPOTTER_STREAMS); the suite takes some of them."""
    dice = Random(3)  # noqa: S311 - the same streams each time

    for number in range(int(os.environ.get("SPOTTER_STREAMS", "300"))):
        stream, spec = a_stream_at_random(dice), a_spec_at_random(dice)
        whole = written(list(feature_rows(stream, spec)))
        assert written(in_pieces(dice, stream, spec)) == whole, (number, spec)


def a_stream_at_random(dice: Random) -> list[Reading]:
    moment, readings = START, []
    for seq in range(dice.randrange(1, 40)):
        moment += timedelta(microseconds=dice.choice([0, 1, 37, 250_000, 1_000_003, 3_999_999]))
        names = dice.sample(["a", "b", "air.ch4"], dice.randrange(1, 4))
        values = {
            name: dice.choice([0, 1, True, False, dice.gauss(0, 50), dice.randrange(9)]) for name in names
        }
        readings.append(msgspec.structs.replace(a_reading(seq, at=moment), values=values))
    return readings


def a_spec_at_random(dice: Random) -> WindowSpec:
    def feature() -> Feature:
        beside, how = dice.choice(PAIRS)
        length, lag = dice.choice([0.5, 2.0, 20.0]), dice.choice([0.0, 0.0, 1.5, 8.0])
        name, channel = dice.choice(list(Statistic)), dice.choice(["a", "b", "air.ch4"])
        return Feature(channel, name, length, lag, beside, how)

    statistics = tuple(dice.sample(list(Statistic), dice.randrange(1, 5)))
    more = {each.name: each for each in (feature() for _ in range(dice.randrange(6)))}
    return WindowSpec(("a", "b"), dice.choice([0.5, 2.0, 20.0]), statistics, tuple(more.values()))


def in_pieces(dice: Random, stream: list[Reading], spec: WindowSpec) -> list[list[float]]:
    """Score a stream as it comes, through tails that are written and read back."""
    span = timedelta(seconds=spec.span_s)
    cuts = sorted({0, len(stream), *(dice.randrange(len(stream)) for _ in range(4))})
    tail, live = Tail(), list[list[float]]()
    for first, last in pairwise(cuts):
        seen = continued(tail, stream[first:last])
        live += feature_rows(seen.readings, spec, wanted=seen.scorable(span))
        tail = msgspec.json.decode(msgspec.json.encode(seen.tail(longest=span, over=())), type=Tail)
    return live


@given(streams(), st.randoms(use_true_random=False))
def test_disorder_and_repeats_change_no_feature(stream: list[Reading], chance: Random) -> None:
    spec = WindowSpec(("a", "b"), 2.0)
    shuffled = [*stream, *stream[::2]]
    chance.shuffle(shuffled)

    assert written(list(feature_rows(in_order(shuffled), spec))) == written(list(feature_rows(stream, spec)))
