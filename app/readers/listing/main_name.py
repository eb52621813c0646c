"""The name of the one thing a post offers: the stretch that names it best, completed from the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain import Leaf
from app.readers.listing.alongside import absent
from app.readers.listing.names import Name, read_name
from app.readers.listing.nouns import Noun, nouns
from app.readers.listing.post import Post
from app.readers.listing.specs import SHOE_SIZE
from app.readers.listing.tokens import is_verbal, tokens
from app.readers.listing.vocabulary import Hit

_LABEL = re.compile(r"(?:상품명|제품명|품명|모델명|제품|품목|물품)\s{0,2}:")
_EXTRA = re.compile(
    r"있|없|포함|같이|드[려림릴]|그대로|까지|버렸|잃어|분실|함께|빼고|말고|별도|증정|덮|끼워|붙|넣어|보관|위에|옆에|안에"
)
_GOES = re.compile(r"(?:같이|함께|덤으로|서비스로)\s?(?:드[려림릴립]|넣|줄|줌|챙|보내|끼|얹)")
_SHOPS = frozenset(
    ("스타벅스", "이마트", "코스트코", "이케아", "다이소", "홈플러스", "롯데마트", "노브랜드", "올리브영", "트레이더스")
)
_COMPONENTS = ("그래픽카드", "CPU", "SSD", "램", "메인보드", "모니터")
_WHOLE = re.compile(r"데스크[탑톱]|컴퓨터\s?본체|조립\s?(?:pc|컴)|(?<![가-힣])본체|노트북|(?:게이밍|조립)\s?pc")
"""데스크탑 본체 팝니다 … RTX3060: the parts inside are named behind the whole."""
_BOUGHT = re.compile(
    r"[을를]?\s?(?:새로\s)?(?:샀|사서|사면|사느라|바꿔서|바꾸|구매|구입|들였|들여|생겨|선물|장만|갈아|쓰다|쓰고)"
)
_SALE = re.compile(
    r"(?:을|를)?\s?(?:하나\s?|한\s?(?:대|개|벌|켤레)\s?|급하게\s?|싸게\s?)?(?:팝니|팔[아려게]|판매|내놓|내놔|정리|처분|양도|드[려립릴]|나눔|삽니|구[해합매]|교환|보[내냅])"
)
_TYPE_NUMBER = re.compile(
    r"(?<![a-z0-9\-])(?=[a-z\-]{0,8}\d{3}|[a-z]{1,4}-[a-z]{1,4}\d)[a-z]{1,4}-?[a-z]{0,4}\d{2,5}[a-z]{0,4}\d{0,4}(?![a-z0-9\-]|\s?[만원])"
)
_TITLE = re.compile(
    r"\s([가-힣a-z]{2,10}(?:\s[가-힣a-z]{2,10})?)\s(?=(?:전|총)?\s?\d{1,3}\s?권|전권|완결|세트|시리즈|1\s?[~-]\s?\d)"
)
_HEAD_LINES = 3
_ENOUGH = 4
_SHOES = "운동화"
_SEATS, _TICKET = ("연석", "r석", "s석", "a석", "vip석", "스탠딩석"), "티켓"
"""Seats side by side and classes of seats are told of tickets alone."""
_SEAT = re.compile(r"(?<![a-z가-힣])(?:vip|[rsa])석(?![가-힣])")


def main_name(post: Post, places: tuple[tuple[int, int], ...]) -> Name:
    """The best name of the post with brand and noun filled from elsewhere where the best stretch lacks them."""
    scored = sorted(_scored(post, places), key=lambda pair: -pair[0])
    if not scored:
        return _unlisted(post)
    best = _fuller(post, [name for _, name in scored])
    if best.brand is None and best.known is None and best.noun and best.noun.kind == "part":
        told = _unlisted(post)
        best = best if told.empty or told.start > best.noun.start else told
    rest = [name for score, name in scored[1:] if score >= _ENOUGH]
    noun = best.noun or (None if best.known else next((n.noun for n in rest if n.noun), None))
    if noun is None and best.known:
        noun = next((n.noun for n in rest if n.noun and n.known and n.known.data == best.known.data), None)
    if noun is None and not best.known and best.brand and not implied_type(post, best.brand):
        noun = next((n.noun for _, n in scored if n.noun and n.noun.kind != "part"), None)  # 쓰던 제습기 바꾸면서
    if noun is not None and best.brand and _only_extra(post, noun):
        noun = _sold(post, [name for _, name in scored]) or noun
    brand = best.brand or next((n.brand for n in rest if n.brand and (n.noun or n.known or not _sells(n.brand))), None)
    model = best.model or next((n.model for n in rest if n.model and (n.brand or n.known)), None)
    known = best.known or next((n.known for n in rest if n.known and not best.noun), None)
    if model is None and best.noun and not brand:
        model = _titled(post, best)
    if model is None and brand and noun:
        model = _type_number(post)
    return Name(best.start, best.end, brand, model, noun, known)


def _only_extra(post: Post, noun: Noun) -> bool:
    """Whether a noun is a part or an extra by its list: a seat, a battery."""
    return noun.kind == "part" or post.vocabulary.has("accessories", post.low[noun.start : noun.end])


def _sold(post: Post, names: list[Name]) -> Noun | None:
    """유모차 팝니다 스토케 요요2 … 시트는: the noun right before the verb of the sale is the thing."""
    sold = (name.noun for name in names if name.noun and _SALE.match(post.low, name.noun.end))
    return next((noun for noun in sold if not _only_extra(post, noun)), None)


def _sells(brand: Hit) -> bool:
    """A shop's name alone in its clause is where one meets (원주 기업도시 스벅)."""
    return brand.data in _SHOPS


