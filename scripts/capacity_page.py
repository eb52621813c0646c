"""The capacity page: what follows from measured costs of a request."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.bench_miss import TEXT

ROOT = Path(__file__).resolve().parent.parent
AD = TEXT[:194]
VENDOR_S = 1.5
"""What a vendor takes on average; the measurement's own takes 60 ms, which CPU does not depend on."""
TARGETS = (10, 100, 1000)
MODELS = (
    ("openai", "gpt-5.4-nano"),
    ("openai", "gpt-5.4-mini"),
    ("openai", "gpt-5.4"),
    ("gemini", "gemini-3.5-flash-lite"),
    ("gemini", "gemini-3.5-flash"),
)
STATIC, TAIL, SCHEMA, ANSWER, PER_TOKEN = 826, 204, 1755, 395, 1.43
"""Tokens of the prompt of parse/real-estate (o200k_base): prefix, instructions after the post, schema, one listing;
and characters of Korean text per token."""


@dataclass(frozen=True)
class Cluster:
    """What the manifests give a pod, and from where on the autoscaler adds one."""

    cpu: str
    memory: str
    cpu_limit: str
    memory_limit: str
    utilization: int
    """Per cent of the CPU that a pod asks for."""
    in_flight: float
    most_pods: int
    """Of the overlay `prod`."""

    @property
    def share(self) -> float:
        """Of one core, on average over the pods."""
        return int(self.cpu.removesuffix("m")) / 1000 * self.utilization / 100


def cluster() -> Cluster:
    """From k8s/, so that this page and what runs cannot differ."""
    manifest = _yaml("k8s/base/deployment.yaml")
    asked = manifest["spec"]["template"]["spec"]["containers"][0]["resources"]
    [cpu] = _yaml("k8s/base/autoscaler.yaml")["spec"]["metrics"]
    flying = _patched("k8s/components/in-flight/kustomization.yaml", "/spec/metrics/-")
    return Cluster(
        asked["requests"]["cpu"],
        asked["requests"]["memory"],
        asked["limits"]["cpu"],
        asked["limits"]["memory"],
        cpu["resource"]["target"]["averageUtilization"],
        float(flying["pods"]["target"]["averageValue"]),
        _patched("k8s/overlays/prod/kustomization.yaml", "/spec/maxReplicas"),
    )


def _patched(kustomization: str, path: str) -> Any:
    """What a kustomization's patches put there."""
    patches = (yaml.safe_load(one["patch"]) for one in _yaml(kustomization)["patches"])
    return next(op["value"] for patch in patches for op in patch if op.get("path") == path)


def _yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


@dataclass(frozen=True)
class Cost:
    """Of one way: CPU in ms, Redis commands and CPU of Redis in ms per request, latency at the measured rate, memory
    of the process."""

    way: str
    cpu_ms: float
    p50_ms: float
    commands: float
    redis_ms: float
    rss_mib: float

    @property
    def per_core(self) -> float:
        return 1000 / self.cpu_ms

    def line(self) -> str:
        own = f"{self.cpu_ms:.2f} | {self.per_core:,.0f} | {self.p50_ms:.1f}"
        return f"| {self.way} | {own} | {self.commands:.0f} | {self.redis_ms:.2f} | {self.rss_mib:.0f} |"

    def pods(self, rate: float, on: Cluster) -> int:
        """Pods that the autoscaler settles at for so many requests a second, never fewer than two."""
        by_cpu = rate * self.cpu_ms / 1000 / on.share
        waiting = VENDOR_S if "vendor" in self.way else self.p50_ms / 1000
        return max(2, math.ceil(max(by_cpu, rate * waiting / on.in_flight)))


def dollars() -> list[tuple[str, float, float]]:
    """Per model, US dollars for a million posts: with nothing cached, and with the prefix read from the vendor's cache."""
    models = json.loads((ROOT / "app/providers/prices.json").read_text("utf-8"))["models"]
    fresh, prefix = TAIL + len(AD) / PER_TOKEN, STATIC + SCHEMA
    found = []
    for provider, name in MODELS:
        price = models[provider][name][-1]
        answer = ANSWER * price["output"]
        plain = (fresh + prefix) * price["input"] + answer
        cached = fresh * price["input"] + prefix * price.get("cached", price["input"]) + answer
        found.append((name, plain, cached))
    return found


