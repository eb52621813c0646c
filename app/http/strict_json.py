"""JSON as RFC 8259 means it, and nothing more: the first thing a request body meets.

Refused with a sentence and never an echo: bytes that are not UTF-8 or begin with a mark, NaN and infinities, numbers
beyond 2^53, keys that stand twice, half characters (lone surrogates), NUL, and nesting deeper than 32.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from app.errors import Complaint, InvalidInput

MAX_DEPTH = 32
MAX_INTEGER = 2**53
_SURROGATE_OR_NUL = re.compile("[\ud800-\udfff\x00]")
_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]')


def loads(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; raises InvalidInput."""
    if not body.strip():
        _refuse("the body is empty; send a JSON object")
    _check_depth(body)
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_bounded_integer,
            parse_float=_finite,
        )
    except InvalidInput:
        raise
    except UnicodeDecodeError:
        _refuse("the body is not UTF-8")
    except (ValueError, RecursionError):
        _refuse("the body is not valid JSON")
    if not isinstance(value, dict):
        _refuse("the body is not a JSON object")
    _check_strings(value)
    return value


def _refuse(message: str) -> NoReturn:
    raise InvalidInput(message, complaints=(Complaint("", message),))


def _check_depth(body: bytes) -> None:
    """Count brackets before the parser recurses into them."""
    depth = 0
    for token in _NESTING.finditer(body):
        first = body[token.start()]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                _refuse(f"nested more than {MAX_DEPTH} deep")
        elif first in b"]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("a key stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    _refuse("NaN and Infinity are not JSON")


def _bounded_integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        _refuse("a number is out of range")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if not abs(value) <= MAX_INTEGER:  # infinity, and floats that would pass for enormous integers
        _refuse("a number is out of range")
    return value


def _check_strings(value: Any) -> None:
    if isinstance(value, str):
        if _SURROGATE_OR_NUL.search(value):
            _refuse("a string holds NUL or half of a surrogate pair")
    elif isinstance(value, dict):
        for key, below in value.items():
            _check_strings(key)
            _check_strings(below)
    elif isinstance(value, list):
        for below in value:
            _check_strings(below)
