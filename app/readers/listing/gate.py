"""What kind of post it is and whether the deal still stands. KOREAN.md §5.1; TASKS.md extract/listing."""

from __future__ import annotations

import re
from typing import Literal

from app.readers.listing.nouns import Noun, brands, models, nouns
from app.readers.listing.one_line import inline_list, row_of_offers
from app.readers.listing.post import Post
from app.readers.listing.price_list import price_list

Intent = Literal["sell", "buy", "giveaway", "exchange", "other"]
Status = Literal["on_sale", "reserved", "sold"]
_PRICE_WORD = re.compile(
    r"\d[\d,.]{0,10}\s?(?:만|천)?\s?원|(?<![가-힣])[일이삼사오육칠팔구십백]{1,3}만(?:\s?[일이삼사오육칠팔구]천)?\s?원|(?<![가-힣])[일이삼사오육칠팔구]천\s?원|(?<![가-힣])각\s?\d[\d.,]{0,6}|당\s?\d[\d.,]{0,6}|\d(?:\.\d)?만|\d{1,3},\d{3}|(?<![가-힣])만\s?(?:[이삼사오육칠팔구]천|\d천|원)|택포|가격|네고"
)
_DEALS = (
    ("sell", None),
    ("buy", "intent.buy_not"),
    ("giveaway", "intent.giveaway_not"),
    ("exchange", "intent.exchange_not"),
)
_SERVICE = re.compile(
    r"(?:세척|청소|수리|시공|설치|철거|교체|제작|촬영|조율|도배|장판|코팅|수선|리폼|운반|이사|미용|목욕|산책|돌봄|시터|과외|레슨|수업|상담|출장|분해|점검|복구|충전|방역|소독|줄눈|염색|펌|네일|마사지|대행|번역|편집|배달)"
    r"(?:도|까지|을|를|만)?\s?(?:싹\s|다\s|전부\s|깨끗이\s|꼼꼼히\s)?(?:해|하여|봐|받아)\s?(?:드[려립림릴]|줍|줄게)"
)
_TRADESMAN = re.compile(
    r"출장비|(?<![가-힣])출장\s?(?:가능|갑니다|가요|방문|서비스)|\d\s?년\s?차|\d년\s?경력|경력\s?\d|기사(?:\s?본인|입니다|가\s|님이)|예약은|예약제|예약\s?받|견적|사업자|당일\s?시공|부터\s?(?:시작|~)|평당|시간당|회당|방문당"
)
"""Who does a thing for money: 고압세척 해드려요 … 10년차 기사."""
_OWN_TROUBLE = re.compile(
    r"수리비|견적|as\s?(?:센터|기사|맡)|a/s|냄새가?\s?(?:나|안\s?빠|심)|고장\s?(?:났|난\s?것|인가)|안\s?(?:되는데|켜지|돌아가|나와)|소리가?\s?(?:나|심)|에러|물이\s?새"
)
_ASKS = re.compile(r"\?|(?:나요|까요|가요|려나|죠)(?=$|[\sㅠㅜ.~])", re.MULTILINE)
_MEMBERS = re.compile(
    r"(?:(?<![환매])(?<![환매] )하실|뛰실|치실|타실|달리실|가실|모이실|배우실"
    r"|만드실|일하실|봐주실|도와주실|해주실)\s?분(?:을|들|만)?\s?(?:구|모|찾|계)"
)
_PRICE_QUESTION = re.compile(r"얼마[가-힣]{0,3}\s?(?:[가-힣]{1,8}\s){0,3}[가-힣]{0,8}(?:까요|나요|려나|을지|는지)")
_DECIMAL_LINE = re.compile(r"(?:^|\n)[ ]?\d{1,3}\.\d\s(?=[가-힣])(?!인치|리터|키로|킬로|미터)")
"""12.5 의왕 포일: a decimal that opens a line is a price."""
_BARE_LINE = re.compile(r"(?:^|\n)[ ]?\d{1,3}(?:\.\d)?[ ]?(?:\(|$|\n)")
_SALE_TALK = re.compile(
    r"\d\s?(?:만|천)?\s?원?\s?에|일괄(?!\s?(?:무료)?\s?나눔)|개별|택포|팝니다|팔아요|팔게요|판매(?:합|해|예|에|중|글|하려|로\s)|가격\s?:|\d만[^\n]{0,40}\d만"
)
_ASKED = re.compile(
    r"(?:\d|만|천|원)(?:에|만)\s?(?:드[려릴립]|받[을겠아]|팔|보[내낼]|내놓|넘[겨길]|가져가세|가져가실|데려가세|데려가실|모셔가)|\d\s?만\s?원?\s?(?:정도\s?)?(?:생각|보고\s?있)|판매가|희망가|가격은\s?\d"
)
"""9만원만 받겠습니다, 8만원 생각하는데: a price is asked."""
_LOOKED_FOR = re.compile(r"찾습니다|찾아요|찾고\s?있|찾는\s?중")
_REWARD = re.compile(r"사례|보신\s?분|발견하신|제보|흘[렸린]|분실")
_IN_RETURN = re.compile(r"(?:[으하시오주]면|[하보오가으]실\s?분)\s")
_HANDED = re.compile(
    r"(?:\s?\d{1,3}\s?(?:개|박스|봉|팩|장|벌|권|켤레|세트|병|캔|통))?[을를도]?\s{0,2}(?:그냥\s)?(?:드려요|드립니다|드릴게요|드려용|드립니당|가져가세요|가져가실)"
)
_GOES_ALONG = re.compile(
    r"(?:박스|보증서|영수증|개런티카드|더스트백|더스트커버|쇼핑백|설명서|파우치|케이스|충전기|구성품)[^\n]{0,12}?(?:있[어음습]|포함|[ox](?![a-z])|드[려림립]|같이)"
    r"|(?<!\d)\d{1,3}(?:\.\d)?\s?(?:→|->|=>)\s?\d"
)
_LOST = re.compile(r"찾습니다|찾아요|찾고\s?있")
_REPORTED = re.compile(
    r"(?:한다|준다|긴다|린다|된다|판다)(?:길래|는데|고\s?(?:해서|하길래|하는데|하던데|속|올[려린]|글)|는\s?(?:사람|글|분)|더니|던데|면서)"
)
"""18만원에 양도한다길래: what somebody else offers."""
_NEGATION = re.compile(r"\s{0,2}(?:[은는이가]\s?)?(?:x(?![a-z])|아니|아님|안\s?[해합받돼되]|불가|사절|ㄴㄴ|죄송|안됩)")


