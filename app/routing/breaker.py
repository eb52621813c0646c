"""The circuit breaker of one (provider, model).

    CLOSED ──5 in a row │ 50 % of ≥ 10 │ 80 % slow of ≥ 10 │ stall──▶ OPEN ──time──▶ HALF_OPEN ──3 good probes──▶ CLOSED
                                                                       ▲───a bad, slow or silent probe────┘
    FORCED_OPEN  an operator's: admits nothing          METRICS_ONLY  an operator's: counts, never opens

In HALF_OPEN only probes pass, and the router runs them in the background: no client ever waits on one. A probe holds a
lease, so one that never reports counts as failed instead of sticking. Clock and randomness are handed in; no I/O.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from app.routing.deadline import Clock
from app.routing.latency import RunningQuantile
from app.routing.window import Counts, Window


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"
    FORCED_OPEN = "forced_open"
    METRICS_ONLY = "metrics_only"


OnChange = Callable[[State, State, str], None]
"""Called after a change of state: from, to, why."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When to open and for how long (RELIABILITY.md §4); seconds and shares."""

    streak: int = 5
    streak_when_warned: int = 2
    least_calls: int = 10
    failure_share: float = 0.5
    slow_share: float = 0.8
    stalled_calls: int = 5
    stall_s: float = 0.300
    stall_factor: float = 4.0
    first_open_s: float = 5.0
    longest_open_s: float = 60.0
    forgive_s: float = 60.0
    probes: int = 3
    lease_grace_s: float = 1.0
    longest_cooldown_s: float = 60.0


@dataclass(slots=True)
class Permit:
    """Leave for one call. Exactly one of the reports is due; what an older generation reports is dropped."""

    breaker: Breaker
    generation: int
    started: float
    slow_s: float
    lease_until: float | None = None

    def succeed(self) -> None:
        """The vendor answered; slow if it took longer than `slow_s`."""
        self.breaker.report(self, failed=False, slow=self.age_s > self.slow_s)

    def fail(self, *, slow: bool = False) -> None:
        """The vendor failed."""
        self.breaker.report(self, failed=True, slow=slow)

    def lag(self) -> None:
        """Another model answered first although this one had its time: slow, neither good nor bad."""
        self.breaker.report(self, failed=False, slow=True, finished=False)

    def open_hard(self, seconds: float, why: str) -> None:
        """Open at once and for that long: the key, the quota or the model is gone."""
        self.breaker.open_hard(self, seconds, why)

    def release(self) -> None:
        """The call says nothing about the vendor: cancelled by the client, or our own trouble."""
        self.breaker.release(self)

    @property
    def age_s(self) -> float:
        return self.breaker.clock() - self.started


