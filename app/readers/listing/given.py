"""A thing outside a price list that is simply given: 욕실매트는 그냥 드려요."""

from __future__ import annotations

import re

from app.readers.listing.names import Name
from app.readers.listing.nouns import nouns
from app.readers.listing.part import Part
from app.readers.listing.post import Post

_GIVEN = re.compile(
    r"(?:은|는|도|이랑|랑)?\s(?P<free>그냥|무료로|공짜로|덤으로|거저)\s?(?:같이\s|함께\s)?(?:드[려립릴림]|가져가|챙겨|넘[겨길]|나눔)"
)
_LONGEST = 14


def with_given(post: Post, parts: list[Part]) -> list[Part]:
    """The parts of a list and what is given beside it, in the order of the text; a bare extra (케이스는 그냥 …) is none."""
    out = list(parts)
    for given in _GIVEN.finditer(post.low, post.body):
        near = max(post.line(given.start())[0], given.start() - _LONGEST)
        noun = next((n for n in nouns(post, near, given.start()) if n.end == given.start()), None)
        if noun is None or post.vocabulary.has("accessories", post.low[noun.start : noun.end]):
            continue
        if not any(part.start < noun.end and noun.start < part.end for part in parts):
            name = Name(noun.start, noun.end, noun=noun)
            out.append(Part(noun.start, given.end(), name, free=given.span("free")))
    return sorted(out, key=lambda part: part.start)
