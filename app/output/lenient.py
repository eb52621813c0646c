"""Read JSON that a model wrote by hand, or that was cut off. Nothing is ever guessed: what is unfinished is dropped.

Besides plain JSON it takes trailing and missing commas, single quotes, bare keys and Python's None, True, False. A text
that ends too early loses its last, unfinished member: `{"price": 10` may have been going to be 10000000.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any

_SPACE = re.compile(r"[\s,]*+")
_SCALAR = re.compile(r"[-+.\w]++")
_NUMBER = re.compile(r"-?+(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?+([eE][-+]?+[0-9]{1,2})?+")
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_LITERALS = {"null": None, "None": None, "true": True, "True": True, "false": False, "False": False}
_DEEPEST = 40
_STRINGS = JSONDecoder(strict=False)


class _CutError(Exception):
    """The text ended inside a value that has no finished part."""


def read_object(text: str, start: int) -> tuple[dict[str, Any], bool]:
    """The object that begins at `text[start] == "{"`, and whether it was cut off; raises ValueError for anything that
    is no such object."""
    try:
        value, _, whole = _object(text, start, 0)
    except _CutError:
        return {}, True
    return value, not whole


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> tuple[Any, int, bool]:
    """A value, where it ends, and whether it is whole."""
    if at >= len(text):
        raise _CutError
    first = text[at]
    if first == "{":
        return _object(text, at, depth)
    if first == "[":
        return _array(text, at, depth)
    if first in "\"'":
        value, end = _string(text, at)
        return value, end, True
    return _scalar(text, at)


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int, bool]:
    _check_depth(depth)
    out: dict[str, Any] = {}
    at = _skip(text, at + 1)
    while at < len(text) and text[at] != "}":
        try:
            key, at = _key(text, at)
            value, at, whole = _value(text, _skip(text, at), depth + 1)
        except _CutError:
            return out, len(text), False
        out[key] = value
        if not whole:
            return out, at, False
        at = _skip(text, at)
    return out, at + 1, at < len(text)


def _array(text: str, at: int, depth: int) -> tuple[list[Any], int, bool]:
    _check_depth(depth)
    out: list[Any] = []
    at = _skip(text, at + 1)
    while at < len(text) and text[at] != "]":
        try:
            value, at, whole = _value(text, at, depth + 1)
        except _CutError:
            return out, len(text), False
        out.append(value)
        if not whole:
            return out, at, False
        at = _skip(text, at)
    return out, at + 1, at < len(text)


def _check_depth(depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")


def _key(text: str, at: int) -> tuple[str, int]:
    if text[at] in "\"'":
        key, at = _string(text, at)
    else:
        bare = _SCALAR.match(text, at)
        if bare is None:
            raise ValueError("no key where one should stand")
        key, at = bare[0], bare.end()
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text):
        raise _CutError
    if text[at] != ":":
        raise ValueError("no colon after a key")
    return key, at + 1


def _string(text: str, at: int) -> tuple[str, int]:
    if text[at] == "'":
        found = _SINGLE_QUOTED.match(text, at)
        if found is None:
            raise _CutError
        return found[1].replace("\\'", "'"), found.end()
    try:
        value, end = _STRINGS.raw_decode(text, at)
        return str(value), end
    except JSONDecodeError as error:
        if error.msg.startswith("Unterminated") or error.pos >= len(text) - 6:
            raise _CutError from None
        raise ValueError("a broken string") from None


def _scalar(text: str, at: int) -> tuple[Any, int, bool]:
    found = _SCALAR.match(text, at)
    if found is None:
        raise ValueError("no value where one should stand")
    if found.end() >= len(text):
        raise _CutError  # 10 may have been going to be 10000000, and tru to be trust
    word = found[0]
    if word in _LITERALS:
        return _LITERALS[word], found.end(), True
    number = _NUMBER.fullmatch(word)
    if number is None:
        raise ValueError("a bare word")
    return (float(word) if number[1] or number[2] else int(word)), found.end(), True
