"""The canonical view of a text, in which a model's words are looked for. For matching only: scanners read the fold.

Letters and digits are kept, folded in width and case; everything else goes, except between two digits, where a comma
falls only before three digits, `. / - : ~` stay, and anything else becomes a separator. Without that, 595 would be
found in 59.5 and 50045 in 500/45 (PROMPTS.md §6).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.korean.fold import Folded, fold

_RUN = re.compile(r"[0-9A-Za-z가-힣]++")
_NUMBER = re.compile(r"[0-9]++(?:\.[0-9]++)*+")
_JOINERS = frozenset("./-:~")
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Canon:
    """A canonical text; `places[i]` is the index in the folded text that character i came from."""

    folded: Folded
    text: str
    places: list[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the text that was folded."""
        return self.folded.span(self.places[start], self.places[end - 1] + 1)


def canon(raw: str) -> Canon:
    """The canonical view of `raw`; linear in its length."""
    folded = fold(raw)
    source = folded.text
    builder = _Builder()
    at = 0
    for run in _RUN.finditer(source):
        builder.between(source, at, run.start())
        builder.run(run[0], run.start())
        at = run.end()
    builder.between(source, at, len(source))
    return Canon(folded, "".join(builder.out), builder.places)


@lru_cache(maxsize=2048)
def canon_of(words: str) -> Canon:
    """The canonical view of a few words, remembered: field words and labels come again with every text."""
    return canon(words)


def squeeze(words: str) -> str:
    """The canonical form of a few words."""
    return canon_of(words).text


def numbers(canonical: str) -> list[str]:
    """Every number of a canonical text, in order: 59.5 is one, 500/45 are two."""
    return _NUMBER.findall(canonical)


class _Builder:
    """Collects canonical characters and where they came from."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.places: list[int] = []
        self._last = ""
        self._gap: list[tuple[str, int]] = []

    def run(self, run: str, at: int) -> None:
        """A stretch of plain letters and digits, starting at `at` of the folded text."""
        if self._gap:
            self._close(run)
        self.out.append(run.lower())
        self.places.extend(range(at, at + len(run)))
        self._last = run[-1]

    def between(self, source: str, start: int, end: int) -> None:
        """Everything else, character by character: other scripts' letters are kept, the rest waits for what follows."""
        for at in range(start, end):
            kept = _letters(source[at])
            if not kept:
                self._gap.append((source[at], at))
                continue
            if self._gap:
                self._close(kept)
            self.out.append(kept)
            self.places.extend([at] * len(kept))
            self._last = kept[-1]

    def _close(self, following: str) -> None:
        """Decide what the characters between the last letter and `following` leave behind."""
        gap, self._gap = self._gap, []
        if not (self._last.isdigit() and following[0].isdigit()):
            return
        written = [(char, at) for char, at in gap if not char.isspace()]
        kept = [(char, at) for char, at in written if char in _JOINERS]
        if not kept:
            if len(gap) == 1 and written and written[0][0] == "," and _is_thousand(following):
                return
            kept = [(SEPARATOR, gap[0][1])]
        for char, at in kept:
            self.out.append(char)
            self.places.append(at)


def _is_thousand(following: str) -> bool:
    return following[:3].isdigit() and len(following[:3]) == 3 and not following[3:4].isdigit()


@lru_cache(maxsize=8192)
def _letters(char: str) -> str:
    """What one unusual character is in the canonical text; "" if it is no letter and no digit."""
    if "가" <= char <= "힣":
        return char
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if "\u2044" in plain:  # one half is not twelve
        return ""
    plain = unicodedata.normalize("NFC", plain).casefold()
    return "".join(c for c in plain if c.isalnum())
