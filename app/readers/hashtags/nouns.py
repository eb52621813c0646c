"""Nouns of a text that can be tags: known ones, compounds of them, and unknown ones that their particle gives away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.korean.eojeol import noun_of
from app.readers.hashtags.compounds import Compound, compounds
from app.readers.hashtags.lexicon import Lexicon
from app.readers.hashtags.roles import scenery
from app.readers.hashtags.words import Word

_LONG = 3
_HANGUL = re.compile(r"[가-힣]{2,8}")
_PERSON = re.compile(r"[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민][가-힣]{2}")
_NOUN_PARTICLES = frozenset(["을", "를", "랑", "이랑", "와", "과"])
_NOT_A_NOUN = ("까지", "부터", *"님씨네들동구시역점만어아지게고는은던할될듯것거분원번때쯤째기")


@dataclass(frozen=True, slots=True)
class Nouns:
    """Known nouns with how often they stand in the text and where first; those that are never more than `scenery`.

    `alone` are the nouns that are a word of their own somewhere, not only part of a longer one.
    """

    counts: Counter[str]
    first_at: dict[str, int]
    compounds: tuple[Compound, ...]
    unknown: Counter[str]
    scenery: frozenset[str]
    placed: frozenset[int]
    alone: frozenset[str]


def find_nouns(words: Sequence[Word], text: str, lexicon: Lexicon) -> Nouns:
    """Every known noun, in a word of its own or grown together with others (타코야끼트럭)."""
    counts: Counter[str] = Counter()
    first_at: dict[str, int] = {}
    spoken_of: set[str] = set()
    incidental = scenery(words, text, lexicon)
    for word in words:
        for noun in _nouns_in(word, lexicon):
            counts[noun] += 1
            first_at.setdefault(noun, word.start)
            if word.start not in incidental:
                spoken_of.add(noun)
    unsaid = frozenset(counts.keys() - spoken_of)
    alone = frozenset(lexicon.aliases.get(noun, noun) for word in words for noun, _ in word.readings)
    made = compounds(words, text, lexicon)
    return Nouns(counts, first_at, made, _unknown(words, lexicon), unsaid, incidental, alone)


def _unknown(words: Sequence[Word], lexicon: Lexicon) -> Counter[str]:
    """Words that only their particle shows to be nouns (바질을, 페스토랑); a common noun is no subject."""
    found: Counter[str] = Counter()
    for word in words:
        for noun, particle in word.readings:
            if particle in _NOUN_PARTICLES and _may_be_subject(noun, lexicon):
                found[noun] += 1
                break
    for noun in found:
        found[noun] = sum(1 for word in words if word.text.startswith(noun))
    return found


def _may_be_subject(noun: str, lexicon: Lexicon) -> bool:
    return (
        _HANGUL.fullmatch(noun) is not None
        and lexicon.noun(noun) is None
        and not lexicon.holds("common", noun)
        and not noun.endswith(_NOT_A_NOUN)
        and not _PERSON.fullmatch(noun)
    )


def _nouns_in(word: Word, lexicon: Lexicon) -> list[str]:
    for noun, _ in word.readings:
        if known := lexicon.noun(noun):
            return [known]
    return _grown_together(word.text, lexicon)


def _grown_together(word: str, lexicon: Lexicon) -> list[str]:
    found: list[str] = []
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
    return length >= _LONG or (at == 0 and (lexicon.holds("actions", rest) or lexicon.noun(noun_of(rest)) is not None))
