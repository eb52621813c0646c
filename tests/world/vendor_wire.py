"""What vendors send, in their three wire formats: a good answer, and the bad ones that are valid HTTP.

/responses               openai      Responses API
/chat/completions        chat        OpenAI-compatible servers
…:generateContent        gemini      generateContent
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

Wire = Literal["openai", "chat", "gemini"]
Json = Any
INPUT_TOKENS, OUTPUT_TOKENS, CACHED_TOKENS, REASONING_TOKENS = 1500, 170, 1024, 30


def wire_of(path: str) -> Wire:
    """Which vendor's door was knocked at."""
    if ":generateContent" in path:
        return "gemini"
    return "chat" if path.endswith("/chat/completions") else "openai"


def asked_schema(wire: Wire, body: Json) -> Json:
    """The JSON schema that a request asks for, or None."""
    if wire == "openai":
        return _at(body, "text", "format", "schema")
    if wire == "chat":
        return _at(body, "response_format", "json_schema", "schema")
    return _at(body, "generationConfig", "responseJsonSchema")


def smallest(schema: Json) -> Json:
    """The smallest value that is valid under one of our compiled schemas."""
    if not schema:
        return {}
    if "anyOf" in schema:
        return None if {"type": "null"} in schema["anyOf"] else smallest(schema["anyOf"][0])
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "null" in kinds:
        return None
    if "enum" in schema:
        return schema["enum"][0]
    if kinds == ["object"]:
        return {name: smallest(below) for name, below in schema.get("properties", {}).items()}
    return {"array": [], "string": "x", "integer": 0, "number": 0, "boolean": False}[kinds[0]]


# ---- whole answers -------------------------------------------------------------------------------------------------
def good(wire: Wire, content: str, model: str, usage: Json = None) -> Json:
    """An answer with `content` as the model's words; `usage` replaces the vendor's usage object."""
    if wire == "openai":
        part = {"type": "output_text", "text": content, "annotations": []}
        return _response(model, [_message(part)], usage=usage)
    if wire == "chat":
        return _chat(model, {"role": "assistant", "content": content}, "stop", usage=usage)
    return _gemini(model, [{"content": {"role": "model", "parts": [{"text": content}]}, "finishReason": "STOP"}], usage)


def cut_off(wire: Wire, content: str, model: str) -> Json:
    """Cut at the token limit, with what was written until then."""
    if wire == "openai":
        part = {"type": "output_text", "text": content, "annotations": []}
        answer = _response(model, [_message(part)], status="incomplete")
        return {**answer, "incomplete_details": {"reason": "max_output_tokens"}}
    if wire == "chat":
        return _chat(model, {"role": "assistant", "content": content}, "length")
    parts = [{"text": content}]
    return _gemini(model, [{"content": {"role": "model", "parts": parts}, "finishReason": "MAX_TOKENS"}])


def refusal(wire: Wire, content: str, model: str) -> Json:
    """The model declines in so many words."""
    if wire == "openai":
        return _response(model, [_message({"type": "refusal", "refusal": "I can't help with that."})])
    if wire == "chat":
        return _chat(model, {"role": "assistant", "content": None, "refusal": "I can't help with that."}, "stop")
    return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 10}}


def safety(wire: Wire, content: str, model: str) -> Json:
    """A filter stops the answer."""
    if wire == "openai":
        return {**_response(model, [], status="incomplete"), "incomplete_details": {"reason": "content_filter"}}
    if wire == "chat":
        return _chat(model, {"role": "assistant", "content": ""}, "content_filter")
    return _gemini(model, [{"finishReason": "SPII", "index": 0}])


def nulls(wire: Wire, content: str, model: str) -> Json:
    """The right keys with nothing in them."""
    empty: dict[Wire, Json] = {
        "openai": {"id": "r", "object": "response", "status": None, "output": None, "model": None},
        "chat": {"id": "c", "object": "chat.completion", "choices": None, "model": None},
        "gemini": {"candidates": None},
    }
    return empty[wire]


def nochoices(wire: Wire, content: str, model: str) -> Json:
    """Lists that are empty."""
    if wire == "openai":
        return _response(model, [])
    if wire == "chat":
        return {**_chat(model, {}, "stop"), "choices": []}
    return _gemini(model, [])


