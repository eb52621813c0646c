"""Every number that is counted here, with the labels it may carry; `k8s/` dashboards and alerts are checked against it.

Labels come from closed sets: names of configured tasks and models, and words of our own code. Whatever else turns up
counts as `other`, so that no caller and no vendor can make a series.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from opentelemetry.metrics import Counter, Histogram, Meter

from app.telemetry import names
from app.telemetry.tally import Labels, Tallied, TalliedCounter
from app.telemetry.trace import Span

OTHER: Final = "other"
SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0)
GENAI_SECONDS: Final = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
"""The boundaries that the GenAI conventions ask for, as those below."""
GENAI_TOKENS: Final = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864)
TOKEN_KINDS: Final = {
    "input": names.INPUT_TOKENS,
    "output": names.OUTPUT_TOKENS,
    "cached": names.CACHED_TOKENS,
    "reasoning": names.REASONING_TOKENS,
}
MOST_WORDS = 100


class Closed(Protocol):
    """Which names may become label values, as of now."""

    @property
    def tasks(self) -> Collection[str]: ...
    @property
    def models(self) -> Collection[tuple[str, str]]:
        """(provider, model) of every configured entry."""
        ...


class Words:
    """Label values that are words of our own code or of a task folder: at most MOST_WORDS are told apart."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, word: str) -> str:
        if word in self._seen:
            return word
        if len(self._seen) >= MOST_WORDS or len(word) > 60 or not word.replace("_", "").replace("-", "").isalnum():
            return OTHER
        self._seen.add(word)
        return word


class Ended(NamedTuple):
    """A request that is over. `made`: an answer was made for it, so that its overhead means something."""

    task: str | None
    outcome: str
    cache: str
    seconds: float
    provider_wait_s: float | None
    facts: Mapping[str, Any]


