"""Scoring on the spot: what live models say of the devices behind a gateway. Advice, never in a rule's way.

Readings are offered after they were judged and stored, to a thread of its own; when it cannot keep up, it
skips readings and counts them. Windows begin with what was stored lately: so they are whole after a restart,
after readings were skipped, and when models come that were not there before.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence

import msgspec

from spotter.contracts.alarms import ConditionActive, Signal
from spotter.contracts.gateways import CarriedModels, Manifest
from spotter.contracts.names import DeviceName, ProfileName
from spotter.contracts.readings import Reading
from spotter.edge.gateway.remembered import Cause
from spotter.errors import Invalid
from spotter.ports.scorer import LoadBooster
from spotter.services.live_models import LiveModel, made_ready
from spotter.services.score_readings import all_said
from spotter.services.stream import continued
from spotter.stores.tails import Tail

Recall = Callable[[DeviceName, Sequence[Reading]], Tail]
"""Gives what is stored of a device's last readings, without those named."""

Advise = Callable[[Signal], None]
"""Tells the people here what a model expects, and that it does not any more."""

MOST_WAITING = 1_000
"""Batches that wait to be scored; a gateway that is slower than its devices is better silent than late."""

LOOKS_S = 0.5


class Scoring:
    """The models that a gateway carries. `trouble` says what keeps them from scoring."""

    def __init__(
        self, load: LoadBooster, advise: Advise, recall: Recall = lambda _device, _but: Tail()
    ) -> None:
        self._load = load
        self._recall = recall
        self._advise = advise
        self._models: dict[ProfileName, tuple[LiveModel, ...]] = {}
        self._tails: dict[DeviceName, Tail] = {}
        self._missed: set[DeviceName] = set()
        self._waiting: queue.Queue[Sequence[Reading]] = queue.Queue(MOST_WAITING)
        self._advice: dict[Cause, ConditionActive] = {}
        self._skipped = 0
        self.trouble: str | None = None

    def use(self, content: bytes, manifest: Manifest) -> None:
        """Score with other models from the next reading on.

        Raises:
            Invalid: these are no models, or another site's.
            Corrupt: a text is no model.
            Unavailable: this machine has no library to score with.
        """
        carried = _carried(content)
        if (carried.tenant, carried.site) != (manifest.tenant, manifest.site):
            raise Invalid(f"these are models of {carried.site}", field="site", site=carried.site)
        models: dict[ProfileName, tuple[LiveModel, ...]] = {}
        for each in carried.models:
            ready = made_ready(each.model, each.version, each.card, each.text, self._load)
            models[each.profile] = (*models.get(each.profile, ()), ready)
        self._models = models
        self._missed.update(self._tails)
        self.trouble = None

    def offer(self, readings: Sequence[Reading]) -> None:
        """Hand over readings that were judged; this never waits."""
        if not self._models or not readings:
            return
        try:
            self._waiting.put_nowait(readings)
        except queue.Full:
            self._skipped += len(readings)
            self._missed.update(reading.device for reading in readings)

    def run(self, stop: threading.Event) -> None:
        """Score what is offered until told to stop."""
        while not stop.is_set():
            try:
                readings = self._waiting.get(timeout=LOOKS_S)
            except queue.Empty:
                continue
            self.score(readings)

    def score(self, readings: Sequence[Reading]) -> None:
        """Score readings, and tell what is news."""
        devices: dict[DeviceName, list[Reading]] = {}
        for reading in readings:
            devices.setdefault(reading.device, []).append(reading)
        for name, arrived in devices.items():
            for signal in self._said(name, arrived):
                self._note(signal)

    def status(self) -> Mapping[str, object]:
        """Say what scores, what it expects, and what keeps it from scoring."""
        names = {f"{each.name}@{each.version}" for models in self._models.values() for each in models}
        return {
            "models": sorted(names),
            "trouble": self.trouble,
            "advice": sorted(self._advice),
            "skipped": self._skipped,
        }

    def _said(self, name: DeviceName, arrived: Sequence[Reading]) -> list[Signal]:
        models = self._models.get(arrived[0].profile, ())
        if not models:
            return []
        tail = self._tail(name, arrived)
        stream = continued(tail, arrived)
        if not stream.fresh:
            return []
        said, failed = all_said(models, stream, tail.over)
        self.trouble = "; ".join(failed) or None
        over = tuple(sorted(model for model, words in said.items() if words.over))
        longest = max(model.needs for model in models)
        self._tails[name] = stream.tail(longest=longest, over=over)
        return [signal for words in said.values() for signal in words.signals]

    def _tail(self, name: DeviceName, arrived: Sequence[Reading]) -> Tail:
        """Give what went before; where it is not in memory, or not all of it, what is stored."""
        held = self._tails.get(name)
        if held is not None and name not in self._missed:
            return held
        self._missed.discard(name)
        return msgspec.structs.replace(self._recall(name, arrived), over=held.over if held else ())

    def _note(self, signal: Signal) -> None:
        cause = f"{signal.rule}.{signal.subject}"
        held = self._advice.get(cause)
        if not isinstance(signal, ConditionActive):
            if self._advice.pop(cause, None) is not None:
                self._advise(signal)
        elif held is None or signal.evidence.value > held.evidence.value:
            self._advice[cause] = signal
            if held is None:
                self._advise(signal)


def _carried(content: bytes) -> CarriedModels:
    try:
        return msgspec.json.decode(content, type=CarriedModels)
    except (msgspec.DecodeError, UnicodeDecodeError) as err:
        raise Invalid(f"these are no models: {err}"[:300], field="model") from err
