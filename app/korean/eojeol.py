"""Words between spaces (어절), and the noun in front of a particle.

A particle agrees with the sound before it: 과, 은, 이라는 follow a consonant, 와, 는, 라는 a vowel. So the 과 of
소아과 and the 가 of 메가 stay where they are without a dictionary of nouns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.korean.jamo import has_final

_WORD = re.compile(r"[0-9A-Za-z가-힣]+")
_AFTER_CONSONANT = (
    "이라는데 이라는 이라고 이라서 이라도 이라 이었는데 이었어요 이었습니다 이었다 이었음 이에요 이예요 이구요 "
    "이고요 이고 이던데 이네요 이랑은 이랑 이나 이야 이지만 이면 이며 이란 은 이 을 과 으로는 으로도 으로 아"
)
_AFTER_VOWEL = (
    "라는데 라는 라고 라서 라도 라 였는데 였어요 였습니다 였다 였음 예요 에요 구요 고요 던데 네요 랑은 랑 나 야 "
    "지만 며 란 는 가 를 와 로는 로도 로"
)
_ALWAYS = (
    "에서는 에서도 에서만 에서요 에서의 에선 에서 에게서 에게 에는 에도 에만 에요 에 의 도 만 만의 까지는 까지도 까지 "
    "부터는 부터 보다는 보다도 보다 처럼 한테는 한테서 한테 밖에 마다 마저 조차 입니다 입니당 이다 인데요 인데 인데도 "
    "인지 이던 께서 께 이랑 쪽으로 쪽에 쪽 요"
)
_AFTER: dict[bool | None, str] = {None: _ALWAYS, True: _AFTER_CONSONANT, False: _AFTER_VOWEL}
_PARTICLES = {particle: wants for wants, particles in _AFTER.items() for particle in particles.split()}
_ALSO_ENDS_OF_NAMES = frozenset("라나야아요며란고")
_LAST_LETTERS = frozenset(particle[-1] for particle in _PARTICLES)
_LONGEST = max(map(len, _PARTICLES))
_RIEUL = 8


@dataclass(frozen=True, slots=True)
class Eojeol:
    """A run of letters and digits, its place in the folded text, and the ways to read it, worked out once."""

    text: str
    start: int
    end: int
    readings: tuple[tuple[str, str], ...]
    name_readings: tuple[tuple[str, str], ...]


def eojeols(text: str) -> list[Eojeol]:
    """All words of a folded text, in order; punctuation and emoji separate them."""
    return [_eojeol(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


def _eojeol(word: str, start: int, end: int) -> Eojeol:
    read = tuple(readings(word))
    return Eojeol(word, start, end, read, _as_names(word, read))


def readings(word: str) -> Iterator[tuple[str, str]]:
    """(noun, particle) for every particle that may end `word`, the longest first, and last the bare word."""
    if word[-1:] in _LAST_LETTERS:
        for length in range(min(_LONGEST, len(word) - 1), 0, -1):
            particle = word[-length:]
            if particle in _PARTICLES and _agrees(word[-length - 1], particle):
                yield word[:-length], particle
    yield word, ""


def noun_of(word: str) -> str:
    """The noun in front of the longest particle, at least two letters of it; else the word itself."""
    return next((noun for noun, particle in readings(word) if len(noun) >= 2 or not particle), word)


def name_readings(word: str) -> tuple[tuple[str, str], ...]:
    """The two ways to read a name: without its longest particle, and whole (카츠무라 keeps its 라)."""
    return _as_names(word, readings(word))


def _as_names(word: str, read: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    longest = next(((n, p) for n, p in read if p and p not in _ALSO_ENDS_OF_NAMES), None)
    return (longest, (word, "")) if longest else ((word, ""),)


def _agrees(before: str, particle: str) -> bool:
    wants = _PARTICLES[particle]
    if wants is None:
        return True
    if not "가" <= before <= "힣":
        return True
    if particle.startswith("로") and (ord(before) - ord("가")) % 28 == _RIEUL:
        return True
    return has_final(before) is wants
