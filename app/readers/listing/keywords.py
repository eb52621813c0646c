"""Three to ten words that a buyer would type to find the thing: model, noun, what describes it, size and colour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain import Leaf
from app.readers.listing.names import Name
from app.readers.listing.nouns import Noun
from app.readers.listing.post import Post
from app.readers.listing.specs import Spec
from app.readers.listing.tokens import Token, is_verbal, tokens

MOST = 10
_SEAT = "좌석"
"""A seat (1루 내야지정석A) is searched by its words."""
_GENERIC = re.compile(
    r"프로|맥스|프로맥스|미니|플러스|울트라|라이트|프라임|에디션|디스크|디지털|\d세대|세대|pro|max|mini|plus|ultra|lite|se|fe|에어|air|\d{1,2}"
)
_OF_SOMETHING = ("ticket", "book")
_BEFORE = 3
_INFLECTED = re.compile(
    r"(?:[은는을를의에도만와과]|한|던|된|런|운|른|쓴|사이즈|하나|정도|우리|저희|엄마|아빠|남편|아내|아이|아이들|애들|애기|아들|딸|이사"
    r"|급|.이|.가)$"
)
_COUNTED = re.compile(r"\s?(?:[만천원]|개|대|장|권)")
_SEATS = re.compile(r"(?<!\d)\d연석")
_ROW = re.compile(r"\d{1,3}(?:층|열|번)")
"""Nobody searches for 7열."""
_READERS = re.compile(r"(?<![가-힣])(?:유아|초등|중등|고등|수능|토익|임용|공무원|영유아)(?![학가-힣])")
"""Whom a book is for."""
_MADE_OF = re.compile(
    r"(?<![가-힣])(?:원목|철제|스틸|유리|대리석|라탄|가죽|스텐|세라믹|통원목|무쇠|자개|패브릭)(?=\s(?:프레임|다리|상판|재질|소재)|이[라고에구며]|입니다|예요)"
)
"""철제 프레임이고: what it is made of, told behind its name."""
_HANDLED = re.compile(r"\s?(?:열|뜯|개봉|풀|확인|만져|꺼내|없|빼|제외)")
_SHOW_BEHIND = re.compile(
    r"(?<![가-힣])(?P<genre>뮤지컬|연극|오페라|발레|창극|전시|전시회|내한|콘서트|페스티벌)\s(?!티켓|입장권|관람권|초대권|예매권|연석|양도)(?P<show>[가-힣a-z]{2,10})(?=\s(?:(?:vip|[rsa])석|[가-힣]{1,4}석|\d|티켓|연석|입장권|표\s|관람권|초대권))"
)
_SHOW_SEATED = re.compile(r"(?<![가-힣a-z])([가-힣a-z]{2,10})\s(?=(?:vip|[rsabc])석)")
_SHOW_BEFORE = re.compile(
    r"(?<![가-힣a-z])([가-힣a-z]{2,8})\s(?:콘서트|팬미팅|내한|단독콘서트|리사이틀|토크쇼|전시회|뮤지컬|연극)(?![가-힣])"
)
"""뮤지컬 레베카 S석, 성시경 콘서트: what is played or who plays."""
_SCALES = frozenset(("스몰", "미디움", "미디엄", "라지", "점보", "small", "medium", "large"))
_MEASURED = ("furniture", "sport", "tool", "kitchen")
_DESCRIBES = ("modifier", "size", "colour", "team", "code")


def keywords(post: Post, name: Name, specs: list[Spec], scope: tuple[int, int]) -> list[Leaf]:
    """Search words with their places; a brand once, no near-duplicates. `scope` is the stretch that speaks of it."""
    out: dict[str, Leaf] = {}
    unsearched = [(spec.start, spec.end) for spec in specs if not spec.keyword]
    for start, end in _spans(post, name, specs, scope):
        if any(a <= start and end <= b for a, b in unsearched):
            continue  # 배터리 84프로
        words = post.words(start, end)
        key = "".join(words.lower().split())
        if (len(key) > 1 or "가" <= key <= "힣") and key not in out and "\x00" not in post.text[start:end]:
            out[key] = post.copy(start, end)
    return list(out.values())[:MOST]


def _spans(post: Post, name: Name, specs: list[Spec], scope: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if name.model:
        yield from _model(post, *name.model)
    if name.noun and post.low[name.noun.start : name.noun.end] != "연석":
        yield name.noun.start, name.noun.end
    if not name.empty:
        yield from _around(post, name)
    if name.noun and name.end <= post.body:
        yield from _described_again(post, name.noun)
    if name.noun and name.noun.kind == "toy" and name.brand:
        yield from _shows(post, name, name.noun)
    elif name.noun and not name.brand and (not name.model or name.noun.kind in _OF_SOMETHING):
        yield from _said_before(post, name, name.noun)
    for team in post.of("teams", *scope):
        if not "가" <= post.low[team.end : team.end + 1] <= "힣" or post.low.startswith("전", team.end):
            yield team.start, team.end
    for piece in post.of("pieces", *scope):
        if _HANDLED.match(post.low, piece.end) or post.has("defects", piece.end, piece.end + 9):
            continue  # 박스만 열어봄
        yield piece.start, piece.end - post.low.endswith("만", piece.start, piece.end)
    for spec in specs:
        if spec.keyword and spec.name == _SEAT:
            seat = tokens(post, spec.start, spec.end)
            yield from (t[:2] for t in seat if not _ROW.fullmatch(post.low, t.start, t.end))
        elif spec.keyword:
            yield spec.start, spec.end
    if name.noun and name.noun.kind == "ticket":
        yield from _shown(post, scope)
    if name.noun and name.noun.kind == "book" and (readers := _READERS.search(post.low, *scope)):
        yield readers.span()
    if name.noun and name.noun.kind in ("furniture", "kitchen") and (made := _MADE_OF.search(post.low, *scope)):
        yield made.span()
    if name.brand:
        yield name.brand.start, name.brand.end


def _shows(post: Post, name: Name, noun: Noun) -> Iterator[tuple[int, int]]:
    """타미야 1/24 도요타 GR수프라 프라모델: the word before the noun tells what is modelled."""
    last = [token for token in tokens(post, name.start, noun.start) if token.sort in ("word", "code")][-1:]
    for token in last:
        inside = name.model is not None and name.model[0] <= token.start < name.model[1]
        mine = name.brand is not None and name.brand.start <= token.start < name.brand.end
        if not inside and not mine and not is_verbal(post.low[token.start : token.end]):
            yield token.start, token.end


def _shown(post: Post, scope: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The show of a ticket and how many seats lie side by side."""
    seated = _SHOW_SEATED.search(post.low, *scope)
    if behind := _SHOW_BEHIND.search(post.low, *scope):
        yield behind.span("genre")
        yield behind.span("show")
    elif (before := _SHOW_BEFORE.search(post.low, *scope)) and not _INFLECTED.search(before.group(1)):
        yield before.span(1)
    elif seated and post.vocabulary.place_ending(seated.group(1)) is None and not _INFLECTED.search(seated.group(1)):
        yield seated.span(1)
    if seats := _SEATS.search(post.low, *scope):
        yield seats.span()


