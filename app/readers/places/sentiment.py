"""What the writer thinks of one place: words for and against, counted in the sentences about it."""

from __future__ import annotations

import re

from app.readers.places.lexicon import Lexicon

_NOT_BEFORE = re.compile(r"(?:^|[\s])(?:안|전혀|하나도|덜|없이|않)[ ]?$")
_NOT_AFTER = re.compile(r".{0,3}(?:지(?:도|는|가|)[ ]?(?:않|안|못)|진[ ]?않|[ ]?없|하지[ ]?마)")
_CONCEDED = re.compile(r".{0,4}(?:긴[ ]?(?:한데|하지만|해도|했지만)|지만|아도|어도|었지만)")
_MIXED_SHARE = 0.5
_CONCEDED_WEIGHT = 0.3


def sentiment(said: str, lexicon: Lexicon) -> str:
    """positive · negative · mixed · neutral, of the words `said` about one place."""
    good, bad = 0.0, 0.0
    for word, at in _hits(said, lexicon.sentiment.get("negative", ())):
        if _NOT_BEFORE.search(said[max(0, at - 4) : at]) or _NOT_AFTER.match(said, at + len(word)):
            good += 1.0
        else:
            bad += _CONCEDED_WEIGHT if _CONCEDED.match(said, at + len(word)) else 1.0
    for word, at in _hits(said, lexicon.sentiment.get("positive", ())):
        if _NOT_BEFORE.search(said[max(0, at - 4) : at]) or _NOT_AFTER.match(said, at + len(word)):
            bad += 1.0
        else:
            good += 1.0
    return _verdict(good, bad)


def _verdict(good: float, bad: float) -> str:
    if not good and not bad:
        return "neutral"
    if min(good, bad) >= 1 and min(good, bad) / max(good, bad) >= _MIXED_SHARE:
        return "mixed"
    return "positive" if good >= bad else "negative"


def _hits(said: str, words: tuple[str, ...]) -> list[tuple[str, int]]:
    """Where words of a list stand, a longer one before the shorter one inside it, each stretch once."""
    found: list[tuple[str, int]] = []
    taken: set[int] = set()
    for word in sorted(words, key=len, reverse=True):
        at = said.find(word)
        while at >= 0:
            if at not in taken:
                found.append((word, at))
                taken.update(range(at, at + len(word)))
            at = said.find(word, at + len(word))
    return found
