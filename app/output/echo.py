"""Did the model give back a value of the prompt's examples? "예시로 입력한 값 그대로 리턴한다던지" (the talk).

Such a value is dropped when it is grounded, like any other invention; this only counts, so that a prompt whose examples
leak is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.tasks.spec import Example
from app.tasks.task import Version

SHORTEST = 4
"""Shorter words (원룸, 월세) stand in most texts and prove nothing."""
MOST_VERSIONS = 256


_COPIED: dict[str, tuple[str, ...]] = {}
"""By the digest of a version: read from its examples once."""


def echoed(version: Version, written: str, text: str) -> bool:
    """Whether `written` holds words that were copied from an example and do not stand in `text`."""
    copied = _COPIED.get(version.digest)
    if copied is None:
        if len(_COPIED) >= MOST_VERSIONS:
            _COPIED.clear()
        copied = _COPIED[version.digest] = _copied(version.examples)
    return any(words in written and words not in text for words in copied)


def _copied(examples: Iterable[Example]) -> tuple[str, ...]:
    """What the examples' answers copy from their texts."""
    found = {
        words for one in examples for words in _strings(one.output) if len(words) >= SHORTEST and words in one.text
    }
    return tuple(sorted(found))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from _strings(below)
    elif isinstance(value, list):
        for below in value:
            yield from _strings(below)
