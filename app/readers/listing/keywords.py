"""Three to ten words that a buyer would type to find the thing: model, noun, what describes it, size and colour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain import Leaf
from app.readers.listing.names import Name
from app.readers.listing.post import Post
from app.readers.listing.specs import Spec
from app.readers.listing.tokens import tokens

MOST = 10
_SEAT = "좌석"
"""A seat (1루 내야지정석A) is searched by its words."""
_GENERIC = re.compile(
    r"프로|맥스|프로맥스|미니|플러스|울트라|라이트|프라임|에디션|디스크|디지털|\d세대|세대|pro|max|mini|plus|ultra|lite|se|fe|에어|air|\d{1,2}"
)
_DESCRIBES = ("modifier", "size", "colour", "team", "code")


def keywords(post: Post, name: Name, specs: list[Spec], scope: tuple[int, int]) -> list[Leaf]:
    """Search words with their places; a brand once, no near-duplicates. `scope` is the stretch that speaks of it."""
    out: dict[str, Leaf] = {}
    for start, end in _spans(post, name, specs, scope):
        words = post.words(start, end)
        key = "".join(words.lower().split())
        if (len(key) > 1 or "가" <= key <= "힣") and key not in out and "\x00" not in post.text[start:end]:
            out[key] = post.copy(start, end)
    return list(out.values())[:MOST]


def _spans(post: Post, name: Name, specs: list[Spec], scope: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if name.model:
        yield from _model(post, *name.model)
    if name.noun:
        yield name.noun.start, name.noun.end
    if not name.empty:
        yield from _around(post, name)
    for team in post.of("teams", *scope):
        if not "가" <= post.low[team.end : team.end + 1] <= "힣" or post.low.startswith("전", team.end):
            yield team.start, team.end
    for piece in post.of("pieces", *scope):
        yield piece.start, piece.end - post.low.endswith("만", piece.start, piece.end)
    for spec in specs:
        if spec.keyword and spec.name == _SEAT:
            yield from ((token.start, token.end) for token in tokens(post, spec.start, spec.end))
        elif spec.keyword:
            yield spec.start, spec.end
    if name.brand:
        yield name.brand.start, name.brand.end


def _model(post: Post, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole model name; of a long one its words instead, since nobody types it all."""
    words = list(tokens(post, start, end))
    if len(words) <= 3:
        yield start, end
    if len(words) >= 2:
        yield from (
            (w.start, w.end) for w in words if w.end - w.start > 1 and not _GENERIC.fullmatch(post.low, w.start, w.end)
        )


def _around(post: Post, name: Name) -> Iterator[tuple[int, int]]:
    """What describes the thing in the stretch that names it."""
    stretches = [(name.start, name.end)]
    if name.brand and not name.start <= name.brand.start < name.end:
        stretches.append((name.brand.end, post.clause(name.brand.start)[1]))
    for token in (token for stretch in stretches for token in tokens(post, *stretch)):
        if name.brand and name.brand.start <= token.start < name.brand.end:
            continue
        inside_model = name.model and name.model[0] <= token.start < name.model[1]
        if (
            token.sort in _DESCRIBES
            and not inside_model
            and not (name.noun and name.noun.start <= token.start < name.noun.end)
        ):
            yield token.start, token.end
