"""The things of a post with all that is said of each: one item from the whole text, or one per stretch."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain import Leaf, Warn
from app.readers.listing.amounts import Quoted, quoted
from app.readers.listing.belongings import accessories
from app.readers.listing.flags import prescribed, prohibited
from app.readers.listing.keywords import keywords
from app.readers.listing.main_name import brand_leaf, implied_type, main_name, name_scopes, product_leaf
from app.readers.listing.names import Name, read_name
from app.readers.listing.part import Part
from app.readers.listing.parts import listed_parts
from app.readers.listing.post import Post
from app.readers.listing.pricing import asking, bundle, money_leaf, negotiable, original, postage
from app.readers.listing.purchase import purchase_date
from app.readers.listing.quantity import quantity
from app.readers.listing.specs import spec_leaves, specs
from app.readers.listing.state import Scope, condition, defects

_COUNTED = re.compile(
    r"\s?(?:\d{1,3}\s?(?:개|장|벌|권|켤레|병|포트|세트|박스|봉|마리|p)|\d{1,4}(?:단|칸|구|인용|인치|cm|mm|l|리터|kg)(?![가-힣a-z])|[(\[:=]|\s-\s|\.\.)"
)
_OPENED = re.compile(r"(?<=[가-힣])\s?(?:\d{1,3}(?:\.\d)?\s?만?원?\s?)?\(")
_FIRST_WORD = re.compile(r"[가-힣a-z0-9]{2,10}")
_PLAIN_NOUN = re.compile(r"[가-힣]{2,8}")
_HANDED = re.compile(r"드려요|드립니다|드릴게요|드려용|드립니당|가져가")
_ALL = re.compile(r"(?:전부|모두|둘\s?다|다|전체|전제품)\s")


_TOPICS = ("은 ", "는 ", "도 ", "이 ", "가 ")
_ALSO = (("데스크", "책상"), ("체어", "의자"), ("소파", "쇼파"), ("쇼파", "소파"))
"""How a noun is called again: 모션데스크 … 책상은 상태 좋아요."""

Owned = tuple[tuple[int, int], list[int]]
"""A clause outside every row, and the numbers of the things that it names."""


@dataclass(slots=True)
class Goods:
    """The items as they stand in the answer, and what is said of them together."""

    items: list[dict[str, Any]] = field(default_factory=list)
    bundle_price: Leaf | None = None
    postage: Quoted | None = None
    prohibited: Leaf | None = None
    warnings: list[Warn] = field(default_factory=list)


def read_goods(post: Post, intent: str, fake: bool, reference: date, places: tuple[tuple[int, int], ...]) -> Goods:
    """Every thing of the post. `fake` things have no brand; `places` are where the names of places stand."""
    amounts = quoted(post, intent == "buy")
    if intent == "exchange":
        amounts = [q for q in amounts if not q.bare]  # 260 → 265 are sizes
    parts = [] if intent == "exchange" else listed_parts(post)
    goods = Goods(postage=postage(amounts))
    if parts:
        _several(post, parts, amounts, intent, goods)
    else:
        _single(post, amounts, intent, reference, goods, main_name(post, places))
    if fake:
        for item in goods.items:
            item.pop("brand", None)
    return goods


def _single(post: Post, amounts: list[Quoted], intent: str, reference: date, goods: Goods, name: Name) -> None:
    everything: Scope = ((0, len(post.text)),)
    item = _described(post, name, everything, amounts)
    each = asking(amounts, bundle_too=False)
    price = each if each and each.each else asking(amounts, bundle_too=True)
    if price is each and each and (together := bundle(amounts)):
        _bundle_price(post, together, goods)
    _set_price(post, item, price, "/items/0/price", intent, goods)
    if once := original(amounts):
        item["original_price"] = money_leaf(post, once)
    item["negotiable"] = negotiable(post)
    item["quantity"] = quantity(post, name, price)
    item["purchase_date"] = purchase_date(post, reference)
    thing = post.low[name.noun.start : name.noun.end] if name.noun else ""
    goods.prohibited = prohibited(post, (*name_scopes(post, name), post.lines[0])) or prescribed(post, thing)
    if intent == "buy":
        item.pop("defects")  # what a buyer would put up with (기스는 상관X)
    said = _without_nothing(item)
    if said:
        goods.items = [said]


def _several(post: Post, parts: list[Part], amounts: list[Quoted], intent: str, goods: Goods) -> None:
    outside = [(part.start, part.end) for part in parts]
    owned = _owned(post, parts, _common(post, outside))
    firm = negotiable(post)
    for index, part in enumerate(parts):
        scope = ((part.start, part.end), *_assigned(parts, index, owned))
        item = _described(
            post, _named_in_brackets(post, part.name), scope, amounts, tuple(outside[:index] + outside[index + 1 :])
        )
        if item.get("brand") is None and item.get("product_type") is None and item.get("model") is None:
            own = post.copy(*_own_words(post, part))
            item["product_type" if _PLAIN_NOUN.fullmatch(str(own.value)) else "model"] = own
            item["keywords"] = [own]
        if part.count:
            item["quantity"] = post.leaf(*part.count)
        if part.price:
            _set_price(post, item, part.price, f"/items/{index}/price", intent, goods)
            item["negotiable"] = firm
        elif part.free or intent == "giveaway":
            _set_free(post, item, part.free)
        goods.items.append(_without_nothing(item))
        goods.prohibited = goods.prohibited or prohibited(post, ((part.start, part.end),))
    inside = {p.price.start for p in parts if p.price}
    rest = [q for q in amounts if q.start not in inside]
    every = bundle(rest) or (None if inside else asking(rest, bundle_too=True))
    if every and intent != "giveaway":
        _bundle_price(post, every, goods)


def _named_in_brackets(post: Post, name: Name) -> Name:
    """세탁기(삼성 그랑데 21kg), 루프박스 30 (툴레 포스): brand and model in the bracket behind a thing's noun."""
    if name.brand or name.noun is None:
        return name
    noun = post.low[name.noun.start : name.noun.end]
    at = next((m.end() for m in _OPENED.finditer(post.low) if post.low.endswith(noun, 0, m.start())), None)
    if at is None or (stop := post.low.find(")", at, at + 40)) < 0:
        return name
    told = read_name(post, at, stop)
    if told.brand is None or told.brand.start != at:
        return name
    return Name(name.start, name.end, told.brand, name.model or told.model, name.noun, name.known)


