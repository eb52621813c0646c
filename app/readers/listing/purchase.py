"""When a thing was bought, as precise as written."""

from __future__ import annotations

import re
from datetime import date

from app.domain import Leaf
from app.readers.listing.post import Post

_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>20\d{2}|(?<!\d)[12]\d(?=년도?\s?\d{1,2}월|년도|년(?:에|도에|\s?(?:구입|구매|산\s|샀))|\.\d{1,2}(?:[.월\s]|$)))(?:년도?|\.|-|/)\s?(?:(?P<month>1[0-2]|0?[1-9])(?:월|(?![\d%])|\.|-|/)\s?(?:(?P<day>3[01]|[12]\d|0?[1-9])일?(?!\d))?)?"
    r"|(?<![가-힣])(?P<rel>재작년|작년|올해|올(?=\s?(?:\d|봄|여름|가을|겨울|초)))\s?(?:(?P<relmonth>1[0-2]|[1-9])월)?)"
)
_BOUGHT = re.compile(r"구입|구매|샀|사왔|사서|산\s|산거|산건|주고|개통|구입처|장만|구한|결제|선물받")
_STORY = re.compile(r"(?:월|년|일)?에\s[^\n.!?]{0,40}?(?:샀|구입했|구매했|장만했|데려왔)")
"""2019년 11월에 동네 학원에서 원장님 통해 … 샀습니다."""
_YEARS_BACK = {"재작년": 2, "작년": 1, "올해": 0, "올": 0}


def purchase_date(post: Post, reference: date) -> Leaf | None:
    """The date next to a word of buying; never after the reference date."""
    for match in _DATE.finditer(post.low):
        line = post.line(match.start())
        near = post.low[max(line[0], match.start() - 20) : min(line[1], match.end() + 24)]
        if told := _STORY.match(post.low, match.end()):
            near += told.group()
        if not _BOUGHT.search(near) or re.match(r"\s?(?:식|형|산(?!거|건|\s)|모델|제조|생산)", post.low[match.end() :]):
            continue
        if (value := _value(match, reference)) and value <= reference.isoformat():
            end = match.end()
            while post.low[end - 1] in " .-/" and end > match.start() + 1:
                end -= 1
            return post.leaf(value, match.start(), end)
    return None


def _value(match: re.Match[str], reference: date) -> str | None:
    if rel := match["rel"]:
        year, month = reference.year - _YEARS_BACK[rel], match["relmonth"]
        return f"{year}-{int(month):02}" if month else str(year)
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    if not match["month"]:
        return str(year)
    value = f"{year}-{int(match['month']):02}"
    return f"{value}-{int(match['day']):02}" if match["day"] else value
