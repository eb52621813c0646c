"""A vendor's call as a span by the GenAI conventions: what was asked, by whom it was answered, what it took.

Every call is exported, whatever became of it. Words stand in a span only where that was asked for, and then masked
once more: the answer, too, and every kind of personal data, not only those the task masks.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Protocol

from app.errors import ProviderError
from app.korean.pii import redact
from app.providers.base import Call, Completion, Provider, Usage
from app.providers.lifecycle import drifted
from app.telemetry import names
from app.telemetry.trace import Seen, Value, current_span, span, want

MOST_CHARS = 8000
"""Of words in a span."""
_ESCAPED = re.compile(r"(?:\\(?:u[0-9a-fA-F]{4}|[bfnrt/]))+")


class Pricing(Protocol):
    """USD for a call, or None where price or usage is not known."""

    def cost_usd(self, provider: str, model: str, usage: Usage | None) -> float | None: ...


async def traced(provider: Provider, call: Call, pricing: Pricing, *, content: bool = False) -> Completion:
    """`provider.complete(call)`, seen. Raises what it raises."""
    want()
    began = time.monotonic()
    with span(f"{names.CHAT} {call.model.model}", _asked(call), kind="client") as seen:
        if content:
            seen.set(names.INPUT_MESSAGES, _message("user", call.masked))
        try:
            completion = await provider.complete(call)
        except asyncio.CancelledError:
            # The time of the attempt is measured around us; here its end looks like any other cancellation.
            seen.failed("timeout" if time.monotonic() - began >= call.timeout_s * 0.98 else "cancelled")
            raise
        except ProviderError as error:
            seen.set(names.VENDOR_STATUS, error.status)
            _spent(seen, call, call.model.model, error.usage, pricing)
            raise
        _answered(seen, call, completion, pricing)
        if content and completion.text is not None:
            seen.set(names.OUTPUT_MESSAGES, _message("assistant", completion.text, completion.finish))
        return completion


def _asked(call: Call) -> dict[str, Value | None]:
    model = call.model
    inherited: dict[str, Value | None] = dict.fromkeys(names.INHERITED)
    above = current_span()
    inherited.update({name: value for name, value in above.attributes.items() if name in inherited})
    return {
        **inherited,
        names.OPERATION: names.CHAT,
        names.PROVIDER: names.PUBLISHED_PROVIDERS.get(model.provider, model.provider),
        names.VENDOR: model.provider,
        names.REQUEST_MODEL: model.model,
        names.MAX_TOKENS: model.max_output_tokens,
        names.REASONING_LEVEL: model.effort or model.thinking,
        names.OUTPUT_TYPE: "json",
        names.PROMPT_NAME: call.task.name,
        names.PROMPT_VERSION: call.version.name,
        names.VERSION_DIGEST: call.version.digest[:16],
    }


def _answered(seen: Seen, call: Call, completion: Completion, pricing: Pricing) -> None:
    served = completion.model
    seen.set(names.RESPONSE_MODEL, served)
    seen.set(names.RESPONSE_ID, completion.response_id)
    if completion.finish is not None:
        seen.set(names.FINISH_REASONS, [completion.finish])
    if drifted(call.model.model, served):
        seen.set(names.DRIFTED, True)
    _spent(seen, call, served or call.model.model, completion.usage, pricing)


def _spent(seen: Seen, call: Call, served: str, usage: Usage | None, pricing: Pricing) -> None:
    if usage is None:
        return
    seen.set(names.INPUT_TOKENS, usage.input_tokens)
    seen.set(names.OUTPUT_TOKENS, usage.output_tokens)
    seen.set(names.CACHED_TOKENS, usage.cached_tokens)
    seen.set(names.CACHE_WRITE_TOKENS, usage.cache_write_tokens)
    seen.set(names.REASONING_TOKENS, usage.reasoning_tokens)
    seen.set(names.COST_USD, pricing.cost_usd(call.model.provider, served, usage))


def _message(role: str, words: str, finish: str | None = None) -> str:
    """One message as the conventions write it, with every kind of personal data masked."""
    shown = redact(_unescaped(words))[:MOST_CHARS]
    message: dict[str, object] = {"role": role, "parts": [{"type": "text", "content": shown}]}
    if finish is not None:
        message["finish_reason"] = finish
    return json.dumps([message], ensure_ascii=False)


def _unescaped(words: str) -> str:
    """Words as they read: a model may write its JSON with escapes, and no mask finds a telephone number in `\\uacf5`."""
    return _ESCAPED.sub(lambda found: json.loads(f'"{found[0]}"').encode(errors="replace").decode(), words)
