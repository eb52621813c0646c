"""Personal data stands under `private` and nowhere else: not in another value, not in another value's quote.

Readers and masking already see to it; this is the last door, and it is closed for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain import Json, Leaf, Source, Span, leaves
from app.korean.fold import fold
from app.korean.pii import Masked, find_private

PRIVATE = "private"
"""The member of `result` that holds personal data; a word of the public contract."""
_SHORTEST = 4
_SHORTEST_NAME = 3
_SEPARATORS = re.compile(r"[\s\-.]++")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Where a text's personal data stands (raw spans, sorted), and what it says."""

    spans: tuple[Span, ...] = ()
    words: frozenset[str] = frozenset()

    def touch(self, span: Span) -> bool:
        """Whether `span` holds any personal data."""
        return any(one.start < span.end and span.start < one.end for one in self.spans)

    def trim(self, span: Span, text: str) -> Span | None:
        """The longest part of `span` without personal data or blanks at its ends; None if there is none."""
        pieces: list[Span] = []
        at = span.start
        for one in self.spans:
            if one.end <= at or span.end <= one.start:
                continue
            pieces.append(_stripped(at, min(one.start, span.end), text))
            at = one.end
        pieces.append(_stripped(at, span.end, text))
        longest = max(pieces, key=lambda piece: piece.end - piece.start)
        return longest if longest.start < longest.end else None

    def within(self, value: str) -> bool:
        """Whether a value repeats personal data, with or without its separators."""
        if not self.words or len(value) < _SHORTEST_NAME:
            return False
        bare = _SEPARATORS.sub("", value)
        return any(word in value or word in bare for word in self.words)


def secrets_of(source: Source, kinds: Iterable[str], tree: dict[str, Json], masked: Masked | None) -> Secrets:
    """The personal data of a text: what was masked (or, without a mask, what the finders see of the task's `kinds`)
    and whatever stands under `private` of the answer."""
    spans: set[Span] = set()
    words: set[str] = set()
    if masked is not None:
        for one in masked.replacements:
            spans.add(one.raw)
            words |= _spellings(source.text[one.raw.start : one.raw.end], one.value)
    elif wanted := tuple(kinds):
        folded = fold(source.text)
        for found in find_private(folded):
            if _kind_of(found.kind) in wanted:
                spans.add(folded.span(found.start, found.end))
                words |= _spellings(folded.quote(found.start, found.end), found.value)
    for pointer, leaf in leaves(tree.get(PRIVATE, {})):
        if leaf.span is not None and leaf.of == "text":
            spans.add(leaf.span)
        if isinstance(leaf.value, str):
            words |= _spellings(leaf.value, shortest=_SHORTEST_NAME if pointer.startswith("/names") else _SHORTEST)
    return Secrets(tuple(sorted(spans)), frozenset(words))


def _kind_of(kind: str) -> str:
    return {"phone_tail": "phone", "messenger_url": "messenger"}.get(kind, kind)


def _spellings(*words: str, shortest: int = _SHORTEST) -> set[str]:
    both = {spelling for word in words for spelling in (word.strip(), _SEPARATORS.sub("", word))}
    return {spelling for spelling in both if len(spelling) >= shortest}


def _stripped(start: int, end: int, text: str) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, max(start, end))


def public_value(leaf: Leaf, text: str, secrets: Secrets) -> Leaf | None:
    """A leaf as it may stand outside `private`: its span trimmed, a string that is personal data gone (None)."""
    value, span = leaf.value, leaf.span
    if span is not None and leaf.of == "text" and secrets.touch(span):
        kept = secrets.trim(span, text)
        if isinstance(value, str):
            if kept is None:
                return None
            if value == text[span.start : span.end]:
                value = text[kept.start : kept.end]
        span = kept
    if isinstance(value, str) and secrets.within(value):
        return None
    if span is leaf.span and value is leaf.value:
        return leaf
    return Leaf(value, span, leaf.match, leaf.of)