def _type_number(post: Post) -> tuple[int, int] | None:
    """CP-TN100W, told apart from the name: letters and at least three digits in the first lines."""
    stop = post.lines[min(len(post.lines), _HEAD_LINES) - 1][1]
    found = _TYPE_NUMBER.search(post.low, 0, stop)
    return found.span() if found else None


def name_scopes(post: Post, name: Name) -> tuple[tuple[int, int], ...]:
    """The stretches that name the thing: the title, the best clause, the first line."""
    scopes = [(name.start, name.end)]
    if post.body:
        scopes.append((0, post.body - 1))
    return tuple(scopes)


def _scored(post: Post, places: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, Name]]:
    order = 0
    for start, end in post.lines:
        named = False
        for a, b in post.clauses(start, end):
            name = _present(post, read_name(post, a, b))
            if name.empty or (name.brand is None and name.noun is None and name.known is None):
                continue
            if (
                any(p <= (name.brand or name.known or name.noun or (a,))[0] < q for p, q in places)
                and name.noun is None
                and not _brand_of_title(post, name, places)
            ):
                continue
            named = True
            yield _score(post, name, order, start), name
        order += named or order == 0


def _present(post: Post, name: Name) -> Name:
    """The name without a noun that is said to be lost, or not to be the thing."""
    if name.noun is None or not absent(post, name.noun):
        return name
    return Name(name.start, name.end, name.brand, name.model, None, name.known)


def _brand_of_title(post: Post, name: Name, places: tuple[tuple[int, int], ...]) -> bool:
    """삼성 비스포크 큐커: a brand that also is a place's name, in a title and with no other word of a place."""
    return name.brand is not None and name.start < post.body and (name.brand.start, name.brand.end) in places


def _score(post: Post, name: Name, order: int, line: int) -> int:
    score = 8 if name.start < post.body else max(0, 6 - 2 * order)
    score += 6 if _LABEL.search(post.low, line, name.start + 1) else 0
    score -= 6 if name.known and _goes_along(post, name, name.known) else 0
    score -= 6 if order and _GOES.search(post.low, name.start, name.end) else 0
    score -= 8 if name.known and name.known.data[1] in _COMPONENTS and _WHOLE.search(post.low, 0, name.start) else 0
    score += (3 if name.brand else 0) + (3 if name.known else 0) + (1 if name.model else 0)
    if name.noun:
        extra = name.noun.kind == "part" or post.has("accessories", name.noun.start, name.noun.end)
        after = post.low[name.noun.end : name.end]
        bought = _BOUGHT.match(after) and not (name.brand or name.known)
        score += (
            3
            - ((4 if name.noun.kind == "part" else 1) if extra and not (name.brand or name.known) else 0)
            - (5 if bought else 0)
        )
        score -= 3 if extra and _EXTRA.search(after[:12]) and not name.known else 0
    return score


def _fuller(post: Post, names: list[Name]) -> Name:
    """The best name, or one with a brand whose noun ends like its own: 기타 입양 보냅니다 ⏎ 콜트 AD810 통기타고요."""
    best = names[0]
    if best.noun is None:
        return best
    if best.brand or best.model or best.known:
        return next((name for name in names[1:] if _names_the_same(post, best, name)), best)
    plain = post.low[best.noun.start : best.noun.end]
    for name in names[1:]:
        if name.brand and name.noun and post.low[name.noun.start : name.noun.end].endswith(plain):
            return name
    return best


def _names_the_same(post: Post, best: Name, name: Name) -> bool:
    """부가부 버터플라이 유모차 ⏎ 부가부 버터플라이 휴대용유모차: the same brand and model, the noun a compound of it."""
    if best.noun is None or name.noun is None or best.brand is None or name.brand is None:
        return False
    plain, noun = post.low[best.noun.start : best.noun.end], post.low[name.noun.start : name.noun.end]
    models = [post.low[slice(*n.model)] if n.model else "" for n in (best, name)]
    same = best.brand.data == name.brand.data and models[0] == models[1]
    return same and noun != plain and noun.endswith(plain) and " " not in noun


