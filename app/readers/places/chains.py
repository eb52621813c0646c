"""A possible name of a shop; and the names of chains, with the branch that goes with them (스벅 합정점에서, 스벅합정점)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.korean.eojeol import Eojeol
from app.readers.places.lexicon import Lexicon

_BRANCH = re.compile(r"[가-힣A-Za-z0-9]{1,12}점")
_NOT_A_BRANCH = re.compile(
    r"(?:\d{1,4}|서|장|단|관|요|시|별|평|총평|지|만|초|주안|한줄평)점|.{0,10}(?:전문|음식|편의|백화|제과|중간|공통|문제|아쉬운|좋은|나쁜|불편한)점"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A possible name in the folded text: `start`–`end` with the branch, `base_end` without."""

    name: str
    start: int
    end: int
    base_end: int
    branch: str | None
    category: str | None
    weight: float
    particle: str
    first: int
    last: int
    chain: bool = False


def adjacent(text: str, left: Eojeol, right: Eojeol) -> bool:
    """Whether only a space stands between two words."""
    return text[left.end : right.start] == " "


def chain_at(words: Sequence[Eojeol], at: int, text: str, lexicon: Lexicon) -> Name | None:
    word = words[at]
    if at + 1 < len(words) and adjacent(text, word, words[at + 1]):
        for noun, particle in words[at + 1].readings:
            if chain := lexicon.chains.get((word.text + noun).casefold()):
                end = words[at + 1].start + len(noun)
                return with_branch(
                    Name(chain.name, word.start, end, end, None, chain.category, 3.0, particle, at, at + 1, True),
                    words,
                    text,
                )
    for noun, particle in word.readings[::-1]:
        if chain := lexicon.chains.get(noun.casefold()):
            end = word.start + len(noun)
            return with_branch(
                Name(chain.name, word.start, end, end, None, chain.category, 3.0, particle, at, at, True), words, text
            )
    return _glued_branch(word, at, lexicon)


def _glued_branch(word: Eojeol, at: int, lexicon: Lexicon) -> Name | None:
    """스벅합정점: the branch grown together with the chain."""
    for noun, particle in word.readings:
        if not noun.endswith("점"):
            continue
        for cut in range(len(noun) - 2, 1, -1):
            if chain := lexicon.chains.get(noun[:cut].casefold()):
                end, base = word.start + len(noun), word.start + cut
                return Name(chain.name, word.start, end, base, noun[cut:], chain.category, 3.0, particle, at, at, True)
    return None


def with_branch(name: Name, words: Sequence[Eojeol], text: str) -> Name:
    """The same name with the branch that follows it, if one does."""
    nxt = name.last + 1
    if name.particle or nxt >= len(words) or not adjacent(text, words[name.last], words[nxt]):
        return name
    for noun, particle in words[nxt].readings:
        if len(noun) >= 2 and _BRANCH.fullmatch(noun) and not _NOT_A_BRANCH.fullmatch(noun):
            end = words[nxt].start + len(noun)
            return Name(
                name.name,
                name.start,
                end,
                name.base_end,
                noun,
                name.category,
                name.weight + 1,
                particle,
                name.first,
                nxt,
                name.chain,
            )
    return name
