"""The place of a post, for at most one place tag: 망원동 + 맛집, or a lake, a park, a stream by its name.

The text wins over the client's `region`. Addresses, apartments and units never become tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.readers.hashtags.lexicon import Lexicon
from app.readers.hashtags.words import Word

_DONG = re.compile(r"[가-힣]{2,4}동")
_STATION = re.compile(r"[가-힣]{2,6}역")
_STREAM = re.compile(r"[가-힣]{2,4}천")
_RURAL = re.compile(r"(?<=[가-힣]{2})[읍면리]$")
"""People tag 고촌맛집, not 고촌읍맛집."""
_BANK = re.compile(r"(?:산책로|산책길|자전거길|둔치|둑방길)$")


@dataclass(frozen=True, slots=True)
class Where:
    """`stem` of the quarter (망원), its `dong` as people tag it (망원동), and places with a name of their own."""

    stem: str | None
    dong: str | None
    named: tuple[str, ...]


def find_where(words: Sequence[Word], region: str | None, lexicon: Lexicon) -> Where:
    """The quarter and the named places of a text."""
    nouns = [noun for word in words for noun, _ in word.readings]
    dong = next(
        (
            n
            for n in nouns
            if _DONG.fullmatch(n) and not lexicon.holds("not_dong", n) and not n.endswith(("운동", "활동"))
        ),
        None,
    )
    station = next((n for n in nouns if _STATION.fullmatch(n) and not lexicon.holds("not_station", n)), None)
    named = tuple(dict.fromkeys(n for noun in nouns if _is_named(n := _BANK.sub("", noun), lexicon)))
    if dong is None and station is None and region:
        last = region.split()[-1] if region.split() else ""
        dong = _RURAL.sub("", last) if 2 <= len(last) <= 5 and re.fullmatch(r"[가-힣0-9]+", last) else None
    stem = dong[:-1] if dong and len(dong) >= 3 and dong.endswith("동") else dong or (station[:-1] if station else None)
    return Where(stem, dong or (f"{stem}동" if stem else None), named)


def _is_named(noun: str, lexicon: Lexicon) -> bool:
    if lexicon.holds("not_places", noun):
        return False
    if lexicon.holds("streams", noun) or lexicon.holds("sights", noun):
        return True
    if _STREAM.fullmatch(noun):
        return not lexicon.holds("not_stream", noun)
    if not noun.endswith(lexicon.words("place_ends")):
        return False
    return any(noun.endswith(end) and 2 <= len(noun) - len(end) <= 5 for end in lexicon.words("place_ends"))