def _goes_along(post: Post, name: Name, known: Hit) -> bool:
    """듀얼센스 2개랑 스파이더맨2 같이 드려요: a model that is an extra of another thing."""
    return post.has("accessories", known.start, known.end) and _EXTRA.search(post.low, known.end, name.end) is not None


def _titled(post: Post, best: Name) -> tuple[int, int] | None:
    """A book or game names itself at the head of the post: 마법천자문 1권~40권."""
    if best.noun is None or best.noun.kind not in ("book", "game", "toy"):
        return None
    start, end = post.lines[0]
    if best.noun.kind == "book" and (title := _behind_genre(post, best.noun)):
        return title
    return _opening(post, start, post.clause(start)[1] if post.clause(start)[0] == start else end)


def _behind_genre(post: Post, noun: Noun) -> tuple[int, int] | None:
    """박경리 대하소설 토지 전20권: a title between the genre and the count of its volumes."""
    found = _TITLE.match(post.low, noun.end)
    if found is None or is_verbal(found.group(1)) or any(nouns(post, *found.span(1))):
        return None
    return found.span(1)


def _opening(post: Post, start: int, end: int) -> tuple[int, int] | None:
    run: list[tuple[int, int]] = []
    for token in tokens(post, start, end):
        word = post.low[token.start : token.end]
        if token.sort not in ("word", "code") or is_verbal(word) or any(nouns(post, token.start, token.end)):
            break
        run.append((token.start, token.end))
    return (run[0][0], run[-1][1]) if run and len(run) <= 4 else None


_SELLS = re.compile(
    r"([가-힣a-z0-9]{2,15})(?:을|를)?\s{0,2}(?:팝니다|팔아요|팔게요|판매합니다|판매해요|판매|나눔|무료나눔|드려요|드립니다|삽니다|구해요|구합니다|구매합니다|"
    r"양도)"
)
_CONNECTIVES = tuple("내해어아여려겨져춰워줘라채켜")
_NO_THING = frozenset(
    [
        "저렴하게",
        "싸게",
        "급하게",
        "이렇게",
        "그냥",
        "무료로",
        "같이",
        "에",
        "원에",
        "만원에",
        "정도에",
        "저렴히",
        "미개봉",
        "새상품",
        "중고로",
        "중고",
        "일괄",
        "택배로",
        "바로",
        "물품",
        "물건",
        "제품",
        "아이용품",
    ]
)


def _unlisted(post: Post) -> Name:
    """No listed word: a class of seats tells a ticket, else the word right before 팝니다, 나눔, 구해요 names the thing."""
    if seat := _SEAT.search(post.low):
        return Name(*post.clause(seat.start()), noun=Noun(*seat.span(), "ticket"))
    for match in _SELLS.finditer(post.low):
        word = match.group(1)
        given = match.group().endswith(("드려요", "드립니다"))
        if given and word.endswith(_CONNECTIVES):
            continue  # 보내드립니다, 맞춰 드려요
        if word not in _NO_THING and not is_verbal(word) and not any(c.isdigit() for c in word):
            return Name(match.start(1), match.end(1), noun=Noun(match.start(1), match.end(1), "unlisted"))
    return Name(0, 0)


def brand_leaf(post: Post, name: Name) -> Leaf | None:
    """The canonical brand: as named, or as the model implies."""
    if name.brand:
        return post.leaf(name.brand.data, name.brand.start, name.brand.end)
    if name.known and name.known.data[0]:
        return post.leaf(name.known.data[0], name.known.start, name.known.end, "inferred")
    return None


def implied_type(post: Post, brand: Hit) -> str | None:
    """The kind of thing that a brand alone tells: its only one, or shoes where a shoe's size stands with it."""
    if implied := post.vocabulary.brand_types.get(brand.data):
        return implied
    shoes = post.vocabulary.has("shoe_brands", brand.data)
    return _SHOES if shoes and SHOE_SIZE.search(post.low, *post.line(brand.start)) else None


def product_leaf(post: Post, name: Name) -> Leaf | None:
    """The noun as written, else the kind that model or brand imply."""
    if name.noun and post.low[name.noun.start : name.noun.end] in _SEATS:
        return post.leaf(_TICKET, name.noun.start, name.noun.end, "inferred")
    if name.noun:
        return post.copy(name.noun.start, name.noun.end)
    if name.known and name.known.data[1]:
        return post.leaf(name.known.data[1], name.known.start, name.known.end, "inferred")
    if name.brand and (implied := implied_type(post, name.brand)):
        return post.leaf(implied, name.brand.start, name.brand.end, "inferred")
    return None