def _model(post: Post, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole model name; of a long one its words instead, since nobody types it all."""
    words = list(tokens(post, start, end))
    if len(words) <= 3:
        yield start, end
    if len(words) >= 2:
        yield from (
            (w.start, w.end) for w in words if w.end - w.start > 1 and not _GENERIC.fullmatch(post.low, w.start, w.end)
        )


def _said_before(post: Post, name: Name, noun: Noun) -> Iterator[tuple[int, int]]:
    """뮤지컬 레베카 of a ticket, 박경리 of a novel: the bare words right before a noun that no brand names."""
    run: list[tuple[int, int]] = []
    for token in tokens(post, max(name.start, post.clause(noun.start)[0]), noun.start):
        word = post.low[token.start : token.end]
        plain = token.sort == "word" and len(word) > 1 and not _INFLECTED.search(word) and not is_verbal(word)
        if plain and not (name.model and name.model[0] <= token.start < name.model[1]):
            run.append((token.start, token.end))
        elif token.sort == "word":
            run = [] if noun.kind not in _OF_SOMETHING else run
    yield from run[-_BEFORE:]


def _around(post: Post, name: Name) -> Iterator[tuple[int, int]]:
    """What describes the thing in the stretch that names it."""
    stretches = [(name.start, name.end)]
    if name.brand and not name.start <= name.brand.start < name.end:
        stretches.append((name.brand.end, post.clause(name.brand.start)[1]))
    if post.low.startswith("(", name.end) or post.low.startswith("(", name.end + 1):
        stretches.append((name.end, post.low.find(")", name.end, name.end + 12)))
    for token in (token for stretch in stretches for token in tokens(post, *stretch)):
        if name.brand and name.brand.start <= token.start < name.brand.end:
            continue
        inside_model = name.model and name.model[0] <= token.start < name.model[1]
        number = token.sort == "number" and _measures(post, name, token)
        if (
            (token.sort in _DESCRIBES or number or post.low[token.start : token.end] in _SCALES)
            and not inside_model
            and not (name.noun and name.noun.start <= token.start < name.noun.end)
        ):
            yield token.start, token.end


def _described_again(post: Post, noun: Noun) -> Iterator[tuple[int, int]]:
    """소파 가져가세요 ⏎ 3인용 소파 무료나눔: what stands before the title's noun where the text says it again."""
    again = post.low.find(post.low[noun.start : noun.end], post.body)
    if again < 0:
        return
    for token in tokens(post, post.clause(again)[0], again):
        if token.sort in ("size", "modifier"):
            yield token.start, token.end


def _measures(post: Post, name: Name, token: Token) -> bool:
    """책상 1600, 데크 154: a bare number right behind a thing that is told by its length."""
    noun = name.noun
    if noun is None or noun.kind not in _MEASURED or post.low[noun.end : token.start] not in (" ", "(", " ("):
        return False
    return 3 <= token.end - token.start <= 4 and not _COUNTED.match(post.low, token.end)