TEMPLATE = """# Capacity: what a request costs, and what follows
Written by {by}.
`POST /parse/real-estate` with an ad of {characters} characters from one client with a rate, a day's requests, tokens and money; the task's own limits
are counted, too, but set too high to be met. Open loop, {rounds}.

## Per request
| way | CPU ms | requests/s a core | p50 ms | Redis commands | Redis CPU ms | RSS MiB |
|---|---|---|---|---|---|---|
{lines}

CPU is the process's own, less what it uses when idle; "a core" is 1000 / CPU ms. The vendor answers in 60 ms.
One process uses one core. Redis commands are as Redis counts them, those inside its scripts among them.

## Pods
Where the autoscaler settles (`k8s/base/autoscaler.yaml`, `k8s/components/in-flight`): at {share:.0%} of a core
({utilization} % of the {cpu} that a pod asks for) or {in_flight:.0f} requests in flight a pod, whichever asks for more, so that bursts and a
lost pod have room; with a vendor that takes {vendor_s} s the second does. Never fewer than two; the overlay `prod` goes up to {most_pods}.

| way | {targets} |
|---|---|---|---|
{pods}

A pod asks for {cpu} and {memory} and may use {cpu_limit} and {memory_limit} (`k8s/base/deployment.yaml`). A task's `limits.concurrency` ({concurrency} for this
one) bounds its calls on one vendor's account a pod; more than that is answered by the next model, and last by the rules.

## Redis
At most {redis_ms:.2f} ms of a Redis's one core a request, {redis_hit_ms:.2f} for an answer that is there: one Redis carries {redis_most:,.0f} to
{redis_hits:,.0f} requests a second at 60 % of a core.
A kept answer takes {kept_kib:.1f} KiB. 100 different texts a second, kept for a day, are {day_gib:,.0f} GiB: bound it with `maxmemory`
and `volatile-ttl` (what ends soonest goes first: answers before counts) rather than sizing for all of it. What is known of a
client are a few numbers, and {logged:.0f} bytes for every request in the window of a rate that is kept exactly (at most 1,000 of them).

**Beyond one Redis.** A pod speaks to one Redis: a Redis Cluster's redirections count as "away" (row R of `tests/faults`). What is kept falls apart
by client (quota keys hold their client in braces, `q:{{client}}:…`), by task and account (`o:{{…}}`) and by text (answers, leases), so it is sharded
above the pods: two Deployments, each with a Redis of its own, and the Ingress sends a client to one of them by its API key. One client's limits stay
exact, and a text is paid for once in each. The limits that a task has on a vendor (`tokens_per_minute`, `usd_per_day`) then hold for each half: halve them.
Without Redis nothing fails: each pod counts its share of every limit and keeps its own answers.

## Vendors
Cost of a million such posts in US dollars, from `app/providers/prices.json`: {tokens:,.0f} tokens in (of them {prefix:,} of
prefix and schema), {answer} out (one listing). Answers from the cache cost nothing.

| model | nothing cached at the vendor | prefix cached | {usd_per_day} dollars a day are |
|---|---|---|---|
{costs}

**Our own limits bind first.** `prompts/parse/real-estate/task.yaml` allows {per_minute:,} tokens a minute on each account, which are {posts:.1f}
such posts a second, and {usd_per_day} dollars a day over all models, the last column. Whatever exceeds them is answered by the next
model, and last by the embedded rules, which cost only the CPU above. So the rows "a vendor answers" hold once those two are
raised, as this measurement did. What a vendor allows depends on the account's tier and is not known here: it says 429, which is a
pause of that model and never an error of ours.
"""


def page(found: list[Cost], kept: float, logged: float, by: str, rounds: str) -> str:
    """The whole document; `kept` is bytes of Redis per answer, `logged` per request in an exact log, `by` who measured."""
    tokens = STATIC + SCHEMA + TAIL + len(AD) / PER_TOKEN
    most = max(one.redis_ms for one in found)
    least = min(one.redis_ms for one in found if one.redis_ms)
    on, limits = cluster(), _yaml("prompts/parse/real-estate/task.yaml")["limits"]
    per_minute, a_day = limits["tokens_per_minute"]["openai"], limits["usd_per_day"]
    return TEMPLATE.format(
        by=by,
        rounds=rounds,
        characters=len(AD),
        lines="\n".join(one.line() for one in found),
        vendor_s=VENDOR_S,
        targets=" | ".join(f"{rate:,}/s" for rate in TARGETS),
        pods="\n".join(f"| {one.way} | {' | '.join(str(one.pods(rate, on)) for rate in TARGETS)} |" for one in found),
        share=on.share,
        **asdict(on),
        concurrency=limits["concurrency"],
        redis_ms=most,
        redis_hit_ms=least,
        redis_most=600 / most,
        redis_hits=600 / least,
        kept_kib=kept / 1024,
        logged=logged,
        day_gib=kept * 86_400 * 100 / 2**30,
        tokens=tokens,
        prefix=STATIC + SCHEMA,
        answer=ANSWER,
        costs="\n".join(
            f"| {name} | {plain:,.0f} | {cached:,.0f} | {a_day / plain * 1e6:,.0f}–{a_day / cached * 1e6:,.0f} posts |"
            for name, plain, cached in dollars()
        ),
        usd_per_day=a_day,
        per_minute=per_minute,
        posts=per_minute / (tokens + ANSWER) / 60,
    )
