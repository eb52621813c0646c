"""Amounts of a second-hand post and what each is: asked, paid once, a market price, postage, for all, for each.

KOREAN.md §4.1, §5.1. The grammar of money is `app.korean.money`; here is only the context of goods: bare numbers
count where a word says so ("62에 팝니다", "택포 8.5"), and most amounts of a chatty post are not the price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.korean.money import Amount
from app.readers.listing.figures import figures
from app.readers.listing.mending import mends
from app.readers.listing.post import Post

Use = Literal["asking", "original", "fee", "bundle", "other"]
BRACKETS = re.compile(r"\([^)\n]{0,40}\)")
_SELLS = re.compile(
    r"\s{0,2}(?:원\s?)?에\s{0,2}(?:바로\s)?(?:던[집져질]|털|무배|무료|우체국|보낼|부탁|받|팝|팔|판|드[려림립리릴]|내놓|내놔|넘|양도|처분|가져|데려|정리|보[내냅]|올[려립]"
    r"|급|쿨|택|직거|네고|갖고|모셔|나눔|주고 가|구[해합매]|삽|사[고요])"
)
_BARE_AFTER = re.compile(
    r"\s{0,2}(?:택포|택배포함|무배|택미포|택별|반택|반값|직거래|직거|네고|내고|에눌|(?:정도\s)?생각|(?:원\s?)?(?:정도\s?)?(?:보고\s?있|희망|예상하)|쿨거|쿨거래|원에|\(?네고)"
)
_BARE_BEFORE = re.compile(
    r"(?:(?<![가-힣])판매|(?<![가-힣])희망|(?<![가-힣])판가|택포|택배포함|무배|직거래|직거|최종|급처|급매|에누리|네고\s?없이|네고\s?x|노네고|일괄|쿨하게|싸게|저렴하게|저렴히|헐값에)\s{0,2}(?:가격\s?)?:?\s?$"
)
_CONDITIONAL = re.compile(r"(?:쿨거래?\s?시?|쿨\s?거래\s?시|네고가|현금가|현금\s?시)\s{0,2}$")
_INTO_LINE_END = re.compile(r"\s?에[\s.!~]{0,3}(?:\n|$)")
_LABEL_GAP = re.compile(r"[\s:은는이가을*▪️=\-.\])】]{0,6}$")
_DECIMAL_LINE = re.compile(r"[\s)\-–:.…=~>]$")
_ARROW = re.compile(
    r"\s{0,2}(?:→|->|=>|>|⇒|▶|➡)\s{0,2}(?:(?:최종|현재|지금|이제|진짜|정말|마지막|막판|다시|또|오늘(?:까지)?만?|내일까지만?|급처|급하니|할인|더|내려서|찐|확)(?:으로|가)?\s?){0,4}$"
)
_REDUCED = re.compile(
    r"\s{0,2}(?:원\s?)?(?:으로|로)\s?(?:가격\s?)?(?:내[려렸립릴]|인하|낮[추췄춥]|조정|다운|수정|변경)"
)
_ONCE_ASKED = re.compile(
    r"\s{0,2}(?:원\s?)?(?:으로|로|에|까지)\s?(?:가격\s?)?(?:내[렸리]|낮[췄추]|올[렸리]|내놨|내놓)[가-힣]{0,3}(?:다가|는데|지만|[어아]도)"
)
"""19만에 올렸다가 16만으로 내렸는데도: told of the past, the price of today follows."""
_ARROW_AFTER = re.compile(r"\s{0,2}(?:원\s?)?(?:→|->|=>|⇒|➡)")
_BUDGET = re.compile(r"\s{0,2}(?:만?\s?원)?\s?(?:안쪽|까지|이하|이내|정도|선|내외|안으로|안에|언더|미만|대|에)")
_FACE_VALUE = re.compile(r"권(?![가-힣])")
"""2만원권 says what a voucher is worth."""
_FREE = re.compile(r"무료|나눔|공짜|드림")
_AT_THE_END = re.compile(
    r"\s{0,2}(?:$|[\n,(!~ㅎㅋ]|/(?!\s?\d)|택포|무배|(?:cu|gs)\s?(?:알뜰|반값|편의점|택배)|편택|편의점\s?택배|알뜰\s?택배|반값\s?택배|우체국\s?택배|\.(?!\d))"
)
_SAID_PRICE = re.compile(
    r"\s{0,2}(?:이고|이구요?|이고요|이며|인데|이에요|이예요|예요|이요|입니다|요)[^\d\n]{0,12}?(?:네고|에눌|흥정|택포|택배|직거|쿨거|무배|가격|깎)"
)
"""61이고 네고 조금 가능: a number that opens its line, and the line goes on with talk of prices."""
_OPENS_LINE = re.compile(r"\s{0,2}(?:/|\||\n|$|\(?네고|\((?:구[입매]|정가|원가|매장|새|신품|쿨|택)|,)")
"""39 / 네고 안합니다: a number that has its line, or the line's first piece, to itself."""
_DEALING = re.compile(
    r"\s(?:용달|화물|선착|현금|입금|계좌|안전\s?결제|당근\s?페이|번개\s?페이|픽업|직접|쿨하게|편하게|빠른|오늘|이번\s?주|가져가|운반|배송|구매자)"
)
"""90 용달 구매자 부담: a number that opens its line, the line goes on with the deal."""
_BEFORE_TALK = re.compile(r"\s(?=[가-힣])(?![만천원개장벌권])")
"""14.5 노원역 직거래: a decimal that opens its line, no unit behind it."""
_SAID_BEFORE = re.compile(
    r"(?<![비송배])(?<![비송배] )(?:포함|포함해서|다\s?해서)\s{1,2}$"
    r"|(?:드려요|드립니다|드림|팝니다|팔아요|팔게요|판매합니다|판매해요|내놔요|양도합니다|양도해요|넘겨요)\s{1,2}$"
)
_LOWERED = re.compile(r"\s{0,2}(?:원\s?)?까지\s?(?:내[려립릴]|드[려립릴]|해\s?드|맞춰|가능|낮[춰췄]|빼)")
_COSTS = ("비", "비용", "값", "금", "공임")
_ADDED = re.compile(r"\s?(?:추가|별도|더\s?(?:주|받|붙)|따로|붙[어여])")
_SENTENCE_END = re.compile(r"\n|[.!?]\s")
_MAY_BUY = re.compile(r"\s?(?:가능|하실|하시|원하|희망|문의|시\s)")
_SIZES_ALL = re.compile(
    r"(?:44|55|66|77|88|8[05]|9[05]|1[0-9][05]|2[0-9][05])\s?(?:사이즈|호|mm)?(?:\s?[)\n,]|$|이[고에요]|입니|예요)|(?:44|55|66|77|88|8[05]|9[05]|1[0-2][05])\s?(?:사이즈|호)"
)
"""전부 105) says of what size they all are."""
_SOLD_ELSEWHERE = re.compile(r"\s{0,2}(?:원\s?)?에\s?팔(?:던|리|고\s?있|더)")


