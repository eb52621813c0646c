"""Cutting a post into the things it offers, each with its stretch of text and, in a price list, its price.

1. 행거 1.0 ⏎ 2. 빨래건조대 - 나눔        a list: one line, one thing, its price at the end
의자1.5 책장2 화분 나눔                    a list in one line
패딩2 맨투맨5 바지5 = 총 12벌              counts, not prices
패딩 2벌, 맨투맨 5장, 바지 5벌 몽땅 3만    the same without a total
책상이랑 의자 세트로 8만원                 things side by side, one price
소파 … 협탁은 … 둘이 합쳐서 12만원         things told apart, one price
"""

from __future__ import annotations

from app.readers.listing.counted import counted_row
from app.readers.listing.given import with_given
from app.readers.listing.one_line import inline_list, row_of_offers
from app.readers.listing.part import Part
from app.readers.listing.post import Post
from app.readers.listing.price_list import price_list
from app.readers.listing.side_by_side import plus_list, side_by_side
from app.readers.listing.together import spaced_row, told_together

MAX_ITEMS = 20


def listed_parts(post: Post) -> list[Part]:
    """The things of a post that offers several; empty if it offers one."""
    for find in (price_list, row_of_offers, inline_list):
        parts = find(post)
        if len(parts) > 1:
            return with_given(post, parts)[:MAX_ITEMS]
    for find in (counted_row, side_by_side, plus_list, spaced_row, told_together):
        parts = find(post)
        if len(parts) > 1:
            return parts[:MAX_ITEMS]
    return []
