"""Whether a model's answers for one task are usable, kept apart from whether the vendor is alive.

A vendor that answers every second call with rubbish for one prompt is alive and well for all others: so this window is
per (provider, model, task), and opening it takes only that combination out of use.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from app.routing.deadline import Clock

_LEAST = 20
_LEAST_ON_PROBATION = 5
_SHARE = 0.5
_KEPT = 40
_OUT_S = 60.0
_BAD_CALLS = 5
_MINUTE_S = 60.0


@dataclass(slots=True)
class QualityWindow:
    """Opens for a minute when half of at least twenty answers were unusable; after that five are enough, until twenty
    stand again."""

    clock: Clock
    out_until: float = float("-inf")
    _answers: deque[bool] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _least: int = _LEAST

    def usable(self) -> None:
        self._answers.append(True)
        if len(self._answers) >= _LEAST:
            self._least = _LEAST

    def garbled(self) -> None:
        self._answers.append(False)
        bad = self._answers.count(False)
        if len(self._answers) >= self._least and bad >= _SHARE * len(self._answers):
            self.out_until = self.clock() + _OUT_S
            self._answers.clear()
            self._least = _LEAST_ON_PROBATION

    @property
    def out_s(self) -> float:
        """Seconds for which this combination is out of use; 0 if it is in use."""
        return max(0.0, self.out_until - self.clock())


@dataclass(slots=True)
class BadCallWindow:
    """Our own requests that a provider refuses as malformed: more than five in a minute for one (provider, task) mean
    a schema or prompt it cannot take, so the pair rests for a minute."""

    clock: Clock
    out_until: float = float("-inf")
    _times: deque[float] = field(default_factory=deque)

    def refused(self) -> None:
        now = self.clock()
        self._times.append(now)
        while self._times[0] <= now - _MINUTE_S:
            self._times.popleft()
        if len(self._times) > _BAD_CALLS:
            self.out_until = now + _MINUTE_S
            self._times.clear()

    @property
    def out_s(self) -> float:
        return max(0.0, self.out_until - self.clock())
