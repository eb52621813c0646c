"""How a thing changes hands: trade methods, who pays the postage, and how much it is."""

from __future__ import annotations

import re

from app.domain import Leaf
from app.readers.listing.amounts import Quoted
from app.readers.listing.post import Post
from app.readers.listing.vocabulary import Hit

_WAYS = ("direct", "delivery", "convenience_store", "safe_payment")
_REFUSED = re.compile(
    r"(?:비|\s?거래|\s?전달)?\s?(?:[은는이가도]\s?)?[:\s]{0,2}(?:x(?![a-z])|불가|안\s?[해합함할되돼됨됩받하]|못\s?[해합]|사절|금지|없|어렵|어려|힘들|노(?![가-힣])|ㄴㄴ|죄송|아님|하지\s?않|번거)"
)
_REFUSED_LATER = re.compile(
    r"(?:안\s?합니다|안\s?해요|안해|안합|안\s?함|안\s?됨|안\s?됩니다|안돼요|불가|사절|못\s?합니다|못해|못\s?보|안\s?보내|하지\s?않|힘들|어려워|어렵|죄송)"
)
_ONLY = re.compile(
    r"(?:거래|결제)?(?:으?로)?만\s?(?:됩|돼|되|가능|보[내냅]|발송|진행|거래|합|해요|할게|받|판매|이[용에요]|드[려립])"
)
"""편의점택배로만 보내요: no other way is agreed to."""
_ASKED = re.compile(r"(?:문의|무관|상관)")
_FROM_SHOP = re.compile(r"온\s|왔|로\s?받|받은|받았|시켰|회사|기사|배송\s?온|배송됐|중입니다|중이|링크|사기")


def trade_methods(post: Post, meets: list[Leaf]) -> list[Leaf]:
    """The ways the seller agrees to, in the order of the contract; a place to meet means direct."""
    out = []
    only = _only_way(post)
    for way in _WAYS if only is None else (only, "safe_payment"):
        hit = next((h for h in post.of(f"trade.{way}") if _agreed(post, h, way)), None)
        if hit is not None:
            out.append(post.leaf(way, hit.start, hit.end))
        elif way == "direct" and meets and not _refuses_direct(post):
            out.append(Leaf(way, meets[0].span, None, meets[0].of))
    return out


def _only_way(post: Post) -> str | None:
    """The way that is said to be the only one."""
    for way in ("convenience_store", "delivery", "direct"):
        if any(_ONLY.match(post.low, hit.end) and _agreed(post, hit, way) for hit in post.of(f"trade.{way}")):
            return way
    return None


def _refuses_direct(post: Post) -> bool:
    return any(h.data.startswith("직거") and _REFUSED.match(post.low, h.end) for h in post.of("trade.direct"))


def _agreed(post: Post, hit: Hit, way: str) -> bool:
    clause = post.clause(hit.start)
    line = post.line(hit.start)
    rest = post.low[hit.end : max(clause[1], hit.end)]
    if _REFUSED.match(post.low, hit.end) or _refused_in_clause(post, hit, line):
        return False
    if way == "delivery":
        if any(h.start <= hit.start and hit.end <= h.end for h in post.of("trade.convenience_store")):
            return False
        if post.low.startswith("만", hit.end) is False and _FROM_SHOP.match(rest.lstrip()):
            return False
        label = post.low[line[0] : hit.start].strip(" -*·▪️•●○■□▶▷►★☆◆◇※✔✅\x00") == "" and hit.data in (
            "배송",
            "배송비",
            "택배",
            "택배비",
        )
        if label and any(
            h.start < line[1] and h.start > hit.start for h in post.of("trade.convenience_store", hit.end, line[1])
        ):
            return False
    if way == "convenience_store" and hit.data == "반값":
        return bool(re.match(r"\s?(?:택|으로 보|가능|o|만|택배|도|/|1|2)", rest))
    if way == "direct" and hit.data in ("봐요", "갈게요", "오셔서", "뵙"):
        return not re.search(r"보고\s?$|해\s?$|[지도만선]\s?$", post.low[max(line[0], hit.start - 3) : hit.start])
    return True


def _refused_in_clause(post: Post, hit: Hit, line: tuple[int, int]) -> bool:
    """택배는 깨질까봐 안합니다: the refusal ends the clause that the method opens."""
    stop = min(line[1], hit.end + 28)
    for mark in ".,/!(\n":
        at = post.low.find(mark, hit.end, stop)
        stop = at if at >= 0 else stop
    rest = post.low[hit.end : stop]
    others = any(h.start > hit.start for way in _WAYS for h in post.of(f"trade.{way}", hit.end, stop))
    return (
        bool(_REFUSED_LATER.search(rest)) and not others and bool(re.match(r"[은는이가도비]|거래|배|\s", rest or " "))
    )


def shipping(post: Post, fee: Quoted | None) -> Leaf | None:
    """Whether the price includes the postage; None if nothing is said of it."""
    included = next(iter(post.of("shipping.included")), None)
    extra = next(iter(post.of("shipping.extra")), None)
    if (
        included
        and not (extra and extra.start < included.start)
        and not post.low.startswith(("x", " x", " 아님", " 아니", " 불가"), included.end)
    ):
        return post.leaf("included", included.start, included.end)
    if extra:
        return post.leaf("extra", extra.start, extra.end)
    return post.leaf("extra", fee.start, fee.end) if fee else None
