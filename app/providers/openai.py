"""OpenAI by its Responses API with a strict JSON schema.

    answer                                            ours
    status completed, output_text                     Completion
    status completed, a part of type refusal          Refused
    incomplete, max_output_tokens                     Mendable, truncated: more tokens, no correction
    incomplete, content_filter                        Refused
    failed: rate_limit_exceeded                       Throttled
    failed: insufficient_quota                        Misconfigured
    failed: invalid_prompt                            Refused
    failed: anything else                             Unreachable
    in_progress, queued, cancelled, no status at all  Garbled
    not JSON, empty, too deep                         Garbled
    an HTTP status                                    app.providers.vendor_status
    no connection, silence                            app.providers.guard.of_transport

`store` is always false (the default keeps texts for 30 days); `temperature` is never sent, reasoning models refuse it.
"""

from __future__ import annotations

import re
from typing import Any

from app.errors import Garbled, Misconfigured, Refused, Throttled, Unreachable
from app.providers import answers
from app.providers.base import Call, Completion, Mendable, Repair
from app.providers.bodies import Bodies, Document, Shape, schema_name
from app.providers.openai_client import OpenAiClient
from app.providers.vendor_status import ACCOUNT_S
from app.tasks.dialects import openai_schema

_GENERATION = re.compile(r"gpt-([0-9]{1,2})(?:\.([0-9]{1,2}))?(?![0-9])")
_EXPLICIT_CACHE_SINCE = (5, 6)
CACHE_MINIMUM_TOKENS = 1024
_USAGE = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cached_tokens": "input_tokens_details.cached_tokens",
    "reasoning_tokens": "output_tokens_details.reasoning_tokens",
    "cache_write_tokens": "input_tokens_details.cache_write_tokens",
}


class OpenAi:
    """One account at OpenAI."""

    name = "openai"

    def __init__(self, client: OpenAiClient) -> None:
        self._client = client
        self._bodies = Bodies(document)

    def body(self, call: Call) -> Document:
        """The exact request body of `call`."""
        return self._bodies.document(call)

    async def complete(self, call: Call) -> Completion:
        """Answer or raise a ProviderError within `call.timeout_s`."""
        answer = await self._client.post("/responses", self._bodies.payload(call), call.timeout_s)
        return completion(answers.decode(answer))

    async def aclose(self) -> None:
        await self._client.aclose()


def document(shape: Shape) -> Document:
    """The body: the static part as a developer message, the fenced post and what to do with it as the user's."""
    generation = _generation(shape.model.model)
    static: Document = {"type": "input_text", "text": shape.prompt.prefix}
    schema = openai_schema(shape.schema)
    explicit = generation >= _EXPLICIT_CACHE_SINCE
    if explicit and tokens_of(shape.prompt.prefix) + tokens_of(str(schema)) >= CACHE_MINIMUM_TOKENS:
        static["prompt_cache_breakpoint"] = {"mode": "explicit"}
    text: Document = {
        "format": {"type": "json_schema", "name": schema_name(shape.task.name), "strict": True, "schema": schema}
    }
    body: Document = {
        "model": shape.model.model,
        "input": [
            {"role": "developer", "content": [static]},
            {"role": "user", "content": [{"type": "input_text", "text": shape.prompt.rest}]},
            *(_turn(role, words) for role, words in shape.turns),
        ],
        "text": text,
        "max_output_tokens": shape.max_tokens,
        "store": False,
        "prompt_cache_key": f"{shape.task.name}/{shape.version.name}",
    }
    if generation >= (5, 0):
        text["verbosity"] = "low"
    if explicit:
        body["prompt_cache_options"] = {"mode": "explicit"}
    if shape.model.effort is not None:
        body["reasoning"] = {"effort": shape.model.effort}
    return body


def _turn(role: str, words: str) -> Document:
    kind = "output_text" if role == "assistant" else "input_text"
    return {"role": role, "content": [{"type": kind, "text": words}]}


def _generation(model: str) -> tuple[int, int]:
    """(5, 4) of gpt-5.4-mini; (0, 0) where the name does not say."""
    match = _GENERATION.match(model)
    return (int(match[1]), int(match[2] or 0)) if match else (0, 0)


def tokens_of(text: str) -> int:
    """A careful guess: 1.43 Korean characters a token, 4 of the rest."""
    korean = sum("가" <= char <= "힣" for char in text)
    return int(korean / 1.43 + (len(text) - korean) / 4)


# ---- what came back ------------------------------------------------------------------------------------------------
def completion(answer: dict[str, Any]) -> Completion:
    """Read a response object; raises ProviderError."""
    usage = answers.usage(answer.get("usage"), _USAGE)
    with answers.billed(usage):
        text = _finished(answer)
    return Completion(
        text=text,
        model=answers.name(answer.get("model")),
        usage=usage,
        finish="stop",
        response_id=answers.name(answer.get("id")),
    )


def _finished(answer: dict[str, Any]) -> str:
    """The text of an answer that came to its end, by the vendor's own state machine."""
    status = answer.get("status")
    text = _text(answer.get("output"))
    if status == "incomplete":
        _raise_incomplete(answer.get("incomplete_details"), text)
    if status == "failed":
        _raise_failed(answer.get("error"))
    if status != "completed":
        raise Garbled("the answer is no finished response")
    if not text.strip():
        raise Garbled("the answer holds no text")
    return text


def _text(output: Any) -> str:
    """The words of all messages; raises Refused for a refusal."""
    words = []
    for item in output if isinstance(output, list) else ():
        content = item.get("content") if isinstance(item, dict) and item.get("type") == "message" else None
        for part in content if isinstance(content, list) else ():
            if not isinstance(part, dict):
                continue
            if part.get("type") == "refusal":
                raise Refused("openai refused the text")
            if part.get("type") == "output_text" and isinstance(part.get("text"), str):
                words.append(part["text"])
    return "".join(words)


def _raise_incomplete(details: Any, text: str) -> None:
    reason = details.get("reason") if isinstance(details, dict) else None
    if reason == "content_filter":
        raise Refused("openai's content filter stopped the answer")
    raise Mendable("the answer was cut off", Repair(text, ()), truncated=True)


def _raise_failed(error: Any) -> None:
    code = error.get("code") if isinstance(error, dict) else None
    if code == "rate_limit_exceeded":
        raise Throttled("openai failed (rate_limit_exceeded)")
    if code == "insufficient_quota":
        raise Misconfigured("openai failed (insufficient_quota)", opens_s=ACCOUNT_S)
    if code == "invalid_prompt":
        raise Refused("openai failed (invalid_prompt)")
    raise Unreachable("openai failed to make a response")
