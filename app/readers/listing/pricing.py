"""Which amount is the price: the asking price of one thing, the price of all together, what it once cost."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.domain import Leaf
from app.readers.listing.amounts import Quoted
from app.readers.listing.post import Post

_REFUSED = re.compile(
    r"(?:네고|내고|에눌|에누리|흥정|가격\s?조정|가격\s?제안|깎기)[^\n.!?,/]{0,12}?(?:x(?![a-z])|불가|사절|사양|안\s?[해합함할받돼됨됩되하드]|답\s?안|대답\s?안|답변\s?안|스루|읽씹|무응답|노답|받지\s?않|하지\s?않|못\s?[해받하]|거절|거부|무시|차단|없|금지|죄송|어려|어렵|힘들|노노|ㄴㄴ)"
)
_AGREED = re.compile(
    r"(?:네고|내고|에눌|에누리|흥정|가격\s?조정|절충)[^\n.!?,/]{0,12}?(?:가능|돼요|됩니다|해드|ok|ㅇㅋ|환영|o(?![a-z]))"
)


_POSTAGE = 10_000


def asking(amounts: Iterable[Quoted], bundle_too: bool) -> Quoted | None:
    """The amount most strongly asked for; of a chain of reductions (18만 → 15만) the last."""
    best: Quoted | None = None
    for quote in amounts:
        if quote.use != "asking" and not (bundle_too and quote.use == "bundle"):
            continue
        if best is not None and quote.won is None and best.won is not None:
            continue
        if best is not None and _with_postage(best, quote):
            continue
        unbound = best is not None and best.won is None and quote.won is not None
        if best is None or unbound or quote.weight > best.weight or (quote.arrow and quote.weight >= best.weight - 4):
            best = quote
    return best


def _with_postage(first: Quoted, second: Quoted) -> bool:
    """45만 / 택포 45.5만: the same price again with the postage in it."""
    if first.won is None or second.won is None or not second.delivered or second.bare != first.bare:
        return False
    return 0 < second.won - first.won <= _POSTAGE


def bundle(amounts: Iterable[Quoted]) -> Quoted | None:
    """The price of everything together, if one is named so."""
    return next((q for q in amounts if q.use == "bundle"), None)


def original(amounts: Iterable[Quoted]) -> Quoted | None:
    """What it cost when bought; a label wins over a story."""
    found = [q for q in amounts if q.use == "original" and q.won]
    return max(found, key=lambda q: q.weight, default=None)


def postage(amounts: Iterable[Quoted]) -> Quoted | None:
    """The postage that is added to the price."""
    return next((q for q in amounts if q.use == "fee"), None)


def money_leaf(post: Post, quote: Quoted) -> Leaf | None:
    """A leaf of the amount; None for a range, which has no single value."""
    return None if quote.won is None else post.leaf(quote.won, quote.start, quote.end)


def negotiable(post: Post) -> Leaf | None:
    """True or False if the post says whether the price may be talked about; a refusal wins."""
    if refused := _REFUSED.search(post.low):
        return post.leaf(False, refused.start(), refused.end())
    if agreed := _AGREED.search(post.low):
        return post.leaf(True, agreed.start(), agreed.end())
    for name, value in (("price.firm", False), ("price.negotiable", True)):
        covers = [(h.start, h.end) for h in post.of("price.firm")]
        for hit in post.of(name):
            if value and any(a <= hit.start < b for a, b in covers):
                continue
            return post.leaf(value, hit.start, hit.end)
    return None
