"""One thing of a post that offers several: its stretch of text, its name, and what stands right beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.readers.listing.amounts import BRACKETS, Quoted
from app.readers.listing.names import Name
from app.readers.listing.post import Post

LETTER = re.compile(r"[가-힣a-z]")
FREE_TAIL = re.compile(
    r"(?:무료\s?)?(?:덤(?:으로\s?드[려림][요]?)?|공짜로\s?드[려림][요]?|그냥\s?드립니다|나눔|(?<![려겨져쳐켜여내서어아와춰워줘해])드림|무료|무나|공짜|그냥\s?드[려림][요]?)[\s!~.)]{0,4}(?:\([^)\n]{0,30}\))?\s{0,3}$"
)
_WORDS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "열": 10}
_PIECES = re.compile(
    r"(?:(?<![\d.])(\d{1,3})|(?<![가-힣])(한|두|세|네|다섯|여섯|열))\s?(?:개|장|권|벌|켤레|대|병|매|점|마리|세트|봉|통|자루|쌍|짝|박스|팩|캔)(?![가-힣]{0,1}월)"
    r"(?!\s?(?:다\s|합|같이|함께|모두|전부|일괄|세트))"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing on offer: the stretch that speaks of it alone, its name, and price or count if its stretch has them."""

    start: int
    end: int
    name: Name
    price: Quoted | None = None
    free: tuple[int, int] | None = None
    count: tuple[int, int, int] | None = None


def piece_count(post: Post, start: int, end: int) -> tuple[int, int, int] | None:
    text = BRACKETS.sub(lambda m: " " * len(m.group()), post.low[start:end])
    if found := _PIECES.search(text):
        count = int(found.group(1)) if found.group(1) else _WORDS[found.group(2)]
        return count, start + found.start(), start + found.end()
    return None
