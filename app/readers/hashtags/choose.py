"""From many candidates the few that are offered: well formed, harmless, different from one another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.readers.hashtags.evidence import Candidate
from app.readers.hashtags.lexicon import Lexicon

_TAG = re.compile(r"[0-9A-Za-z가-힣]{2,15}")
_BARS = (1.3, 1.3, 2.0, 2.3)
"""What the first, second, third and every further tag must score: the more there are, the better a new one."""
_GOOD_BESIDE_KNOWN = 3.4
_KNOWN_BAR = 3.0
_NAMED = 2.5
_A_WORD = 2
_ENOUGH_KNOWN = 2
_ADDRESS = re.compile(r"\d{1,4}(?:동|호(?!선)|단지|번지)")


def choose(ranked: Sequence[Candidate], max_tags: int, private: Sequence[str], lexicon: Lexicon) -> list[Candidate]:
    """At most `max_tags`, best first, at most one place and one mood."""
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) >= max_tags:
            break
        if _allowed(candidate, private, lexicon) and _adds(candidate, chosen) and _good(candidate, chosen):
            chosen.append(candidate)
    return [] if all(candidate.filler for candidate in chosen) else chosen


def _good(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """With enough known tags a new one has to be much better."""
    known = sum(1 for other in chosen if other.known)
    if known >= _ENOUGH_KNOWN and not candidate.known:
        return candidate.score >= (_NAMED if candidate.kind == "place" else _GOOD_BESIDE_KNOWN)
    if candidate.known and known >= _ENOUGH_KNOWN:
        return candidate.score >= _KNOWN_BAR
    return candidate.score >= _BARS[min(len(chosen), len(_BARS) - 1)]


def _allowed(candidate: Candidate, private: Sequence[str], lexicon: Lexicon) -> bool:
    tag = candidate.tag
    if not _TAG.fullmatch(tag) or tag.isdigit() or _ADDRESS.search(tag):
        return False
    if any(word in tag for word in lexicon.words("apartments")):
        return False
    return not any(secret in tag or (len(tag) >= 3 and tag in secret) for secret in private)


def _adds(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Not nearly the same as a chosen one, not a second place, not a second mood."""
    tag = candidate.tag.casefold()
    for other in chosen:
        theirs = other.tag.casefold()
        if (tag in theirs or theirs in tag) and not _both_known(candidate, other):
            return False
        if candidate.kind == other.kind and candidate.kind in ("place", "mood"):
            return False
    return True


def _both_known(one: Candidate, other: Candidate) -> bool:
    """고양이 and 고양이사료: the vocabulary keeps them apart, so they are two things."""
    return one.known and other.known and abs(len(one.tag) - len(other.tag)) >= _A_WORD