def _own_words(post: Post, part: Part) -> tuple[int, int]:
    """What a row calls its thing where no list knows it: its words up to a count, a bracket or the price."""
    end = part.price.start if part.price else part.end
    cut = _COUNTED.search(post.low, part.start + 1, end)
    return part.start, cut.start() if cut else end


def _bundle_price(post: Post, every: Quoted, goods: Goods) -> None:
    goods.bundle_price = money_leaf(post, every)
    if every.warning:
        path = "/bundle_price"
        goods.warnings.append(Warn(every.warning, path))


def _described(
    post: Post, name: Name, scope: Scope, amounts: list[Quoted], outside: tuple[tuple[int, int], ...] = ()
) -> dict[str, Any]:
    """Name, state, extras and facts of one thing."""
    kind = name.noun.kind if name.noun else _kind_of(post, name)
    facts = specs(post, scope, name, kind, amounts)
    return {
        "brand": brand_leaf(post, name),
        "product_type": product_leaf(post, name),
        "model": post.copy(*name.model) if name.model else None,
        "condition": condition(post, scope),
        "keywords": keywords(post, name, facts, scope[0]),
        "specs": spec_leaves(post, facts),
        "accessories": accessories(post, scope, name, outside),
        "defects": defects(post, scope, post.low[name.noun.start : name.noun.end] if name.noun else ""),
    }


def _kind_of(post: Post, name: Name) -> str | None:
    """The kind that model or brand imply."""
    noun = name.known.data[1] if name.known else None
    if noun is None and name.brand:
        noun = implied_type(post, name.brand)
    return post.vocabulary.kinds.get(str(noun).lower()) if noun else None


def _set_price(post: Post, item: dict[str, Any], price: Quoted | None, path: str, intent: str, goods: Goods) -> None:
    if intent == "giveaway":
        _set_free(post, item, None)
    elif price is not None:
        item["price"] = money_leaf(post, price)
        if price.warning:
            goods.warnings.append(Warn(price.warning, path))


def _set_free(post: Post, item: dict[str, Any], words: tuple[int, int] | None) -> None:
    """Given away is a price of 0, proven by the word that says so."""
    if words is None:
        hit = next(post.of("intent.giveaway"), None)
        handed = None if hit else _HANDED.search(post.low)
        words = (hit.start, hit.end) if hit else handed.span() if handed else None
    if words:
        item["price"] = post.leaf(0, *words)


def _common(post: Post, outside: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines that speak of no single thing of a list."""
    out = []
    for start, end in post.lines:
        inner = sorted((a, b) for a, b in outside if a < end and start < b)
        at = start
        for a, b in inner:
            if a > at:
                out.append((at, a))
            at = max(at, b)
        if at < end:
            out.append((at, end))
    return out


def _owned(post: Post, parts: list[Part], common: list[tuple[int, int]]) -> list[Owned]:
    """The common clauses, each with the things it speaks of (벤치는 …, 둘 다 …); empty where it names none."""
    names = [_called(post, part) for part in parts]
    out: list[Owned] = []
    for start, end in common:
        for clause in post.clauses(start, end):
            said = post.low[clause[0] : clause[1]]
            everything = _ALL.search(said) is not None
            out.append((clause, [i for i, words in enumerate(names) if everything or any(w in said for w in words)]))
    return out


def _assigned(parts: list[Part], index: int, owned: list[Owned]) -> list[tuple[int, int]]:
    """The common clauses that belong to one thing: those that name it, or for the first thing the nameless ones."""
    worn = part_kind(parts[index]) in ("clothes", "shoes")
    mine = []
    for clause, named in owned:
        heading = worn and clause[1] <= parts[0].start
        if index in named or (not named and (index == 0 or heading)):
            mine.append(clause)
    return mine


def part_kind(part: Part) -> str | None:
    """The kind of thing of a part, None if its noun is not listed."""
    return part.name.noun.kind if part.name.noun else None


def _called(post: Post, part: Part) -> list[str]:
    """What other clauses call a thing: its noun, its model, the first word of its row, a long noun's beginning."""
    low, noun = post.low, part.name.noun
    words = [low[noun.start : noun.end]] if noun else []
    words += [low[slice(*part.name.model)]] if part.name.model else []
    words += [first.group()] if (first := _FIRST_WORD.match(low, part.start)) else []
    if noun and noun.end - noun.start > 3:
        words += [low[noun.start : noun.start + 2] + particle for particle in ("은 ", "는 ", "도 ")]
        words += [also for ending, also in _ALSO if low.endswith(ending, noun.start, noun.end)]
        words += [low[at : noun.end] + topic for at in range(noun.start + 1, noun.end - 1) for topic in _TOPICS]
    return words


def _without_nothing(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if value is not None and value != []}
