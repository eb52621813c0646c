"""What the writer thinks of one place: its clauses, each for or against, counted.

A clause counts once however many words it spends; 안 in front or 지 않 behind turns a word round; what is conceded
("좁긴 한데") counts little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.readers.places.lexicon import Lexicon

_CLAUSE = re.compile(
    r"[.!?\n,;~]|(?<=[는은신인던한운픈쁜큰른찮])데(?=[ ,])|(?<=지만)(?=[ ,])|(?<=[가-힣]고)(?= )|다만|그래도|근데|대신"
)
_NOT_BEFORE = re.compile(r"(?:^|\s)(?:안|전혀|하나도|덜|없이|않)\s?$")
_NOT_AFTER = re.compile(r".{0,3}(?:지(?:도|는|가)? ?(?:않|안|못)(?!나요)|진 ?않| ?없|하지 ?마)")
_CONCEDED = re.compile(r".{0,4}(?:긴 ?(?:한데|하지만|해도|했지만)|지만|[아어]?도(?= ))")
_MIXED_SHARE = 0.5
_CONCEDED_WEIGHT = 0.3
_KIND_WEIGHT = 0.5
_WEIGHTS = {"positive": 1.0, "negative": -1.0, "kind": _KIND_WEIGHT, "neutral": 0.0}


def sentiment(said: str, lexicon: Lexicon) -> str:
    """positive · negative · mixed · neutral, of the words `said` about one place."""
    good, bad = 0.0, 0.0
    for clause in _clauses(said):
        leaning = sum(_leaning(clause, word, at, side) for word, at, side in _hits(clause, lexicon))
        leaning = max(-1.0, min(1.0, leaning))
        good += max(leaning, 0.0)
        bad -= min(leaning, 0.0)
    return _verdict(good, bad)


def _clauses(said: str) -> Iterator[str]:
    """Clauses of a text; a word that ends one (는데) stays with it."""
    start = 0
    for cut in _CLAUSE.finditer(said):
        yield said[start : cut.end()]
        start = cut.end()
    yield said[start:]


def _leaning(clause: str, word: str, at: int, side: str) -> float:
    weight = _WEIGHTS[side]
    if side in ("kind", "neutral"):
        return weight
    if _NOT_BEFORE.search(clause[max(0, at - 4) : at]) or _NOT_AFTER.match(clause, at + len(word)):
        return -weight
    return weight * _CONCEDED_WEIGHT if side == "negative" and _CONCEDED.match(clause, at + len(word)) else weight


def _verdict(good: float, bad: float) -> str:
    if not good and not bad:
        return "neutral"
    if min(good, bad) >= _KIND_WEIGHT and min(good, bad) / max(good, bad) >= _MIXED_SHARE:
        return "mixed"
    return "positive" if good >= bad else "negative"


def _hits(clause: str, lexicon: Lexicon) -> list[tuple[str, int, str]]:
    """Where words of the lists stand, a longer one before the shorter one inside it (불친절 is no 친절)."""
    found: list[tuple[str, int, str]] = []
    taken: set[int] = set()
    present = [(w, side) for side in _WEIGHTS for w in lexicon.sentiment.get(side, ()) if w in clause]
    for word, side in sorted(present, key=lambda x: -len(x[0])):
        at = clause.find(word)
        while at >= 0:
            if at not in taken:
                found.append((word, at, side))
                taken.update(range(at, at + len(word)))
            at = clause.find(word, at + len(word))
    return found
