"""What the market place does not allow: counterfeits, and goods that may not be sold. KOREAN.md §5.1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain import Leaf
from app.readers.listing.post import Post
from app.readers.listing.state import Scope
from app.readers.listing.vocabulary import Hit

_ST = re.compile(r"st(?:yle)?(?![a-z0-9])")
_KIT = re.compile(r"유니폼|저지|축구복|홈킷|어웨이|어센틱|마킹")
_GLASSES = ("안경", "안경테", "뿔테", "선글라스", "고글", "수경", "테")
_PRESCRIBED = re.compile(r"(?<![가-힣])(?:도수\s?(?:렌즈|알|클립)|(?:근시|난시|원시|노안)용?\s?(?:렌즈|도수|알)?|도수)")
_PLAIN_LENS = re.compile(
    r"\s{0,2}(?:[은는이가도를]\s?)?(?:렌즈\s?|알\s?)?(?:[은는이가도를]\s?)?(?:넣|맞추|교체|가능|필요|맞춰|없|안|x(?![a-z])|빼|뺐|뺀|제거|아니|아님|하실|하시|끼우|바꾸|갈)"
)
_DENIED = re.compile(r"\s{0,2}(?:[은는이가도]\s?)?(?:x(?![a-z])|아니|아님|아닙|없|일\s?시|이면|아닐)")


def counterfeit(post: Post) -> Leaf | None:
    """The word that admits a fake; None where the writer only denies it (가품일 시 환불)."""
    hit = next(admissions(post), None)
    return post.leaf("counterfeit", hit.start, hit.end) if hit else None


def admissions(post: Post) -> Iterator[Hit]:
    """The words that admit a fake: not denied, not inside another word, not the name of a brand's own line."""
    covers = [(h.start, h.end) for h in post.of("counterfeit_not")]
    for hit in post.of("counterfeit"):
        covered = any(a < hit.end and hit.start < b for a, b in covers)
        inside = "가" <= post.low[hit.start - 1 : hit.start] <= "힣" and len(hit.data) <= 2 and hit.data != "st"
        if covered or inside or _own_line(post, hit):
            continue
        if hit.data == "st" and not _styled(post, hit):
            continue
        if hit.data.startswith("레플") and _is_kit(post, hit):
            continue
        if hit.data.startswith("정품") or not _DENIED.match(post.low, hit.end):
            yield hit


def _styled(post: Post, hit: Hit) -> bool:
    """구찌st, 샤넬 st: right behind a brand; the ST of 로그ST or 스마트ST belongs to a model's name."""
    if not _ST.match(post.low, hit.start):
        return False
    return any(0 <= hit.start - brand.end <= 1 for brand in post.of("brand", max(0, hit.start - 13), hit.start))


def _is_kit(post: Post, hit: Hit) -> bool:
    """The fans' cut of a team's shirt is called 레플리카, beside 어센틱; it is no fake."""
    return _KIT.search(post.low, *post.line(hit.start)) is not None


def _own_line(post: Post, hit: Hit) -> bool:
    owner = post.vocabulary.brand_lines.get(hit.data)
    start, end = post.line(hit.start)
    return owner is not None and any(brand.data == owner for brand in post.of("brand", start, end))


def prescribed(post: Post, thing: str) -> Leaf | None:
    """도수렌즈 껴있는 그대로 of glasses: made for somebody's eyes, unless the lenses are said to be plain or taken out."""
    if not thing.endswith(_GLASSES):
        return None
    for told in _PRESCRIBED.finditer(post.low):
        if not _PLAIN_LENS.match(post.low, told.end()):
            return post.leaf("prohibited", *told.span())
    return None


def prohibited(post: Post, scope: Scope) -> Leaf | None:
    """A word for goods that may not be sold, in the stretches that name what is sold."""
    covers = [(h.start, h.end) for h in post.of("prohibited_not")]
    for start, end in scope:
        for hit in post.of("prohibited", start, end):
            inside = "가" <= post.low[hit.start - 1 : hit.start] <= "힣"
            if not inside and not any(a < hit.end and hit.start < b for a, b in covers):
                return post.leaf("prohibited", hit.start, hit.end)
    return None
