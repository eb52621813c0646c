"""Nouns of a text that can be tags: known ones, and pairs such as 물탱크 청소 that make one tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.korean.eojeol import Eojeol, noun_of, readings
from app.readers.hashtags.lexicon import Lexicon

_LONG = 3


@dataclass(frozen=True, slots=True)
class Nouns:
    """Known nouns with how often they stand in the text, where each stands first, and compounds in order."""

    counts: Counter[str]
    first_at: dict[str, int]
    compounds: tuple[str, ...]


def find_nouns(words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> Nouns:
    """Every known noun, in a word of its own or grown together with others (타코야끼트럭)."""
    counts: Counter[str] = Counter()
    first_at: dict[str, int] = {}
    for word in words:
        for noun in _nouns_in(word.text, lexicon):
            counts[noun] += 1
            first_at.setdefault(noun, word.start)
    return Nouns(counts, first_at, tuple(_compounds(words, text, lexicon)))


def _nouns_in(word: str, lexicon: Lexicon) -> list[str]:
    for noun, _ in readings(word):
        if known := lexicon.noun(noun):
            return [known]
    found = []
    at = 0
    while at < len(word) - 1:
        length = next((n for n in range(min(8, len(word) - at), 1, -1) if _fits(word, at, n, lexicon)), 0)
        if length:
            found.append(str(lexicon.noun(word[at : at + length])))
        at += length or 1
    return found


def _fits(word: str, at: int, length: int, lexicon: Lexicon) -> bool:
    """A known noun inside a longer word: three letters anywhere, two only where the word begins and a noun follows."""
    piece = word[at : at + length]
    if lexicon.noun(piece) is None:
        return False
    rest = word[at + length :]
    return length >= _LONG or (
        at == 0 and (rest in lexicon.words("actions") or lexicon.noun(noun_of(rest)) is not None)
    )


def _compounds(words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> list[str]:
    """Noun + action with only a space between, or grown together: 여름방학 특강 → 여름방학특강."""
    actions = frozenset(lexicon.words("actions"))
    found = []
    for left, right in zip(words, words[1:], strict=False):
        action = noun_of(right.text)
        if action not in actions or text[left.end : right.start] != " ":
            continue
        front = lexicon.aliases.get(left.text, left.text)
        if len(front) >= 2 and front.isalpha() and _may_front(front, lexicon):
            found.append(front + action)
    return list(dict.fromkeys(found))


def _may_front(front: str, lexicon: Lexicon) -> bool:
    """A known noun may stand in front of an action; anything else is too often an adverb or an adjective."""
    return lexicon.noun(front) is not None and front not in lexicon.words("no_action_front")
