"""`make live`: the promises of a provider and twenty gold texts, against every real vendor whose key is set.

Skipped by name without a key. A vendor's model is the one that parse/real-estate names; `LIVE_<PROVIDER>_MODEL` names
one for a server of one's own. Costs some cents.
"""

from __future__ import annotations

import json
import os
from datetime import date
from functools import partial
from typing import Any

import pytest
from app.domain import Source
from app.errors import Garbled, Misconfigured
from app.korean.fold import fold
from app.korean.pii import find_private, mask
from app.providers import lifecycle
from app.providers.accounts import Account, ProviderSettings
from app.providers.base import Call, Completion, Repair
from app.providers.connect import connect
from app.providers.prices import Prices
from app.providers.secret import Secret
from app.tasks.dialects import model_schema
from app.tasks.spec import ModelSpec
from app.tasks.task import compile_schema

from tests.world.folders import AD, DAY, PROMPTS, tasks
from tests.world.vendors import run

pytestmark = pytest.mark.live
TASK = "parse/real-estate"
TEXTS = 20
PATIENCE_S = 30.0


def configured() -> list[Any]:
    """Every account of the environment with a model to ask; a skip that names the vendor where there is none."""
    accounts = {one.key: one for one in ProviderSettings.from_environ(os.environ).accounts}
    rows = []
    for key in sorted({("openai", None), ("gemini", None), *accounts}, key=str):
        if key not in accounts:
            reason = f"no key: set {key[0].upper()}_API_KEY"
            rows.append(pytest.param(None, None, id=key[0], marks=pytest.mark.skip(reason=reason)))
            continue
        model = _model(key[0])
        reason = f"no model: set LIVE_{key[0].upper()}_MODEL"
        marks = () if model else (pytest.mark.skip(reason=reason),)
        rows.append(pytest.param(accounts[key], model, id="-".join(filter(None, key)), marks=marks))
    return rows


def _model(provider: str) -> ModelSpec | None:
    named = os.environ.get(f"LIVE_{provider.upper()}_MODEL")
    if named:
        return ModelSpec(use=f"{provider}:{named}", undated_ok=True, max_output_tokens=4500)
    return next((one for one in tasks()[TASK].spec.models if one.provider == provider), None)


every_vendor = pytest.mark.parametrize("account,model", configured())


def a_call(text: str, model: ModelSpec, day: date = DAY, repair: Repair | None = None) -> Call:
    """A call as the pipeline makes it: masked, fenced, with time enough for a far vendor."""
    task, folded = tasks()[TASK], fold(text)
    masked = mask(folded, [one for one in find_private(folded) if one.kind in task.spec.mask]).text
    return Call(task, task.stable, Source(text, day), masked, model, PATIENCE_S, "7f3a91c2", repair)


async def answer(account: Account, call: Call) -> Completion:
    provider = connect(ProviderSettings((account,), connect_s=3.0))[account.key]
    try:
        return await provider.complete(call)
    finally:
        await provider.aclose()


def judged(completion: Completion) -> dict[str, Any]:
    """The answer, valid under the model's schema."""
    found: dict[str, Any] = json.loads(completion.text or "")
    errors = [error.message for error in compile_schema(model_schema(tasks()[TASK].spec)).iter_errors(found)]
    assert errors == []
    return found


@every_vendor
def test_a_vendor_answers_in_our_schema(account: Account, model: ModelSpec) -> None:
    """A valid answer with usage and a known model: the dialect is accepted as it is compiled."""
    done = run(partial(answer, account, a_call(AD, model)))
    assert judged(done)["intent"] == "offer"
    assert done.usage is not None
    assert not lifecycle.drifted(model.model, done.model)
    if account.provider in ("openai", "gemini"):
        assert (Prices.read(date.today).cost_usd(account.provider, model.model, done.usage) or 0) > 0


@every_vendor
def test_a_vendor_takes_a_repair_call(account: Account, model: ModelSpec) -> None:
    """The second turn about a first answer's errors is accepted and answered in the schema."""
    repair = Repair('{"analysis": "x", "intent": "sale"}', (("/intent", "is not one of the values"),))
    judged(run(partial(answer, account, a_call(AD, model, repair=repair))))


@every_vendor
def test_a_vendor_says_when_it_was_cut_off(account: Account, model: ModelSpec) -> None:
    """Sixteen tokens are too few, and that is seen as a truncation rather than as a short answer."""
    short = model.model_copy(update={"max_output_tokens": 16})
    with pytest.raises(Garbled) as caught:
        run(partial(answer, account, a_call(AD, short)))
    assert caught.value.truncated


@every_vendor
def test_a_vendor_refuses_a_wrong_key(account: Account, model: ModelSpec) -> None:
    """A key that is none opens the breaker for a minute."""
    if account.secret is None:
        pytest.skip("this server needs no key")
    wrong = Account(account.provider, account.account, account.url, Secret("sk-wrong-0123456789"))
    with pytest.raises(Misconfigured) as caught:
        run(partial(answer, wrong, a_call(AD, model)))
    assert caught.value.opens_s == 60


@every_vendor
def test_a_vendor_reads_gold_texts(account: Account, model: ModelSpec) -> None:
    """Twenty texts: every answer valid, the intent mostly right, and copied words really copied."""
    lines = (PROMPTS / TASK / "eval" / "dev.jsonl").read_text("utf-8").splitlines()[:TEXTS]
    right = copied = stands = 0
    for row in map(json.loads, lines):
        day = date.fromisoformat(row.get("input", {}).get("reference_date", DAY.isoformat()))
        call = a_call(row["text"], model, day)
        found = judged(run(partial(answer, account, call)))
        right += found["intent"] == row["expected"].get("intent")
        words = list(_copied(found))
        copied += len(words)
        stands += sum(word in call.masked for word in words)
    print(f"{account.provider}: intent {right}/{len(lines)}, copied words that stand in the text {stands}/{copied}")
    assert right >= 0.8 * len(lines)
    assert copied > 0
    assert stands >= 0.9 * copied


def _copied(value: Any, name: str = "") -> list[str]:
    """What stands in fields that are to be copied."""
    if isinstance(value, dict):
        return [word for key, below in value.items() for word in _copied(below, key)]
    if isinstance(value, list):
        return [word for below in value for word in _copied(below, name)]
    return [value] if name.endswith("_text") and isinstance(value, str) else []
