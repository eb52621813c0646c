"""Reading a foreign answer without trusting it: bounded JSON, clamped counts, names that are names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.errors import Garbled, ProviderError
from app.providers.base import Usage

MOST_TOKENS = 10_000_000
MAX_NAME_CHARS = 200


def decode(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; raises Garbled for anything else, however deep or broken it is."""
    if not body.strip():
        raise Garbled("the answer is empty")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise Garbled("the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise Garbled("the answer is not a JSON object")
    return answer


def encode(document: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def count(value: Any) -> int | None:
    """A token count as a vendor gave it: None where it is none, never negative, never absurd."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return max(0, min(value, MOST_TOKENS))


def usage(given: Any, paths: Mapping[str, str]) -> Usage | None:
    """The usage object of an answer by dotted keys per field of Usage; None when it names neither input nor output."""
    if not isinstance(given, dict):
        return None
    found = {field: count(_at(given, path)) for field, path in paths.items()}
    if found.get("input_tokens") is None and found.get("output_tokens") is None:
        return None
    return clamped(**found)


def clamped(
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    cached_tokens: int | None = None,
    reasoning_tokens: int | None = None,
    cache_write_tokens: int | None = None,
) -> Usage:
    """Cached and written tokens are part of the input and reasoning part of the output, whatever a vendor says."""
    if input_tokens is not None and cached_tokens is not None:
        cached_tokens = min(cached_tokens, input_tokens)
    if input_tokens is not None and cache_write_tokens is not None:
        cache_write_tokens = min(cache_write_tokens, input_tokens - (cached_tokens or 0))
    if output_tokens is not None and reasoning_tokens is not None:
        reasoning_tokens = min(reasoning_tokens, output_tokens)
    return Usage(input_tokens, output_tokens, cached_tokens, reasoning_tokens, cache_write_tokens)


def name(value: Any) -> str | None:
    """A short printable string (a model, an id), or None."""
    if isinstance(value, str) and 0 < len(value) <= MAX_NAME_CHARS and value.isprintable():
        return value
    return None


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


@contextmanager
def billed(usage: Usage | None) -> Iterator[None]:
    """Whatever is raised about an answer carries what the vendor billed for it."""
    try:
        yield
    except ProviderError as error:
        error.usage = usage
        raise