@dataclass(frozen=True, slots=True)
class Quoted:
    """An amount in the post: where it stands, its KRW (None for a range), the warning it carries, and its use."""

    start: int
    end: int
    won: int | None
    warning: str | None
    use: Use
    weight: int = 0
    each: bool = False
    bare: bool = False
    arrow: bool = False
    delivered: bool = False
    """The words in front say that postage is in it."""


def quoted(post: Post, buying: bool, listed: tuple[tuple[int, int], ...] = ()) -> list[Quoted]:
    """Every amount of the post with its use, in order. `listed` are stretches whose last bare number is a price."""
    return [_quote(post, amount, buying, listed) for amount in figures(post.low)]


def _quote(post: Post, amount: Amount, buying: bool, listed: tuple[tuple[int, int], ...]) -> Quoted:
    use, weight = _use(post, amount, buying, listed)
    won, warning = amount.won("goods")
    bare = amount.unit == "bare"
    budget = buying and _BUDGET.match(post.low, amount.end) and "~" not in post.low[amount.start - 2 : amount.start]
    lowered = _LOWERED.match(post.low, amount.end)
    if amount.bound and not (budget or lowered) and use != "original":
        return Quoted(amount.start, amount.end, None, "amount_is_a_range", use, weight, bare=bare)
    line = post.line(amount.start)
    each = post.has("price.each", max(line[0], amount.start - 6), amount.start) or post.low.startswith("씩", amount.end)
    arrow = bool(_ARROW.search(post.low, max(line[0], amount.start - 20), amount.start))
    delivered = post.has("shipping.included", max(line[0], amount.start - 8), amount.start)
    return Quoted(amount.start, amount.end, won, warning, use, weight, each, bare, arrow, delivered)