class Metrics:
    """Instruments of one meter."""

    def __init__(self, meter: Meter, closed: Closed, tallied: Tallied) -> None:
        """What every request counts is tallied by hand; the rest is rare enough for the SDK."""
        self._closed = closed
        self._word = Words()
        self._hits: dict[str, Labels] = {}
        count: Callable[..., Counter] = meter.create_counter
        self._duration = tallied.histogram("chaeum.request.duration", "s", "Seconds a request took.", SECONDS)
        self._overhead = _histogram(
            meter,
            "chaeum.request.overhead",
            "s",
            "Seconds of a request that were not spent waiting for a provider.",
            SECONDS,
        )
        self._attempts = count("chaeum.attempts", description="Attempts to get an answer, by how they ended.")
        self._changes = count("chaeum.breaker.changes", description="Changes of a breaker's state.")
        self._alerts = count("chaeum.alerts", description="A key, a bill or a model that a person has to mend.")
        self._calls = _histogram(
            meter, "gen_ai.client.operation.duration", "s", "GenAI operation duration.", GENAI_SECONDS
        )
        self._usage = _histogram(
            meter, "gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.", GENAI_TOKENS
        )
        self._tokens = count("chaeum.tokens", unit="{token}", description="Tokens that vendors counted.")
        self._cost = count("chaeum.cost.usd", description="US dollars that calls cost, where the price is known.")
        self._unpriced = count("chaeum.cost.unknown", description="Calls whose cost is not known.")
        self._answers = count("chaeum.answers", description="Answers that were made, cached ones not counted again.")
        self._values = count("chaeum.values", description="Values of answers by how their words stand in the text.")
        self._warnings = count("chaeum.warnings", description="Warnings that went out with answers.")
        self._echoes = count(
            "chaeum.example.echoes", description="Answers that repeated a value of a prompt's example."
        )
        self._judged = count("chaeum.feedback.fields", description="Values of answers by what people made of them.")
        self._forms = count("chaeum.feedback.forms", description="Forms that people took as they were, or edited.")
        self._drifts = count("chaeum.model.drifts", description="Answers of another model than was asked for.")
        self._quota = TalliedCounter(
            meter, "chaeum.quota.decisions", "Quotas asked, by what they said and who counted."
        )

    # ---- a request -------------------------------------------------------------------------------------------------
    def request(self, ended: Ended) -> None:
        """Count a request that is over."""
        task, facts = self.task(ended.task), ended.facts
        labels = (("task", task), ("outcome", self._word(ended.outcome)), ("cache", ended.cache))
        self._duration.record(ended.seconds, labels)
        self._asked(facts)
        if ended.provider_wait_s is not None:
            self._overhead.record(max(0.0, ended.seconds - ended.provider_wait_s), {"task": task})

    def hit(self, task: str, seconds: float, facts: Mapping[str, Any]) -> None:
        """Count a request that a kept answer of `task` has ended."""
        labels = self._hits.get(task)
        if labels is None:
            labels = self._hits[task] = (("task", self.task(task)), ("outcome", "ok"), ("cache", "hit"))
        self._duration.record(seconds, labels)
        self._asked(facts)

    def _asked(self, facts: Mapping[str, Any]) -> None:
        decision = facts.get("quota")
        if decision is not None:
            self._quota.add(1, (("decision", decision), ("mode", facts["quota_mode"])))

    def answered(self, name: str, facts: Mapping[str, Any]) -> None:
        """Count an answer that was made, whether or not whoever asked for it is still there."""
        task = self.task(name)
        provider, model = self.model(*facts["answered_by"])
        degraded = "true" if facts["degraded"] else "false"
        self._answers.add(
            1,
            {
                "task": task,
                "version": self._word(facts["version"]),
                "provider": provider,
                "model": model,
                "degraded": degraded,
            },
        )
        for match, number in facts["evidence"].items():
            self._values.add(number, {"task": task, "match": self._word(match)})
        for code in facts["warnings"]:
            self._warnings.add(1, {"task": task, "code": self._word(code)})

    # ---- a provider ------------------------------------------------------------------------------------------------
    def attempt(self, task: str, provider: str, model: str, kind: str, outcome: str, row: str) -> None:
        """Count an attempt; `outcome` and `row` are words of the outcome table."""
        provider, model = self.model(provider, model)
        labels = {"task": self.task(task), "provider": provider, "model": model}
        self._attempts.add(1, {**labels, "kind": kind, "outcome": self._word(outcome), "row": self._word(row)})

    def breaker_changed(self, provider: str, model: str, to: str) -> None:
        provider, model = self.model(provider, model)
        self._changes.add(1, {"provider": provider, "model": model, "to": to})

    def alert(self, provider: str, model: str, row: str) -> None:
        provider, model = self.model(provider, model)
        self._alerts.add(1, {"provider": provider, "model": model, "row": self._word(row)})

    def called(self, span: Span) -> None:
        """Count a call of a vendor from its span."""
        said = span.attributes
        provider, model = self.model(str(said[names.VENDOR]), str(said[names.REQUEST_MODEL]))
        genai: dict[str, str] = {
            names.OPERATION: names.CHAT,
            names.PROVIDER: names.PUBLISHED_PROVIDERS.get(provider, provider),
            names.REQUEST_MODEL: model,
        }
        failed = {names.ERROR_TYPE: self._word(span.error)} if span.error else {}
        self._calls.record((span.ended_ns - span.began_ns) / 1e9, {**genai, **failed})
        labels = {"task": self.task(str(said[names.PROMPT_NAME])), "provider": provider, "model": model}
        self._count_tokens(said, genai, labels)
        cost = said.get(names.COST_USD)
        if isinstance(cost, float | int):
            self._cost.add(cost, labels)
        elif not span.error:
            self._unpriced.add(1, labels)
        if said.get(names.DRIFTED):
            self._drifts.add(1, labels)

    def _count_tokens(self, said: Mapping[str, Any], genai: Mapping[str, str], labels: Mapping[str, str]) -> None:
        for kind, name in TOKEN_KINDS.items():
            number = said.get(name)
            if not number:
                continue
            self._tokens.add(number, {**labels, "type": kind})
            if kind in ("input", "output"):
                self._usage.record(number, {**genai, names.TOKEN_TYPE: kind})

    def feedback(self, task: str, version: str, provider: str, fields: Sequence[tuple[str, str, int]]) -> None:
        """Count what a person made of an answer; `fields` are declared ones, with a verdict and a number of leaves."""
        labels = {"task": self.task(task), "version": self._word(version), "provider": self._word(provider)}
        for field, verdict, number in fields:
            self._judged.add(number, {**labels, "field": field, "verdict": verdict})
        untouched = all(verdict == "accepted" for _, verdict, _ in fields)
        self._forms.add(1, {**labels, "outcome": "accepted" if untouched else "edited"})

    def echoed(self, task: str) -> None:
        self._echoes.add(1, {"task": self.task(task)})

    # ---- closed sets -----------------------------------------------------------------------------------------------
    def task(self, name: str | None) -> str:
        """`name` if it is a task here."""
        return name if name is not None and name in self._closed.tasks else OTHER

    def model(self, provider: str, model: str) -> tuple[str, str]:
        """Provider and model if some task is configured to ask them."""
        return (provider, model) if (provider, model) in self._closed.models else (OTHER, OTHER)


def _histogram(meter: Meter, name: str, unit: str, about: str, bounds: Collection[float]) -> Histogram:
    return meter.create_histogram(
        name, unit=unit, description=about, explicit_bucket_boundaries_advisory=[float(bound) for bound in bounds]
    )
