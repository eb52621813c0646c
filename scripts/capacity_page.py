"""The capacity page: what follows from measured costs of a request."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from scripts.bench_miss import TEXT

ROOT = Path(__file__).resolve().parent.parent
AD = TEXT[:194]
SHARE = 0.6
"""Of one core that a pod may use on average: the autoscaler adds pods from there on, and bursts have room."""
IN_FLIGHT, VENDOR_S = 512, 1.5
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
class Cost:
    """Of one way: CPU in ms and Redis commands per request, latency at the measured rate, memory of the process."""

    way: str
    cpu_ms: float
    p50_ms: float
    commands: float
    rss_mib: float

    @property
    def per_core(self) -> float:
        return 1000 / self.cpu_ms

    def line(self) -> str:
        figures = (
            f"{self.cpu_ms:.2f} | {self.per_core:,.0f} | {self.p50_ms:.1f} | {self.commands:.1f} | {self.rss_mib:.0f}"
        )
        return f"| {self.way} | {figures} |"

    def pods(self, rate: float) -> int:
        """Pods for so many requests a second, never fewer than two."""
        by_cpu = rate * self.cpu_ms / 1000 / SHARE
        by_gate = rate * VENDOR_S / (0.7 * IN_FLIGHT) if "vendor" in self.way else 0.0
        return max(2, math.ceil(max(by_cpu, by_gate)))


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
`POST /parse/real-estate` with an ad of {characters} characters, everything on but a clients file, open loop, {rounds}.

## Per request
| way | CPU ms | requests/s a core | p50 ms | Redis commands | RSS MiB |
|---|---|---|---|---|---|
{lines}

CPU is the process's own, less what it uses when idle; "a core" is 1000 / CPU ms. The vendor answers in 60 ms.
One process uses one core.

## Pods
At {share:.0%} of a core on average, so that bursts and a lost pod have room; a vendor that takes {vendor_s} s is also bound by
{in_flight} requests in flight a pod (70 % of it). Never fewer than two.

| way | {targets} |
|---|---|---|---|
{pods}

A pod asks for 0.5 core and 192 MiB and may use 1.5 cores and 384 MiB (`k8s/base/deployment.yaml`).

## Redis
{commands:.1f} commands a request at most: at 1,000 requests/s {commands_s:,.0f} a second, where one Redis does tens of thousands.
A kept answer takes {kept_kib:.1f} KiB. 100 different texts a second, kept for a day, are {day_gib:,.0f} GiB: bound it with `maxmemory`
and `volatile-lru` (the least used go first, and only what has an end) rather than sizing for all of it.

**Beyond one Redis.** Every quota key holds its client in braces (`q:{{client}}:…`), so a Redis Cluster keeps one client's
limits on one shard and the script stays atomic; answers and leases are single keys and spread by themselves. What does
not shard is one client that alone exceeds a shard: give it two names. Without Redis nothing fails: each pod counts its
share of every limit and keeps its own answers.

## Vendors
Cost of a million such posts in US dollars, from `app/providers/prices.json`: {tokens:,.0f} tokens in (of them {prefix:,} of
prefix and schema), {answer} out (one listing). Answers from the cache cost nothing.

| model | nothing cached at the vendor | prefix cached |
|---|---|---|
{costs}

A vendor's own limit binds before ours does: 400,000 tokens a minute are {posts:.1f} posts a second. Whatever exceeds it is
answered by the next model, and last by the embedded rules, which cost only the CPU above. `limits:` in a task's folder
holds tokens a minute and dollars a day.
"""


def page(found: list[Cost], kept: float, by: str, rounds: str) -> str:
    """The whole document; `kept` is bytes of Redis per answer, `by` who measured when and where."""
    tokens = STATIC + SCHEMA + TAIL + len(AD) / PER_TOKEN
    commands = max(one.commands for one in found)
    return TEMPLATE.format(
        by=by,
        rounds=rounds,
        characters=len(AD),
        lines="\n".join(one.line() for one in found),
        share=SHARE,
        vendor_s=VENDOR_S,
        in_flight=IN_FLIGHT,
        targets=" | ".join(f"{rate:,}/s" for rate in TARGETS),
        pods="\n".join(f"| {one.way} | {' | '.join(str(one.pods(rate)) for rate in TARGETS)} |" for one in found),
        commands=commands,
        commands_s=commands * 1000,
        kept_kib=kept / 1024,
        day_gib=kept * 86_400 * 100 / 2**30,
        tokens=tokens,
        prefix=STATIC + SCHEMA,
        answer=ANSWER,
        costs="\n".join(f"| {name} | {plain:,.0f} | {cached:,.0f} |" for name, plain, cached in dollars()),
        posts=400_000 / (tokens + ANSWER) / 60,
    )