def _use(post: Post, a: Amount, buying: bool, listed: tuple[tuple[int, int], ...]) -> tuple[Use, int]:
    line, clause = post.line(a.start), post.clause(a.start)
    label = _label(post, a, line[0])
    if mends(post, a, line[0]) or _FACE_VALUE.match(post.low, a.end):
        return "other", 0
    if label == "original" or (label is None and _bought(post, a, clause)):
        return "original", 3 if label else 2
    if label == "fee" or (label is None and _postage(post, a, clause)):
        return "fee", 3
    asked = _SELLS.match(post.low, a.end) and not _SOLD_ELSEWHERE.match(post.low, a.end)
    if label == "not" or (_markets(post, clause) and not asked):
        return "other", 0
    if _CONDITIONAL.search(post.low, max(line[0], a.start - 10), a.start) or _unmade(post, a):
        return "other", 0
    if label == "bundle" and a.unit == "bare" and _SIZES_ALL.match(post.low, a.start):
        return "other", 0
    if label == "bundle" or (a.unit != "bare" and not _each(post, a, line) and _after(post, "price.bundle", a.end, 6)):
        return "bundle", 4
    weight = _asking_weight(post, a, label, line, buying, listed)
    return ("asking", weight) if weight else ("other", 0)


def _markets(post: Post, clause: tuple[int, int]) -> bool:
    """Whether a clause tells what others ask (시세 11만); 시세보다 싸게 names the writer's own price."""
    return any(
        not post.low.startswith(("보다", " 보다", "대비", " 대비"), h.end) for h in post.of("price.market", *clause)
    )


def _unmade(post: Post, a: Amount) -> bool:
    """Whether the words behind say that this is no price (6만원 상당); 5만원 설치비 별도 names another amount."""
    return any(
        hit.start <= a.end + 8
        and not (len(hit.data) == 1 and _in_a_word(post.low, hit.start, hit.end))
        and not hit.data.endswith(_COSTS)
        and not _SENTENCE_END.search(post.text, a.end, hit.start)
        for hit in post.of("price.not", a.end, a.end + 20)
    )


def _in_a_word(low: str, start: int, end: int) -> bool:
    """The 월 of 반월당역 and of 월요일 is no month's rent."""
    return "가" <= low[start - 1 : start] <= "힣" or "가" <= low[end : end + 1] <= "힣"


def _label(post: Post, a: Amount, floor: int) -> Use | Literal["not"] | None:
    """What the label right before the amount says it is."""
    names = (("original", "original"), ("not", "not"), ("fee", "fee"), ("bundle", "bundle"), ("asking", "asking"))
    best: tuple[int, Use | Literal["not"]] | None = None
    low, first = post.low, max(floor, a.start - 16)
    for name, use in names:
        listed = "shipping.fee" if name == "fee" else f"price.{name}"
        for hit in post.of(listed, first, a.start):
            if use == "original" and low.startswith(("에", "주고"), hit.start):
                continue  # the verb behind an earlier amount (30에 사서 12에)
            gap = low[hit.end : a.start]
            near = _LABEL_GAP.fullmatch(gap) or (
                use in ("fee", "bundle") and len(gap) <= 8 and not any(c.isdigit() for c in gap)
            )
            if near and (best is None or hit.end > best[0]):
                best = (hit.end, use)  # type: ignore[assignment]
    if best and best[1] == "fee" and (_included(post, first, a) or _dear(a)):
        return "asking"
    return best[1] if best else None


def _included(post: Post, first: int, a: Amount) -> bool:
    """택배비 포함 85,000: the postage word belongs to a price that includes it."""
    return post.has("shipping.included", first, a.start)


def _dear(a: Amount) -> bool:
    return (a.won("goods")[0] or 0) > 20_000


def _bought(post: Post, a: Amount, clause: tuple[int, int]) -> bool:
    """72만원 주고 샀어요, 28에 샀는데: what the writer once paid."""
    stop = min(post.line(a.start)[1], a.end + 22)
    hit = next(post.of("price.original", a.end, stop), None)
    if hit is None or any(post.of("price.asking", a.end, hit.start)):
        return False
    between = post.low[a.end : hit.start]
    if a.unit == "bare" and between.strip() not in ("", "원"):
        return False
    verb = post.low[hit.start : hit.end]
    if not verb.startswith(("주고", "줬", "에", "원 주고", "만원주고", "결제", "구매", "구입", "샀", "산", "사서")):
        return False
    if verb.endswith(("데려", "가져")) and post.low.startswith("가", hit.end):
        return False  # 17에 데려가실 분
    if verb.endswith("가") or "(" in between or _MAY_BUY.match(post.low, hit.end):
        return False  # 12만원 (구매가 28만) labels the amount behind it
    return not any(c.isdigit() or c in "\n/" for c in between) and hit.start <= clause[1] + 3


