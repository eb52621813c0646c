"""Gemini by its official SDK, over the injected, guarded httpx2 client.

    answer                                                       ours
    STOP with words outside the thoughts                         Completion
    MAX_TOKENS                                                   Mendable, truncated
    SAFETY RECITATION SPII PROHIBITED_CONTENT BLOCKLIST …        Refused
    prompt_feedback.block_reason                                 Refused
    LANGUAGE, OTHER, anything new, no candidates, no words       Garbled
    errors.APIError (ClientError, ServerError)                   app.providers.vendor_status, by code and details
    httpx2 exceptions, which the SDK lets out                    app.providers.guard.of_transport
    json.JSONDecodeError, pydantic.ValidationError,
    RecursionError and whatever else it trips over               Garbled

Two traps. With aiohttp importable and no client injected the SDK takes aiohttp, then sleeps 1–10 s and retries; so the
client is always injected and attempts are 1. Failures are values here: `text` is None and a finish reason says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
from google import genai
from google.genai import errors, types

from app.errors import Garbled, ProviderError, Refused, TooSlow
from app.providers import answers, vendor_status
from app.providers.aiohttp_transport import AiohttpTransport
from app.providers.base import Call, Completion, Mendable, Repair, Usage
from app.providers.bodies import Bodies, Document, Shape
from app.providers.guard import PLACEHOLDER_KEY, Guard, client, of_transport
from app.providers.whole_body import WholeBody, sending
from app.tasks.dialects import gemini_schema

API_VERSION = "v1beta"
"""Set outright, because the SDK's default moved. v1beta documents every field sent here; v1 may not know them all."""
_REFUSALS = frozenset(
    {"SAFETY", "RECITATION", "SPII", "PROHIBITED_CONTENT", "BLOCKLIST", "MODEL_ARMOR", "ESCALATION", "IMAGE_SAFETY"}
)
_LONGEST_MS = 60_000
_SKETCH = "the body is put in below"
_CONFIG = types.GenerateContentConfig(
    automatic_continuation=False, automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True)
)
"""Without the SDK's habits: no continuation, no function calling. All that goes over the wire stands in `document`."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Gemini:
    """One account at Google's Gemini API."""

    name = "gemini"

    def __init__(
        self,
        guard: Guard,
        *,
        connect_s: float,
        api_version: str = API_VERSION,
        max_connections: int = 200,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._now = now
        self._http = client(
            WholeBody(AiohttpTransport(guard, connect_s=connect_s, max_connections=max_connections)), connect_s
        )
        options = types.HttpOptions(
            base_url=str(guard.origin),
            api_version=api_version,
            httpx_async_client=self._http,
            timeout=_LONGEST_MS,
            retry_options=types.HttpRetryOptions(attempts=1),
        )
        self._sdk = genai.Client(api_key=PLACEHOLDER_KEY, vertexai=False, http_options=options)
        self._bodies = Bodies(document)

    def body(self, call: Call) -> Document:
        """The exact request body of `call`."""
        return self._bodies.document(call)

    async def complete(self, call: Call) -> Completion:
        """Answer or raise a ProviderError within `call.timeout_s`."""
        body = self._bodies.payload(call)
        try:
            async with asyncio.timeout(call.timeout_s):
                with sending(body):
                    answer = await self._generate(call.model.model)
        except TimeoutError:
            raise TooSlow("no answer in time") from None
        except Exception as error:
            raise self.named(error) from None
        return completion(answer)

    async def _generate(self, model: str) -> types.GenerateContentResponse:
        """What the SDK makes of the sketch."""
        try:
            return await self._sdk.aio.models.generate_content(model=model, contents=_SKETCH, config=_CONFIG)
        except BaseException as error:
            # Its retries name the error in their own frames, which its traceback holds: a circle, with the body in it.
            error.__traceback__ = None
            raise

    def named(self, error: Exception) -> ProviderError:
        """Our name for whatever the SDK let out; it wraps neither HTTP errors nor its own trouble with foreign JSON."""
        if isinstance(error, errors.APIError):
            headers = getattr(error.response, "headers", None) or {}
            codes, wait_s = _details(error.details)
            return vendor_status.of_status("gemini", error.code, codes, headers, self._now(), wait_s)
        if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL | OSError):
            return of_transport(error)
        return Garbled(f"the SDK could not read the answer ({type(error).__name__})")

    async def aclose(self) -> None:
        await self._sdk.aio.aclose()
        self._sdk.close()
        await self._http.aclose()