def intent(post: Post) -> Intent:
    """The kind of post; `other` where nothing is offered or sought."""
    selling = _count(post, "intent.sell", None)
    if _count(post, "intent.other", None) and not _sells_firmly(post):
        return "other"
    if (_MEMBERS.search(post.low) or _PRICE_QUESTION.search(post.low)) and not _sells_firmly(post):
        return "other"
    if (post.has("intent.question") or _troubled(post)) and not _deals(post):
        return "other"
    if _SERVICE.search(post.low) and _TRADESMAN.search(post.low) and not _sells_firmly(post):
        return "other"
    if _count(post, "intent.exchange", "intent.exchange_not") and selling <= _title_sells(post):
        return "exchange"
    if _buys(post, selling):
        return "buy"
    if _gives(post):
        return "giveaway"
    if selling or _PRICE_WORD.search(post.low) or _ASKED.search(post.low) or _shows(post) or len(inline_list(post)) > 1:
        return "sell"
    return "other"


def status(post: Post, kind: Intent) -> Status | None:
    """`on_sale` is the default of a sale; the others only if written. None where nothing changes hands."""
    if kind == "other":
        return None
    if _declared(post, "sold"):
        return "sold"
    if _declared(post, "reserved"):
        return "reserved"
    return "on_sale" if kind == "sell" else None


def _declared(post: Post, name: str) -> bool:
    """Said of this post, not of another thing in brackets (어제 올린 건조기는 판매완료)."""
    for hit in post.of(name):
        clause = post.clause(hit.start)
        before = list(nouns(post, clause[0], hit.start))
        aside = post.low[clause[0] - 1 : clause[0]] == "("
        of_another = any(aside or post.low[n.end : n.end + 1] in tuple("은는이가도") for n in before)
        later = re.match(r"\s?(?:시(?![간])|후|되면|하면|전)", post.low[hit.end : hit.end + 4])
        if not _NEGATION.match(post.low, hit.end) and not of_another and not later:
            return True
        if (not later and post.text[max(0, hit.start - 1) : hit.start] in ("[", "(", "【", "<")) or hit.start == 0:
            return True
    return False


def _count(post: Post, name: str, but: str | None) -> int:
    """Hits of a list that no word of the list `but` covers and no negation follows."""
    covers = [(h.start, h.end) for h in post.of(but)] if but else []
    if name == "intent.other":
        covers = [(h.start, h.end) for kind in ("brand", "model") for h in post.of(kind)]  # 르크루제 has no 크루
    return sum(
        1
        for hit in post.of(name)
        if not any(a <= hit.start and hit.end <= b for a, b in covers)
        and not _NEGATION.match(post.low, hit.end)
        and not _REPORTED.match(post.low, hit.end)
    )


