"""Where words of a text stand after parts of it were replaced by placeholders.

    raw     문의 010-9876-1234 보증금 500      edits: (3, 16) → [PHONE_1]
    masked  문의 [PHONE_1] 보증금 500          500: 21..24 ─▶ 17..20

A place inside a replaced part is nowhere any more. Masking may take several passes; each is one more list of edits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.domain import Span


class Edit(NamedTuple):
    """`before` of the old text became `after` of the new one."""

    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class Moves:
    """One pass: its edits by position, without overlaps."""

    edits: tuple[Edit, ...] = ()

    def span(self, span: Span) -> Span | None:
        """Where the words of `span` are now; None where its first or last character was replaced."""
        first, last = self._at(span.start), self._at(span.end - 1)
        return Span(first, last + 1) if first is not None and last is not None else None

    def _at(self, position: int) -> int | None:
        index = bisect_right(self.edits, position, key=lambda one: one.before.start) - 1
        if index < 0:
            return position
        edit = self.edits[index]
        return None if position < edit.before.end else position - edit.before.end + edit.after.end


def through(passes: Iterable[Moves], span: Span) -> Span | None:
    """Where the words of `span` are after all passes."""
    found: Span | None = span
    for moves in passes:
        if found is None:
            return None
        found = moves.span(found)
    return found


def replaced(text: str, word: str, placeholder: str) -> tuple[str, Moves]:
    """Every `word` of the text replaced, and how its other words moved."""
    edits: list[Edit] = []
    at = text.find(word) if word else -1
    grown = len(placeholder) - len(word)
    while at >= 0:
        start = at + grown * len(edits)
        edits.append(Edit(Span(at, at + len(word)), Span(start, start + len(placeholder))))
        at = text.find(word, at + len(word))
    return text.replace(word, placeholder) if edits else text, Moves(tuple(edits))
