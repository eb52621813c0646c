"""A sample without personal data, or none at all.

Masked before it is written; then everything that would be written is looked at again by a stricter eye. Whatever that
still finds costs the sample: better one lost than a phone number kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain import Json, Span
from app.korean.fold import fold
from app.korean.pii import find_private, mask, redact, residual
from app.samples.moved import Edit, Moves, replaced, through

PRIVATE = "private"
SHORTEST = 2
"""Shorter words of personal data are no use to anybody, and stand everywhere."""
Told = Mapping[str, Json] | None
"""An answer, a shadow's, a corrected form, quotes; None where there is none."""
_WORD = "[PRIVATE]"
_PLACEHOLDER = re.compile(r"\[[A-Z_]{2,24}_[0-9]{1,3}\]")


class StillPrivate(Exception):
    """Masking left something that looks like personal data; nothing is written."""


def masked(text: str, inputs: Mapping[str, Json], *told: Told) -> tuple[str, Any, list[Any]]:
    """Text, inputs, and everything that was told of the text, without personal data. Raises StillPrivate.

    What one of them holds as `private` is masked in all of them: a person may put a name where the answer had none.
    """
    words = set(_private_words(text, told))
    parts = _clean(text, words), _tree(dict(inputs), words), [_open(one, words) for one in told]
    if any(_suspicious(one, words) for one in strings(parts)):
        raise StillPrivate
    return parts


def marked(text: str, told: Iterable[Told], spans: Mapping[str, Span]) -> dict[str, list[int]]:
    """Where words of the text stand in its masked form: [start, end) by pointer, without those that masking touched.

    `told` is what was masked together with the text.
    """
    folded = fold(text)
    first = mask(folded, find_private(folded))
    passes = [Moves(tuple(Edit(one.raw, one.masked) for one in first.replacements))]
    clean = first.text
    for word in _longest_first(_private_words(text, told)):
        clean, moves = replaced(clean, word, _WORD)
        passes.append(moves)
    moved = {pointer: through(passes, span) for pointer, span in spans.items()}
    # Only what still says the same words is a mark: a span over a placeholder in its middle is none.
    return {
        pointer: [now.start, now.end]
        for pointer, now in moved.items()
        if now is not None and clean[now.start : now.end] == text[slice(*spans[pointer])]
    }


def suspicious(value: Any) -> bool:
    """Whether anything in a finished sample still looks like personal data."""
    return any(_suspicious(one, set()) for one in strings(value))


def strings(value: Any) -> Iterable[str]:
    """Every string in a tree, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield str(key)
            yield from strings(below)
    elif isinstance(value, (list, tuple)):
        for below in value:
            yield from strings(below)


def _private_words(text: str, told: Iterable[Told]) -> Iterable[str]:
    """What is personal in this text: as the finders see it, and as the `private` of an answer or a form says."""
    folded = fold(text)
    for found in find_private(folded):
        span = folded.span(found.start, found.end)
        yield text[span.start : span.end]
    for one in told:
        private = (one or {}).get(PRIVATE)
        for word in strings(list(private.values()) if isinstance(private, Mapping) else private):
            if len(word) >= SHORTEST:
                yield word


def _clean(text: str, words: Iterable[str]) -> str:
    clean = redact(text)
    for word in _longest_first(words):
        clean = clean.replace(word, _WORD)
    return clean


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def _open(told: Told, words: set[str]) -> Any:
    return None if told is None else _tree({key: value for key, value in told.items() if key != PRIVATE}, words)


def _tree(value: Any, words: set[str]) -> Any:
    if isinstance(value, str):
        return _clean(value, words)
    if isinstance(value, Mapping):
        return {key: _tree(below, words) for key, below in value.items()}
    return [_tree(below, words) for below in value] if isinstance(value, list) else value


def _suspicious(text: str, words: Iterable[str]) -> bool:
    plain = _PLACEHOLDER.sub(" ", text).replace(_WORD, " ")
    return residual(plain) or any(word in plain for word in words)
