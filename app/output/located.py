"""Evidence of what nobody copied: the words that carry an enum, a yes or no, a number the model gave outright.

The place where a scanner read the same value for the same field; else the declared words of the value, nearest to the
rest of the same element. None is found for a judgement about the whole text, and none is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain import Json, Leaf, Span
from app.output.ground import Grounder
from app.tasks.spec import FieldSpec

_SHORTEST_WORD = 2


def locate(grounder: Grounder, field: FieldSpec, value: Json, pointer: str, near: Span | None) -> Leaf:
    """`value` with the words that carry it, as far as there are any; `near` is where its element stands."""
    if field.ground == "no" or field.role == "gate":
        return Leaf(value)
    if read := grounder.hints.saying(pointer, value):
        return Leaf(value, read.span, "inferred", read.of)
    spans = [hit.span for word in _words_of(field, value) for hit in grounder.hits(word)]
    if not spans:
        return Leaf(value)
    return Leaf(value, min(spans, key=lambda span: _distance(span, near)), "inferred")


def _words_of(field: FieldSpec, value: Json) -> Sequence[str]:
    words: Iterable[str] = ()
    if isinstance(field.words, dict):
        words = field.words.get(str(value), ())
    elif isinstance(field.words, list):
        words = field.words
    return [word for word in words if len(word) >= _SHORTEST_WORD]


def _distance(span: Span, near: Span | None) -> tuple[int, int]:
    """0 inside the element, else how far outside; then the earlier one."""
    if near is None:
        return 0, span.start
    return max(near.start - span.start, span.end - near.end, 0), span.start