def _postage(post: Post, a: Amount, clause: tuple[int, int]) -> bool:
    """택배는 핫팩값 포함 5천원 받고: postage named earlier in the clause, with no other amount between."""
    if _dear(a) or a.unit == "bare":
        return False
    for hit in post.of("shipping.fee", clause[0], a.start):
        between = post.low[hit.end : a.start]
        if not any(c.isdigit() for c in between) and len(between) <= 20 and not _included(post, clause[0], a):
            return True
    line = post.line(a.start)
    added = _ADDED.match(post.low, a.end) and post.has("trade.delivery", max(line[0], a.start - 30), a.start)
    return bool(added) or _after(post, "shipping.extra", a.end, 3)


def _after(post: Post, name: str, at: int, reach: int) -> bool:
    return any(
        hit.start <= at + reach and not _SENTENCE_END.search(post.text, at, hit.start)
        for hit in post.of(name, at, at + reach + 12)
    )


def _asking_weight(
    post: Post, a: Amount, label: str | None, line: tuple[int, int], buying: bool, listed: tuple[tuple[int, int], ...]
) -> int:
    """How strongly the words around make this the asking price; 0 for a bare number that nothing supports."""
    low = post.low
    weight = 5 if label == "asking" else 0
    weight += 4 if _SELLS.match(low, a.end) else 0
    weight += 4 if _BARE_AFTER.match(low, a.end) or _BARE_BEFORE.search(low, max(line[0], a.start - 14), a.start) else 0
    weight += 1 if _INTO_LINE_END.match(low, a.end) else 0
    if _ONCE_ASKED.match(low, a.end):
        return 1
    weight += 4 if _REDUCED.match(low, a.end) else 0
    weight += 3 if _ARROW.search(low, max(line[0], a.start - 20), a.start) else 0
    weight += 3 if buying and _BUDGET.match(low, a.end) else 0
    weight += 2 if _each(post, a, line) else 0
    if any(
        start <= a.start and a.end <= end and not BRACKETS.sub("", low[a.end : end]).strip(" )원.,!")
        for start, end in listed
    ):
        weight += 3
    if a.unit == "bare":
        weight += _said_shortly(low, a, line)
        money = "," in low[a.start : a.end] or (
            a.group >= 1000 and a.group % 500 == 0 and low[a.end : a.end + 1] in ("", " ", "\n", "/")
        )
        return weight + (2 if money and not _wrapped(low, a) else 0) if weight or money else 0
    return weight + 2 + (2 if _alone(low, a, line) else 0)


def _said_shortly(low: str, a: Amount, line: tuple[int, int]) -> int:
    """드려요 11, and a decimal that ends its clause (… 좋아요 1.5): a number of at most two digits before the point."""
    if _alone(low, a, line) and _DEALING.match(low, a.end):
        return 1
    if a.group >= 100:
        return 0
    if _alone(low, a, line) and _SAID_PRICE.match(low, a.end):
        return 1
    if _alone(low, a, line) and _BEFORE_TALK.match(low, a.end) and "." in low[a.start : a.end]:
        return 1
    if not _AT_THE_END.match(low, a.end):
        return 0
    if _SAID_BEFORE.search(low, max(line[0], a.start - 10), a.start):
        return 3
    if _alone(low, a, line) and _OPENS_LINE.match(low, a.end):
        return 1
    tenths = "." in low[a.start : a.end] and low[a.start - 1 : a.start] in (" ", "\n", "")
    return 1 if tenths else 0


def _wrapped(low: str, a: Amount) -> bool:
    """A number inside a word or size (140x60) is no price."""
    return low[a.start - 1 : a.start].isalnum() or low[a.end : a.end + 1].isalpha()


def _each(post: Post, a: Amount, line: tuple[int, int]) -> bool:
    return post.has("price.each", max(line[0], a.start - 6), a.start) or post.low.startswith("씩", a.end)


def _alone(low: str, a: Amount, line: tuple[int, int]) -> bool:
    """A line that starts with the amount, or holds nothing else."""
    return not low[line[0] : a.start].strip(" -*·\x00")
