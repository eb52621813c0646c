"""Amounts that tell what mending or replacing a part would cost: no price of the thing."""

from __future__ import annotations

import re

from app.korean.money import Amount
from app.readers.listing.post import Post

_IF_PAID = re.compile(r"\s?(?:원\s?)?(?:정도\s?)?이?면\s(?P<rest>[^\n.!?)]{0,24})")
_DEALT = re.compile(
    r"팔|팝|판매|드[려립릴림]|보[내낼냅]|넘[겨길]|가져|데려|모셔|주[고세실]|양도|처분|내놓|네고|직거|택포|살게|사요|삽|구[매해입]|생각|만족|괜찮|좋|적당|되|될|돼"
)
_ASIDE = re.compile(
    r"\([^()\n]{0,20}(?:다이소|쿠팡|알리|테무|부품|수리|교체|a/?s|서비스센터|리필|리폼|사서|따로\s?사|견적|공임)[^()\n]{0,8}$"
)
"""핫슈커버 분실 (다이소 2천원): what mending it would cost."""


def mends(post: Post, a: Amount, floor: int) -> bool:
    """(8천원이면 부품 사서 끼우면 됩니다), 7천원이면 붙여요: what mending costs; 5만원이면 팔게요 is a price."""
    if _ASIDE.search(post.low, max(floor, a.start - 30), a.start):
        return True
    paid = _IF_PAID.match(post.low, a.end)
    if paid is None or a.unit == "bare":
        return False
    opened = post.low.rfind("(", floor, a.start) > post.low.rfind(")", floor, a.start)
    return opened or not _DEALT.search(paid["rest"])