def _sells_firmly(post: Post) -> bool:
    """A clear sale with a name: a stray 궁금해요 or 조심 does not unmake it."""
    lost = post.has("intent.other") and _LOST.search(post.low)
    firm = (_count(post, "intent.sell", None) or _ASKED.search(post.low)) and (
        any(nouns(post, 0, len(post.text))) or any(models(post, 0, len(post.text)))
    )
    return bool(firm and not lost)


def _deals(post: Post) -> bool:
    """Whether any word of selling, buying, giving or changing is said: what is asked then is part of the deal."""
    return any(_count(post, f"intent.{kind}", but) for kind, but in _DEALS)


def _troubled(post: Post) -> bool:
    """세탁기 냄새 어떻게 없애죠? 수리비 7만원 부르네요: a complaint or question about one's own thing."""
    own = _OWN_TROUBLE.search(post.low) and _ASKS.search(post.low)
    return bool(own) and not (_ASKED.search(post.low) or _dealt(post))


def _dealt(post: Post) -> bool:
    """Whether a way of handing over is named."""
    return any(post.has(f"trade.{way}") for way in ("direct", "delivery", "convenience_store", "safe_payment"))


def _title_sells(post: Post) -> int:
    """판매 words weigh nothing against 교환 in an exchange post's title."""
    return 1 if post.body and post.has("intent.exchange", 0, post.body) else 0


def _buys(post: Post, selling: int) -> bool:
    wanted = _count(post, "intent.buy", "intent.buy_not")
    if not wanted:
        return not selling and _seeks(post)
    if selling and not (post.body and post.has("intent.buy", 0, post.body)):
        first_buy = next(post.of("intent.buy")).start
        first_sell = next(post.of("intent.sell")).start
        return first_buy < first_sell and first_buy <= post.lines[0][1] and not re.search("팝니|팔아|판매", post.low)
    return True


def _seeks(post: Post) -> bool:
    """유아 킥보드 찾습니다 2만원 이하로: a thing is looked for within a budget, not one that was lost."""
    found = _LOOKED_FOR.search(post.low)
    if found is None or not _PRICE_WORD.search(post.low) or _REWARD.search(post.low):
        return False
    return any(found.start() - noun.end <= 10 for noun in nouns(post, max(0, found.start() - 20), found.start()))


def _hands_over(post: Post) -> bool:
    """가죽소파 드려요: the thing itself is handed over in the first lines, and no price stands anywhere."""
    if _PRICE_WORD.search(post.low) or _BARE_LINE.search(post.low) or _count(post, "intent.sell", None):
        return False
    stop = post.lines[min(len(post.lines), 2) - 1][1] if post.lines else 0
    things = (noun for noun in nouns(post, 0, stop) if not post.has("accessories", noun.start, noun.end))
    return any(_HANDED.match(post.low, noun.end) and not _is_reward(post, noun) for noun in things)


def _is_reward(post: Post, noun: Noun) -> bool:
    """상담 받아보실 분 커피 쿠폰 드려요: given for something that the reader is to do."""
    return noun.kind == "ticket" or _IN_RETURN.search(post.low, post.line(noun.start)[0], noun.start) is not None


def _gives(post: Post) -> bool:
    if not _count(post, "intent.giveaway", "intent.giveaway_not"):
        return _hands_over(post)
    hits = [h for h in post.of("intent.giveaway") if not any(post.of("intent.giveaway_not", h.start - 1, h.end + 12))]
    titled = bool(post.body) and any(h.start < post.body for h in hits)
    return titled or not (_SALE_TALK.search(post.low) or _priced_rows(post))


def _priced_rows(post: Post) -> bool:
    """폼롤러 - 공짜로 드림 beside 덤벨 - 3.5: one thing of a price list is free, the list is a sale."""
    return any(part.price is not None for find in (price_list, row_of_offers) for part in find(post))


def _shows(post: Post) -> bool:
    """A thing is named and described (상태, 직거래) without a price."""
    whole = (0, len(post.text))
    named = any(nouns(post, *whole)) or any(brands(post, *whole))
    if any(models(post, *whole)) and (post.has("defects") or _BARE_LINE.search(post.low)):
        return True
    if any(brands(post, *whole)) and any(nouns(post, *whole)) and (post.has("defects") or _GOES_ALONG.search(post.low)):
        return True
    if any(nouns(post, *whole)) and _DECIMAL_LINE.search(post.low):
        return True
    return named and (
        _dealt(post)
        or any(post.has(f"condition.{grade}") for grade in ("new", "like_new", "good", "fair", "for_parts"))
    )
