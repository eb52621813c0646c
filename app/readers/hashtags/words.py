"""The words of a post, each read once: every noun it may hold, and the particle behind that noun."""

from __future__ import annotations

from dataclasses import dataclass

from app.korean.eojeol import eojeols


@dataclass(frozen=True, slots=True)
class Word:
    """A word between spaces, with its place in the text and its ways to be read, the longest particle first."""

    text: str
    start: int
    end: int
    readings: tuple[tuple[str, str], ...]

    @property
    def noun(self) -> str:
        """The noun in front of the longest particle, at least two letters of it; else the word itself."""
        return next((noun for noun, particle in self.readings if len(noun) > 1 or not particle), self.text)


def words_of(text: str) -> list[Word]:
    """All words of a folded text, in order."""
    return [Word(word.text, word.start, word.end, word.readings) for word in eojeols(text)]
