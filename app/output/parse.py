"""A model's text as an object: plain JSON first; then without fence and preamble; then read leniently.

Raises Garbled for what holds no object at all: empty, HTML, prose, nested without end.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from app.errors import Garbled
from app.output.lenient import read_object

MAX_CHARS = 200_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]|NaN|Infinity|[0-9][eE]\+?[0-9]{3}|[0-9]{300}")
"""What an answer must hold for `_sane` to have any work."""
_AFTER_THINKING = "</think>"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The object in an answer. `cut`: it ended too early, and its last, unfinished member was dropped."""

    value: dict[str, Any]
    cut: bool = False
    mended: bool = False


def parse(text: str | None) -> Parsed:
    """The object in a model's answer; raises Garbled."""
    if not text or text.isspace():
        raise Garbled("the answer is empty")
    if len(text) > MAX_CHARS:
        raise Garbled("the answer is far too long")
    try:
        value = json.loads(text, strict=False)
    except RecursionError:
        raise Garbled("the answer is nested too deeply") from None
    except ValueError:
        return _leniently(text)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise Garbled("the answer is no object")
    return Parsed(_sane(value) if _ODD.search(text) else value)


def _leniently(text: str) -> Parsed:
    body = text.rpartition(_AFTER_THINKING)[2]
    start = body.find("{")
    if start < 0:
        raise Garbled("the answer holds no object")
    try:
        value, cut = read_object(body, start)
    except (ValueError, RecursionError):
        raise Garbled("the answer is not JSON") from None
    return Parsed(_sane(value), cut, mended=True)


def _sane(value: Any, depth: int = 0) -> Any:
    """The same tree without what JSON and UTF-8 cannot carry: NaN and infinity are null, lone surrogates a mark."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value) if not value.isascii() else value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth > 60:
        raise Garbled("the answer is nested too deeply")
    if isinstance(value, dict):
        return {_sane(key): _sane(below, depth + 1) for key, below in value.items()}
    if isinstance(value, list):
        return [_sane(below, depth + 1) for below in value]
    return value
