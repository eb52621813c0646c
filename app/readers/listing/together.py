"""Things told of one after the other and priced together: 소파 … 앞에 두던 협탁은 상태 좋아요 … 둘이 합쳐서 12만원.

The number word of the price says how many there are. If just so many things are named before it, those are they; else
the post offers one thing, and the number counts something that no name tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.readers.listing.names import Name, read_name
from app.readers.listing.nouns import Noun, nouns
from app.readers.listing.part import Part
from app.readers.listing.post import Post

_TOGETHER = re.compile(
    r"(?<![가-힣\d])(?:(?P<two>둘|두\s?(?:개|가지|점)|2\s?(?:개|가지))|(?P<three>셋|세\s?(?:개|가지|점)|3\s?(?:개|가지))"
    r"|넷|네\s?(?:개|가지|점)|4\s?(?:개|가지))(?:이|이서|를|을|다)?\s?(?:다\s|모두\s|전부\s)?(?:합쳐|합해|합하|묶어|같이|함께|세트로|해서|일괄)(?=[^\n\d]{0,16}?(?:\d|[만천]\s?원|[일이삼사오육칠팔구십]만))"
)
_ALL_FOR = re.compile(
    r"\s(?:이렇게\s)?(?:다|전부|모두|싹|몽땅|일괄(?:로)?|합쳐서?|합해서?)\s?(?:해서|합쳐서?|합해서?|묶어서?)?\s?(?:\d|[만천]\s?원|[일이삼사오육칠팔구십]만)"
)
_TOPIC = re.compile(r"(?:은|는|도|이|가|랑|이랑|하고)(?![가-힣])")


def told_together(post: Post) -> list[Part]:
    """The things before 둘이 합쳐서, if they are two; each with the clauses from its name to the next."""
    priced = _TOGETHER.search(post.low, post.body)
    if priced is None:
        return []
    things = list(_things(post, priced.start()))
    wanted = 2 if priced["two"] else 3 if priced["three"] else 4
    if len(things) != wanted:
        return []
    ends = [name.start for name in things[1:]] + [post.line(things[-1].start)[1]]
    return [Part(name.start, min(end, priced.start()), name) for name, end in zip(things, ends, strict=True)]


def spaced_row(post: Post) -> list[Part]:
    """책상 의자 책장 다 해서 6만원: things with only spaces between them, and words of one price right behind."""
    for start, end in post.lines:
        row: list[Noun] = []
        for noun in nouns(post, start, end):
            if row and post.low[row[-1].end : noun.start] != " ":
                row = []
            row.append(noun)
            if len(row) > 1 and _ALL_FOR.match(post.low, noun.end, end):
                return [Part(n.start, n.end, Name(n.start, n.end, noun=n)) for n in row]
    return []


def _things(post: Post, stop: int) -> Iterator[Name]:
    """The different things named before `stop`; a clause without a noun of its own (한샘 엠마 3인용) adds to the last."""
    last: Name | None = None
    called: set[str] = set()
    for start, end in _clauses(post, stop):
        name = read_name(post, start, end)
        word = _called(post, name)
        if word and word not in called and not _is_extra(post, name):
            if last:
                yield last
            called.add(word)
            last = name
        elif last and not word and name.brand and last.brand is None:
            last = Name(last.start, last.end, name.brand, name.model, last.noun, last.known)
    if last:
        yield last


def _clauses(post: Post, stop: int) -> Iterator[tuple[int, int]]:
    for start, end in post.lines:
        if start < stop:
            yield from post.clauses(start, min(end, stop))


def _called(post: Post, name: Name) -> str:
    """The word that tells one thing from another: its noun, else its listed model."""
    told = name.noun or name.known
    return post.low[told.start : told.end] if told else ""


def _is_extra(post: Post, name: Name) -> bool:
    """A battery or a case in passing is no thing of its own."""
    noun = name.noun
    if noun is None or name.brand or name.known:
        return False
    listed = noun.kind == "part" or post.vocabulary.has("accessories", post.low[noun.start : noun.end])
    return listed and not _TOPIC.match(post.low, noun.end)
