"""The reader of second-hand posts: text in, the sparse tree of TASKS.md extract/listing out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import Leaf, Reading, Source, Warn
from app.readers.listing.flags import counterfeit
from app.readers.listing.gate import intent, status
from app.readers.listing.goods import read_goods
from app.readers.listing.post import open_post, private_leaves
from app.readers.listing.pricing import money_leaf
from app.readers.listing.spots import meet_places, place_spans
from app.readers.listing.trade import shipping, trade_methods
from app.readers.listing.vocabulary import vocabulary

_NAMES = {"brand", "product_type", "model"}


def read(source: Source, rules: Mapping[str, Any]) -> Reading:
    """What a second-hand post offers or seeks; `rules` is the task's parsed rules.yaml."""
    post = open_post(source, vocabulary(rules))
    kind = intent(post)
    tree: dict[str, Any] = {"intent": kind, "private": private_leaves(post)}
    if kind == "other":
        return Reading(tree)
    tree["status"] = status(post, kind)
    fake = counterfeit(post)
    places = place_spans(post)
    goods = read_goods(post, kind, fake is not None, source.reference_date, places)
    if kind == "giveaway" and not any(_NAMES & item.keys() for item in goods.items):
        return Reading({"intent": "other", "private": tree["private"]})
    tree["items"] = goods.items
    tree["bundle_price"] = goods.bundle_price
    meets = meet_places(post, places)
    tree["trade_methods"] = trade_methods(post, meets)
    tree["shipping"] = shipping(post, goods.postage)
    tree["shipping_fee"] = money_leaf(post, goods.postage) if goods.postage else None
    tree["meet_places"] = meets
    tree["flags"] = [flag for flag in (fake, goods.prohibited) if flag is not None]
    return Reading(_said(tree), _unique(goods.warnings))


def _said(tree: dict[str, Any]) -> dict[str, Any]:
    """The tree without what the text does not say."""
    return {key: value for key, value in tree.items() if value is not None and value != []}


def _unique(warnings: list[Warn]) -> list[Warn]:
    return list(dict.fromkeys(warnings))


__all__ = ["Leaf", "read"]
