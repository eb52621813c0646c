"""How a value is tied to the words of the text: the one place that decides exact, normalized, fuzzy or inferred.

exact       the words stand in the text character by character
normalized  the same words in another spelling: spacing, full width, 1,000 and 1000, decomposed Hangul
fuzzy       nearly the same words, with the same numbers
inferred    nobody copied words for the value; the span is the words that carry it
"""

from __future__ import annotations

from app.domain import Leaf, Match
from app.korean.fold import fold
from app.output.canon import squeeze
from app.tasks.spec import FieldSpec

_STRINGS = ("string", "date")


def is_copied(field: FieldSpec, inherited: bool) -> bool:
    """Whether somebody copies words for this field. An object with `clean` is copied whole, so its members are too."""
    if inherited or field.clean is not None:
        return True
    return (field.of or field.type) in _STRINGS and field.ground in (None, "verbatim")


def match_of_reading(leaf: Leaf, field: FieldSpec, copied: bool, quote: str) -> Match:
    """The match of a value that a reader found in the text, unless the reader says so itself."""
    if leaf.match is not None:
        return leaf.match
    if not copied:
        return "inferred"
    if field.clean is None and isinstance(leaf.value, str) and leaf.value not in quote:
        return "normalized" if squeeze(leaf.value) in squeeze(quote) else "inferred"
    return "exact" if fold(quote).text == quote else "normalized"


def match_of_words(words: str, quote: str, *, fuzzy: bool = False) -> Match:
    """The match of words that a model copied, found in the text as `quote`."""
    if quote == words:
        return "exact"
    return "fuzzy" if fuzzy else "normalized"
