"""The words of the trade under the enum values they mean (lexicon.json), and a finder for them.

For recognising words, never for rewriting a text (KOREAN.md §1). Longest match first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

LEXICON: Mapping[str, Any] = json.loads(Path(__file__).with_name("lexicon.json").read_text("utf-8"))


class WordFinder:
    """Finds the words of a mapping value → words in a text: one alternation, longest first, case-blind for Latin."""

    def __init__(self, words: Mapping[str, list[str]]) -> None:
        self._value = {word.casefold(): value for value, group in words.items() for word in group}
        longest = sorted(self._value, key=len, reverse=True)
        alternatives = "|".join(_guarded(word) for word in longest)
        initials = "".join(sorted({c for word in longest for c in (word[0], word[0].upper())}))
        self.pattern = re.compile(f"(?=[{re.escape(initials)}])(?:{alternatives})", re.IGNORECASE)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
        """(start, end, value) of each word in order, without overlaps."""
        for match in self.pattern.finditer(text, start, len(text) if end is None else end):
            yield match.start(), match.end(), self._value[match[0].casefold()]


def _guarded(word: str) -> str:
    """A word in Latin letters must not be cut out of a longer one (TV in CCTV)."""
    pattern = re.escape(word)
    if word[0].isascii() and word[0].isalpha():
        pattern = r"(?<![A-Za-z])" + pattern
    if word[-1].isascii() and word[-1].isalpha():
        pattern += r"(?![A-Za-z])"
    return pattern


@cache
def words_of(name: str) -> dict[str, list[str]]:
    """The list of that name: value → words. Raises KeyError for an unknown name."""
    return {value: list(words) for value, words in LEXICON[name].items()}


@cache
def finder(name: str) -> WordFinder:
    """A finder for the list of that name."""
    return WordFinder(words_of(name))