# ---- what is sent --------------------------------------------------------------------------------------------------
def document(shape: Shape) -> Document:
    """The request body as it goes over the wire."""
    config: Document = {
        "maxOutputTokens": shape.max_tokens,
        "responseMimeType": "application/json",
        "responseJsonSchema": gemini_schema(shape.schema),
    }
    if shape.model.thinking is not None:
        config["thinkingConfig"] = {"thinkingLevel": shape.model.thinking.upper()}
    turns = [_content("model" if role == "assistant" else "user", words) for role, words in shape.turns]
    return {
        "contents": [_content("user", shape.prompt.rest), *turns],
        "systemInstruction": _content("user", shape.prompt.prefix),
        "generationConfig": config,
    }


def _content(role: str, words: str) -> Document:
    return {"parts": [{"text": words}], "role": role}


# ---- what came back ------------------------------------------------------------------------------------------------
def completion(answer: types.GenerateContentResponse) -> Completion:
    """Read an answer whose failures are values; raises ProviderError."""
    usage = _usage(answer.usage_metadata)
    with answers.billed(usage):
        text = _finished(answer)
    return Completion(
        text=text,
        model=answers.name(answer.model_version),
        usage=usage,
        finish="stop",
        response_id=answers.name(answer.response_id),
    )


def _finished(answer: types.GenerateContentResponse) -> str:
    """The text of an answer that came to its end."""
    feedback = answer.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        raise Refused(f"gemini blocked the text ({_word(feedback.block_reason)})")
    if not answer.candidates:
        raise Garbled("the answer holds no candidate")
    candidate = answer.candidates[0]
    finish = _word(candidate.finish_reason)
    text = "".join(
        part.text or "" for part in (candidate.content and candidate.content.parts) or () if not part.thought
    )
    if finish == "MAX_TOKENS":
        raise Mendable("the answer was cut off", Repair(text, ()), truncated=True)
    if finish in _REFUSALS:
        raise Refused(f"gemini stopped the answer ({finish})")
    if finish != "STOP" or not text.strip():
        raise Garbled(f"the answer holds no finished text ({finish})")
    return text


def _word(reason: Any) -> str:
    """The name of an enum value, safe to log; the SDK makes one up for values it does not know."""
    value = getattr(reason, "value", reason)
    return value if isinstance(value, str) and value.isidentifier() and len(value) <= 40 else "none"


def _usage(given: types.GenerateContentResponseUsageMetadata | None) -> Usage | None:
    """Thoughts are billed as output but counted apart by this vendor."""
    if given is None or (given.prompt_token_count is None and given.candidates_token_count is None):
        return None
    written, thought = answers.count(given.candidates_token_count), answers.count(given.thoughts_token_count)
    return answers.clamped(
        input_tokens=answers.count(given.prompt_token_count),
        output_tokens=None if written is None else written + (thought or 0),
        cached_tokens=answers.count(given.cached_content_token_count),
        reasoning_tokens=thought,
    )


def _details(body: Any) -> tuple[frozenset[str], float | None]:
    """The vendor's words for an error, and the wait it names: status, reasons, quotas per day, RetryInfo."""
    error = body.get("error", body) if isinstance(body, dict) else {}
    error = error if isinstance(error, dict) else {}
    codes = {error.get("status")}
    wait_s = None
    details = error.get("details")
    for detail in details if isinstance(details, list) else ():
        if not isinstance(detail, dict):
            continue
        codes.add(detail.get("reason"))
        wait_s = _delay_s(detail.get("retryDelay")) or wait_s
        violations = detail.get("violations")
        for violation in violations if isinstance(violations, list) else ():
            if isinstance(violation, dict) and "PerDay" in str(violation.get("quotaId")):
                codes.add("PerDay")
    return frozenset(code for code in codes if isinstance(code, str)), wait_s


def _delay_s(value: Any) -> float | None:
    """Seconds of a protobuf duration such as "30s" or "1.5s"."""
    digits = value.removesuffix("s") if isinstance(value, str) and len(value) <= 20 else ""
    return float(digits) if digits.replace(".", "", 1).isdecimal() and digits.isascii() else None
