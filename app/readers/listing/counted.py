"""Things in a row, each with its number of pieces: 원피스 4벌, 레깅스 3개, 민소매티 3장이고 몽땅 2만5천원.

Where most of a row are listed things, the others are things too, of the kind of their neighbours.
"""

from __future__ import annotations

import re
from itertools import pairwise

from app.readers.listing.names import read_name
from app.readers.listing.nouns import Noun, nouns
from app.readers.listing.part import Part
from app.readers.listing.post import Post
from app.readers.listing.tokens import is_verbal

_ENTRY = re.compile(
    r"(?<![가-힣a-z\d])(?P<noun>[가-힣]{2,8})\s?(?P<count>\d{1,2})\s?(?:벌|개|장|켤레|권|병|점|세트|봉|매|자루|마리|송이)(?![당짜월])"
)
_BETWEEN = re.compile(r"(?:이?랑|하고|[와과]|이?고|이며)?[\s,/·+&]{1,3}(?:[가-힣]{1,6}\s){0,2}")
_FEWEST = 3


def counted_row(post: Post) -> list[Part]:
    """The entries of the first line that counts three things or more in a row."""
    for start, end in post.lines:
        entries = list(_ENTRY.finditer(post.low, start, end))
        if len(entries) < _FEWEST or not _in_a_row(post, entries):
            continue
        listed = {noun.end: noun for noun in nouns(post, start, end)}
        known = [noun for entry in entries if (noun := listed.get(entry.end("noun")))]
        if 2 * len(known) > len(entries):
            return [_part(post, start, entry, listed.get(entry.end("noun")), known[0].kind) for entry in entries]
    return []


def _in_a_row(post: Post, entries: list[re.Match[str]]) -> bool:
    plain = not any(is_verbal(entry["noun"]) for entry in entries)
    return plain and all(_BETWEEN.fullmatch(post.low, a.end(), b.start()) for a, b in pairwise(entries))


def _part(post: Post, line: int, entry: re.Match[str], listed: Noun | None, kind: str) -> Part:
    noun = listed or Noun(*entry.span("noun"), kind)
    left = max(line, post.clause(noun.start)[0])
    count = (int(entry["count"]), entry.start("count"), entry.end())
    return Part(left, entry.end(), read_name(post, left, noun.end, noun), count=count)