@dataclass(slots=True)
class Breaker:
    """See the module. `cold_s` is what stands in for the usual latency before any was seen."""

    clock: Clock
    rng: random.Random
    cold_s: float = 1.0
    policy: Policy = field(default_factory=Policy)
    on_change: OnChange = lambda old, new, why: None
    state: State = State.CLOSED
    generation: int = 0
    opens_in_a_row: int = 0
    p50: RunningQuantile = field(default_factory=lambda: RunningQuantile(0.5))
    p95: RunningQuantile = field(default_factory=lambda: RunningQuantile(0.95))
    _window: Window = field(default_factory=Window)
    _streak: int = 0
    _lags: int = 0
    _good_probes: int = 0
    _probes_allowed: int = 3
    _since: float = 0.0
    _open_until: float = 0.0
    _cooldown_until: float = 0.0
    _warned_until: float = 0.0
    _last_success: float = float("-inf")
    _in_flight: dict[int, Permit] = field(default_factory=dict)

    # ---- asking ----------------------------------------------------------------------------------------------------
    def permit(self, slow_s: float) -> Permit | None:
        """Leave for a user's call, or None: go to the next model."""
        self.settle()
        if self.state not in (State.CLOSED, State.METRICS_ONLY) or self.cooling_s > 0:
            return None
        return self._issue(slow_s, None)

    def probe(self, slow_s: float, attempt_s: float) -> Permit | None:
        """Leave for one background probe, leased for the attempt's time and a little more; or None."""
        self.settle()
        if self.state is not State.HALF_OPEN or self.cooling_s > 0:
            return None
        if len(self._in_flight) >= min(self._probes_allowed, self.policy.probes - self._good_probes):
            return None
        return self._issue(slow_s, self.clock() + attempt_s + self.policy.lease_grace_s)

    def settle(self) -> None:
        """Let time do its work: an open breaker becomes half open, a lapsed lease a failure, a stall an opening."""
        now = self.clock()
        if self.state is State.OPEN and now >= self._open_until:
            self._change(State.HALF_OPEN, "time")
        elif self.state is State.HALF_OPEN and any((p.lease_until or now) < now for p in self._in_flight.values()):
            self._open("probe never reported")
        elif self.state is State.CLOSED and self._has_stalled():
            self._open("stall")

    # ---- reporting -------------------------------------------------------------------------------------------------
    def report(self, permit: Permit, *, failed: bool, slow: bool, finished: bool = True) -> None:
        """Take the outcome of a call; use the methods of Permit."""
        if not self._take_back(permit):
            return
        now = self.clock()
        self._window.record(now, failed=failed, slow=slow)
        if failed:
            self._streak += 1
        elif not finished:
            self._lags += 1
        else:
            self._streak = self._lags = 0
            self._last_success = now
            self.p50.see(now - permit.started)
            self.p95.see(now - permit.started)
        if self.state is State.HALF_OPEN:
            self._judge_probe(failed or slow)
        elif self.state is State.CLOSED and (why := self._why_open(now)):
            self._open(why)

    def release(self, permit: Permit) -> None:
        """Take a permit back without an outcome."""
        self._take_back(permit)

    def _take_back(self, permit: Permit) -> bool:
        """False if the permit was reported before, or is from before the last change of state."""
        return self._in_flight.pop(id(permit), None) is not None and permit.generation == self.generation

    # ---- orders ----------------------------------------------------------------------------------------------------
    def open_hard(self, permit: Permit, seconds: float, why: str) -> None:
        """A call met what time alone seldom mends (key, quota, retired model): open, then one probe at a time."""
        if self._take_back(permit) and self.state in (State.CLOSED, State.HALF_OPEN):
            self._open(why, seconds)
            self._probes_allowed = 1

    def cool_down(self, seconds: float) -> None:
        """Leave the vendor alone for min(seconds, 60 s) ± 10 %; never shortens a cooldown that is running."""
        span = min(max(seconds, 0.0), self.policy.longest_cooldown_s) * self.rng.uniform(0.9, 1.1)
        self._cooldown_until = max(self._cooldown_until, self.clock() + span)

    def warn(self, seconds: float) -> None:
        """Another pod's breaker opened: for that long, a streak of two is enough here."""
        self._warned_until = max(self._warned_until, self.clock() + seconds)

    def force_open(self) -> None:
        """An operator takes the pair out of use until `reset`."""
        self._change(State.FORCED_OPEN, "operator")

    def metrics_only(self) -> None:
        """An operator lets everything through and only watches, until `reset`."""
        self._change(State.METRICS_ONLY, "operator")

    def reset(self) -> None:
        """Back to CLOSED with an empty memory."""
        self.opens_in_a_row = 0
        self._cooldown_until = self._warned_until = 0.0
        self._change(State.CLOSED, "operator")

    # ---- seeing ----------------------------------------------------------------------------------------------------
    @property
    def cooling_s(self) -> float:
        """Seconds of cooldown left, 0 if none."""
        return max(0.0, self._cooldown_until - self.clock())

    @property
    def open_s(self) -> float:
        """Seconds until it may be probed again, 0 unless OPEN."""
        return max(0.0, self._open_until - self.clock()) if self.state is State.OPEN else 0.0

    @property
    def in_flight(self) -> int:
        return len(self._in_flight)

    @property
    def counts(self) -> Counts:
        return self._window.counts(self.clock())

    @property
    def stall_after_s(self) -> float:
        """How old a call must be to count as stalled."""
        usual = self.policy.stall_factor * self.p50.value if self.p50.value is not None else self.cold_s
        return max(self.policy.stall_s, usual)

    def older_than(self, seconds: float, at_most: int) -> int:
        """How many calls in flight are older than that, counted up to `at_most`."""
        limit, count = self.clock() - seconds, 0
        for permit in self._in_flight.values():  # in the order of their start
            if permit.started > limit or count >= at_most:
                break
            count += 1
        return count

    # ---- inside ----------------------------------------------------------------------------------------------------
    def _issue(self, slow_s: float, lease_until: float | None) -> Permit:
        permit = Permit(self, self.generation, self.clock(), slow_s, lease_until)
        self._in_flight[id(permit)] = permit
        return permit

    def _has_stalled(self) -> bool:
        if len(self._in_flight) < self.policy.stalled_calls:
            return False
        oldest = next(iter(self._in_flight.values()))
        if self._last_success > oldest.started:
            return False
        return self.older_than(self.stall_after_s, self.policy.stalled_calls) >= self.policy.stalled_calls

    def _why_open(self, now: float) -> str | None:
        rules = self.policy
        if self._streak >= (rules.streak_when_warned if now < self._warned_until else rules.streak):
            return "streak"
        if self._lags >= rules.streak:
            return "stall"  # five losers and no answer since: the good seconds before must not hide that
        counts = self._window.counts(now)
        if counts.calls < rules.least_calls:
            return None
        if counts.failures >= rules.failure_share * counts.calls:
            return "failure rate"
        return "slow rate" if counts.slow >= rules.slow_share * counts.calls else None

    def _judge_probe(self, bad: bool) -> None:
        if bad:
            self._open("probe")
            return
        self._good_probes += 1
        self._probes_allowed = self.policy.probes
        if self._good_probes >= self.policy.probes:
            self._change(State.CLOSED, "probes")

    def _open(self, why: str, seconds: float | None = None) -> None:
        rules, now = self.policy, self.clock()
        if self.state is State.CLOSED:
            forgiven = int((now - self._since) // rules.forgive_s)
            self.opens_in_a_row = max(0, self.opens_in_a_row - forgiven)
        self.opens_in_a_row += 1
        if seconds is None:
            grown = rules.first_open_s * 2 ** min(self.opens_in_a_row - 1, 16)
            seconds = min(grown, rules.longest_open_s) * self.rng.uniform(0.8, 1.2)
        self._open_until = now + seconds
        self._probes_allowed = rules.probes
        self._change(State.OPEN, why)

    def _change(self, to: State, why: str) -> None:
        """What left before the last change of state says nothing about now: forget it all."""
        old, self.state = self.state, to
        self.generation += 1
        self._since = self.clock()
        self._streak = self._lags = self._good_probes = 0
        self._window.clear()
        self._in_flight.clear()
        self.on_change(old, to, why)