def blank(wire: Wire, content: str, model: str) -> Json:
    """Finished, with no words."""
    return good(wire, "", model)


def failed(wire: Wire, content: str, model: str) -> Json:
    """A 200 that says the vendor failed."""
    if wire == "openai":
        answer = _response(model, [], status="failed")
        return {**answer, "error": {"code": "server_error", "message": "sorry"}}
    if wire == "chat":
        return {"error": {"message": "sorry", "code": 502}}
    return _gemini(model, [{"finishReason": "OTHER", "index": 0}])


def listed(wire: Wire, content: str, model: str) -> Json:
    """A JSON array where an object should be."""
    return [good(wire, content, model)]


def foreign(wire: Wire, content: str, model: str) -> Json:
    """JSON of somebody else."""
    return {"jsonrpc": "2.0", "result": {"ok": True}}


BAD: dict[str, Callable[[Wire, str, str], Json]] = {
    "length": cut_off,
    "refusal": refusal,
    "safety": safety,
    "nulls": nulls,
    "nochoices": nochoices,
    "blank": blank,
    "failed": failed,
    "list": listed,
    "foreign": foreign,
}
"""Behaviours that are a 200 with JSON: name → answer."""

USAGES: dict[str, Json] = {
    "none": {},
    "negative": -5,
    "huge": 10**30,
    "words": "many",
    "fraction": 1.5,
}
"""What `usage-<kind>` puts wherever a number should be; `none` leaves the object out."""


def strange_usage(wire: Wire, kind: str) -> Json:
    value = USAGES[kind]
    if kind == "none":
        return {}
    return {key: value for key in _usage(wire) if not isinstance(_usage(wire)[key], dict)}


def error_body(wire: Wire, status: int, code: str) -> Json:
    """The vendor's own way to say what went wrong."""
    if wire == "gemini":
        name = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
        status_name = name.get(status, "RESOURCE_EXHAUSTED" if status == 429 else "INTERNAL")
        error = {"code": status, "message": "no", "status": status_name}
        if code:
            info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code}
            quota = {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": code}]}
            error["details"] = [info, quota]
        return {"error": error}
    return {"error": {"message": "no", "type": "error", "code": code or None, "param": None}}


# ---- parts ---------------------------------------------------------------------------------------------------------
def _usage(wire: Wire) -> Json:
    if wire == "openai":
        return {
            "input_tokens": INPUT_TOKENS,
            "input_tokens_details": {"cached_tokens": CACHED_TOKENS, "cache_write_tokens": 0},
            "output_tokens": OUTPUT_TOKENS,
            "output_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
            "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
        }
    if wire == "chat":
        return {
            "prompt_tokens": INPUT_TOKENS,
            "prompt_tokens_details": {"cached_tokens": CACHED_TOKENS},
            "completion_tokens": OUTPUT_TOKENS,
            "completion_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
            "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
        }
    return {
        "promptTokenCount": INPUT_TOKENS,
        "cachedContentTokenCount": CACHED_TOKENS,
        "candidatesTokenCount": OUTPUT_TOKENS - REASONING_TOKENS,
        "thoughtsTokenCount": REASONING_TOKENS,
        "totalTokenCount": INPUT_TOKENS + OUTPUT_TOKENS,
    }


def _message(part: Json) -> Json:
    return {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [part]}


def _response(model: str, output: list[Json], *, status: str = "completed", usage: Json = None) -> Json:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "model": model,
        "output": [{"type": "reasoning", "id": "rs", "summary": []}, *output],
        "usage": _usage("openai") if usage is None else usage,
    }


def _chat(model: str, message: Json, finish: str, usage: Json = None) -> Json:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": _usage("chat") if usage is None else usage,
    }


def _gemini(model: str, candidates: list[Json], usage: Json = None) -> Json:
    return {
        "candidates": candidates,
        "usageMetadata": _usage("gemini") if usage is None else usage,
        "modelVersion": model,
        "responseId": "g-1",
    }


def _at(value: Json, *keys: str) -> Json:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def dumps(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
