"""What many scored answers come to: counts, rates, latency, tokens, money. Points only; intervals are another story."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from app.evals.asking import Outcome
from app.evals.scored import Scored, Scorer
from app.evals.tally import Tally, ratio, total

INVALID = frozenset({"garbled", "truncated"})
"""Outcomes of an attempt whose answer did not fit the schema."""


def figures(scorer: Scorer, scored: Sequence[Scored]) -> dict[str, Any]:
    """Everything a report shows, ready for JSON."""
    fields = by_field(scored)
    micro = total(fields.values())
    critical = total(tally for path, tally in fields.items() if path in scorer.critical)
    return {
        "documents": len(scored),
        "micro": micro.line(),
        "critical": critical.line(),
        "macro_f1": _macro(fields),
        "rates": {**_rates(scored, micro), **_operation(scored)},
        "latency_s": latency([one.outcome.seconds for one in scored if not one.outcome.kept]),
        "usage": _usage([one.outcome for one in scored]),
        "missing_required": total(one.derived for one in scored).line(),
        "fields": {path: tally.line() for path, tally in sorted(fields.items()) if tally.judged},
        "tags": {tag: tally.line() for tag, tally in sorted(_by_tag(scored).items())},
        "leaks": [where for one in scored for where in one.leaks],
        "violations": [where for one in scored for where in one.violations],
        "errors": [f"{one.case.id}: {one.outcome.error}" for one in scored if one.outcome.error],
        "misses": [_told(one) for one in scored if one.misses],
    }


def by_field(scored: Iterable[Scored]) -> dict[str, Tally]:
    """The counts of every field over all documents."""
    found: dict[str, Tally] = defaultdict(Tally)
    for one in scored:
        for path, tally in one.fields.items():
            found[path].add(tally)
    return dict(found)


def latency(seconds: Sequence[float]) -> dict[str, float] | None:
    """Median and 95th percentile in seconds; None where nothing was asked."""
    ordered = sorted(seconds)
    if not ordered:
        return None
    return {"p50": ordered[len(ordered) // 2], "p95": ordered[int(len(ordered) * 0.95)]}


def _macro(fields: dict[str, Tally]) -> float | None:
    each = [line["f1"] for tally in fields.values() if (line := tally.line())["f1"] is not None]
    return ratio(sum(each), len(each))


def _by_tag(scored: Iterable[Scored]) -> dict[str, Tally]:
    found: dict[str, Tally] = defaultdict(Tally)
    for one in scored:
        summed = total(one.fields.values())
        for tag in one.case.tags:
            found[tag].add(summed)
    return found


def _rates(scored: Sequence[Scored], micro: Tally) -> dict[str, float | None]:
    def share(part: str) -> float | None:
        pairs = [getattr(one, part) for one in scored]
        return ratio(sum(right for right, _ in pairs), sum(whole for _, whole in pairs))

    proof: Counter[str] = Counter()
    for one in scored:
        proof.update(one.proof)
    return {
        "exact_match": ratio(sum(one.exact for one in scored), len(scored)),
        "hallucination_rate": ratio(micro.made_up, micro.null),
        "omission_rate": ratio(micro.omitted, micro.tp + micro.fn),
        "gate_accuracy": share("gate"),
        "count_accuracy": share("counted"),
        "first_deal_accuracy": share("first"),
        "evidence_share": ratio(proof["valid"], proof["leaves"]),
        "example_echo_rate": ratio(sum(one.echoes for one in scored), len(scored)),
    }


def _operation(scored: Sequence[Scored]) -> dict[str, float | None]:
    """What a model's answers went through before they were fit, per document."""
    n = len(scored)
    every = [one.outcome for one in scored]

    def rate(holds: Iterable[bool]) -> float | None:
        return ratio(sum(holds), n)

    return {
        "first_answer_invalid_rate": rate(any(o in INVALID for k, o in one.tries if k == "first") for one in every),
        "repair_rate": rate(any(kind == "repair" for kind, _ in one.tries) for one in every),
        "schema_error_rate": rate(one.error == "output-rejected" for one in every),
        "refusal_rate": rate(one.error == "content-refused" for one in every),
        "truncation_rate": rate(any(outcome == "truncated" for _, outcome in one.tries) for one in every),
        "failover_rate": rate(any(kind == "next" for kind, _ in one.tries) for one in every),
        "degraded_rate": rate(bool(one.meta.get("degraded")) for one in every),
        "error_rate": rate(one.error is not None for one in every),
        "ungrounded_rate": rate(any(w.get("code") == "ungrounded_dropped" for w in one.warnings) for one in every),
    }


def _usage(every: Sequence[Outcome]) -> dict[str, Any]:
    """Tokens and money over the run; None where a vendor or the price table does not say."""
    used = [one.meta.get("usage") or {} for one in every]
    costs = [one.cost_usd for one in every]
    known = [cost for cost in costs if cost is not None]
    per_post = ratio(sum(known), len(known))
    return {
        "input_tokens": sum(one.get("input_tokens") or 0 for one in used),
        "output_tokens": sum(one.get("output_tokens") or 0 for one in used),
        "cost_usd": sum(known) if known else None,
        "cost_known_for": len(known),
        "usd_per_million_posts": None if per_post is None else per_post * 1e6,
        "models": sorted({str(one.meta["model"]) for one in every if one.meta.get("model")}),
    }


def _told(one: Scored) -> dict[str, Any]:
    misses = [{"pointer": miss.pointer, "gold": miss.gold, "said": miss.said} for miss in one.misses]
    return {"id": one.case.id, "misses": misses}
