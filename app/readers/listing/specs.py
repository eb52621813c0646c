"""Measured facts of a thing: size, capacity, colour, year, battery; each named by its unit or by the kind of thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.domain import Leaf
from app.readers.listing.amounts import Quoted
from app.readers.listing.closing_colour import closing_colour
from app.readers.listing.names import Name
from app.readers.listing.post import Post
from app.readers.listing.state import Scope
from app.readers.listing.tokens import NO_SHADE
from app.readers.listing.vocabulary import Hit

SHOE_SIZE = re.compile(r"(?<![\d.,])(2[0-9][05]|3[0-1][05]|1[0-9][05])(?:mm|사이즈|미리)?(?![\d,.%만천원gml])")
_CLOTHES = re.compile(
    r"(?<![\w.,])(?<!\d/)(\d?x{0,3}s|m|\d?x{0,3}l|free|프리사이즈|프리|원사이즈|\d{1,2}호|(?:[5-9]0|[6-9]5|1[0-9][05]|1[0-9]0|44|55|66|77|88)(?:~(?:1\d0|\d{2}))?|[23]\d)(?:(?:\s?(?:사이즈|호|size))?(?![\w.,%]|\s?만|/\d|\s?(?:→|->|=>))|(?=이[고구에예며요]|입니|인데))"
)
_LABELLED_SIZE = re.compile(
    r"(?:사이즈|싸이즈|size|치수)[는은가이]?\s{0,2}:?\s{0,2}([0-9a-z][0-9a-z./~]{0,9}+(?:\s\d/\d)?(?:cm|mm|"
    r"호)?)(?![\d.]|\s?(?:벌|개|장|켤레|미스|표))"
)
_SIZE_BEHIND = re.compile(r"(?<![\w/.])(\d/\d|\d{2,3}|x{0,3}[sml])\s?(?:사이즈|싸이즈)")
_BOX = re.compile(
    r"(?<![\d.])\d{2,4}(?:\.\d)?\s?[x×*]\s?\d{2,4}(?:\.\d)?(?:\s?[x×*]\s?\d{2,4}(?:\.\d)?)?(?:\s?(?:cm|mm|"
    r"센치|센티))?"
)
_LENGTH = re.compile(
    r"(?<![\d.])\d{2,3}(?:\.\d)?\s?(?:인치|inch|\"|cm|센치|센티)(?![가-힣]{0,2}\s?(?:정도|나|찍|자국|스크|기스))"
)
_LONG = re.compile(r"\s?\((\d{3,4})(?=[,/)\s])(?!\s?(?:만|원|천))")
"""책상(1400, 화이트): how long a piece of furniture is, in the bracket behind it."""
_VOLUME = re.compile(
    r"(?<![\da-z.])\d{1,4}(?:\.\d{1,2})?\s?(?:리터|l급?|ml|미리|kg|키로|인용)(?![a-z])(?!\s?(?:빠|감량|나가|정도 나))"
)
_MEMORY = re.compile(
    r"(?<![\d.])(?:\d{2,4}\s?(?:gb|기가|g)|[1248]\s?(?:tb|테라|t))(?![a-z0-9가-힣])|(?<![\d.,])(?:32|64|128|256|"
    r"512)(?![\d,.]|\s?(?:만|천|원|mm))"
)
_YEAR = re.compile(r"(?<!\d)(?:20)?\d{2}년\s?(?:식|형|산|제조|생산|모델)")
_BATTERY = re.compile(
    r"(?:배터리|밧데리|성능)(?:\s?(?:효율|성능|상태|용량|최대))?[은는이가도]?\s{0,2}:?\s{0,2}(?:상태\s)?(\d{2,3}\s?(?:%|프로|퍼|"
    r"퍼센트)?)(?![\d만]|개|시간|분)"
    r"|(?:배터리|밧데리)[^\d\n.,]{1,20}(\d{2,3}\s?(?:%|프로|퍼센트))"
)
_REST = re.compile(r"(?:잔량|남은\s?양)[은는이]?\s{0,2}:?\s{0,2}(?:약\s?)?(\d{1,3}\s?(?:%|프로|ml))")
_CPU = re.compile(
    r"(?<![a-z0-9])(?:cpu\s?:?\s?)?((?:i[3579]|r[3579]|라이젠\s?[3579]|m[1-4](?:\s?(?:pro|max|프로|"
    r"맥스))?)(?:[-\s]?\d{3,5}[a-z]{0,2})?)(?![a-z0-9])"
)
_RAM = re.compile(
    r"(?<![가-힣a-z])(?:램|ram|메모리)\s?:?\s?(\d{1,3}\s?(?:gb|기가|g)?)(?![a-z0-9])|(?<!\d)(\d{1,2}\s?(?:gb|g|기가))\s?(?:램|ram)"
)
_SSD = re.compile(
    r"(?:ssd|저장장치)\s?:?\s?(\d{1,4}\s?(?:gb|tb|기가|테라|g|t)?)(?![a-z0-9])|(?<!\d)(\d{3,4}\s?(?:gb|g|"
    r"기가))\s?ssd"
)
_DRIVE = re.compile(r"ssd|hdd|하드|외장|usb|유에스비|메모리|sd카드|램$")
"""Of a drive or a memory the gigabytes are its own capacity, not a part's."""
_DAY = re.compile(
    r"(?<![\d/.])(\d{1,2}/\d{1,2}(?:\s?\([월화수목금토일]\))?|\d{1,2}월\s?\d{1,2}일(?:\s?\([월화수목금토일]\))?)"
)
_WORN = re.compile(r"헬멧|장갑|글러브|보호대|래쉬가드|래시가드|웻슈트|웨트슈트|구명조끼|보드복|스키복|하네스")
"""Of sports things those that come in S, M and L."""
_SEAT = re.compile(
    r"(?:\d층\s)?(?:(?:중앙|중블|사이드|왼블|오블|좌블|우블|[가-힣a-z0-9]{1,3}(?:블록|블럭|블|구역))\s)?\d{1,3}열(?:\s?\d{1,3}번)?|(?:\d{1,3}루\s?)?(?:(?!\d?연석)[가-힣]{2,6}석\s?[a-z]?(?![가-힣])|(?<![a-z0-9])(?:vip|[rsabc])석(?:\s\d층)?(?:\s[a-z가-힣]{1,2}(?:구역|블록|블럭))?(?:\s\d{1,3}열)?(?:\s\d{1,3}번)?|[a-z]구역\s?\d{0,3}열?|\d{1,3}블럭\s?\d{0,3}열?)"
)
_POT = re.compile(r"\s((?:1[4-9]|2\d|3[0-6])(?:cm|센치|호)?)(?![\d.,만천원개])")
_COLOUR_END = re.compile(
    r"(?:색상|색깔|컬러|칼라|색|이[고구에요며]|[고구며인](?=\s)|고요|구요|라서|라(?=\s)|네요|인데|여서|입니|예요|[은는이가도](?![가-힣])|으로|로\s|팝|판매|구[해합]|나눔)"
)
_LABELLED = re.compile(
    r"(?<![가-힣])(화면\s?크기|해상도|주사율|응답\s?속도|소재|재질|무게|중량|굽\s?높이|총장|가슴\s?단면|어깨\s?너비|허리\s?단면|밑단|소매|둘레|두께|지름|전압|출력|제조일|유통기한|소비기한|도수|번들|펌웨어|버전)"
    r"(?:\s{0,2}:\s{0,2}|[은는이가]?\s{1,2}(?=[+\-]?\d))([^\s/,()\n:]{1,14}?(?:\s\d{1,2}월)?(?:\s(?:cm|mm|kg|g|hz))?)(?=까지|[\s/,()\n:]|$)"
)
_BED_SIZE = re.compile(
    r"(?<![가-힣a-z])(슈퍼\s?싱글|싱글|더블|퀸|킹|라지\s?킹|이스턴\s?킹|ss|lk)(?:\s?사이즈|침대|매트리스|프레임)?(?![가-힣a-z])"
)
_BED = re.compile(r"침대|매트리스|프레임|토퍼|이불|침구|패드|커버|요$|매트")
_NAMED_COLOUR = re.compile(
    r"(?<![가-힣a-z])([가-힣]{2,8})\s(?:색상|컬러|칼라)(?=[이입예의\s은,.)/]|으로|$)", re.MULTILINE
)
_COLOUR_LABEL = re.compile(r"(?:색상|컬러|칼라|색깔|색)\s?[:은는]\s{0,2}([가-힣a-z]{2,10})(?![가-힣a-z])")
_NO_COLOUR = re.compile(
    r"^(?:다른|같은|원하는|모든|해당|사진|실제|정확한|화면|여러|기본|인기|무난한|예쁜|이쁜|흔한|희귀|선택|문의|랜덤|사이즈|및|표준|비슷한|자연"
    r"|제품|단일|동일)|상관|무관|관계|없|있|아무|참고|[은는이가을를도와과의에면데고서요음함등쁜한운런된]$"
)
_DYED = re.compile(r"(?<![가-힣])([가-힣]{1,5}색)(?=이|입|예|으로|임|\s|[,./)]|$)", re.MULTILINE)
_NO_DYE = re.compile(
    r"(?:검|염|변|퇴|탈|이|특|각|채|착|본|유|무|난|기|생|음|단|배|도|안|인|화|물|사|수|원|여러가지|다른|같은|무슨)색$"
    r"|(?:황변|.[변염탈착도])색$"
)
_AS_COLOUR = re.compile(
    r"(?<![가-힣a-z])(크림|초코|모카|라떼|카푸치노|올리브|피치|레몬|애플민트|코요테|파치먼트|초크|머랭|미네랄|페블|머쉬룸|머시룸|샴페인|에스프레소|헤이즐|마시멜로|마쉬멜로우?|코코아|밀크|아몬드|캐러멜|캬라멜|스모크|미스트|클라우드|오션|마린|로즈|라즈베리|토마토|브릭|테라코타|샌드스톤|오닉스|애쉬|코퍼|브론즈|건메탈|머드|페퍼|솔트|바닐라|버터|샌드|토프|카라멜|민트초코|진저|허니|피스타치오|세이지|라임|망고|스톤|클레이|포레스트|인디고)"
    r"(?=[\s,)]{0,2}(?:$|\n|\d|사이즈|팝|판매|색|입니다|이에요|예요|미개봉|새|이?[고구며](?![가-힣])|이?[고구]요)|[이예]?[에요])",
    re.MULTILINE,
)
_LONGEST_SHADE = 5
_HANGUL = re.compile("[가-힣]")


class Spec(NamedTuple):
    """A fact with its name; `keyword` tells whether people search for it."""

    name: str
    start: int
    end: int
    keyword: bool = True


def specs(post: Post, scope: Scope, name: Name, kind: str | None, amounts: list[Quoted]) -> list[Spec]:
    """The facts of one thing, one per name, the part of the text that names it first."""
    found: dict[str, Spec] = {}
    near = sorted(scope, key=lambda s: not (s[0] <= name.start < s[1]))
    for start, end in near:
        for spec in _in(post, start, end, kind, name):
            priced = any(
                q.start < spec.end and spec.start < q.end
                for q in amounts
                if q.use != "other" and not (q.bare and q.weight < 3)
            )
            if not priced and spec.name not in found:
                found[spec.name] = spec
    return sorted(found.values(), key=lambda s: s.start)


def _in(post: Post, start: int, end: int, kind: str | None, name: Name) -> Iterator[Spec]:
    low = post.low
    labelled = list(_labelled(low, start, end))
    yield from labelled
    for spec in _sized(low, start, end, kind, name):
        if not any(known.start < spec.end and spec.start < known.end for known in labelled):
            yield spec  # 화면크기 27인치 has its name
    yield from _matched(_YEAR, low, start, end, "연식", keyword=False)
    yield from _matched(_BATTERY, low, start, end, "배터리", keyword=False)
    yield from _matched(_REST, low, start, end, "잔량", keyword=False)
    if kind in ("phone", "computer", "game", "wearable"):
        yield from _storage(low, start, end, name, kind)
    if kind not in ("phone", "shoes", "clothes", "ticket", "computer"):
        for spec in _matched(_VOLUME, low, start, end, "용량"):
            if kind not in ("furniture", "camping") or "인용" not in low[spec.start : spec.end]:
                yield spec
    if kind == "furniture" and name.noun and (long := _LONG.match(low, name.noun.end, end)):
        yield Spec("크기", *long.span(1))
    if kind == "furniture" and name.noun and _BED.search(low, name.noun.start, name.noun.end):
        yield from _matched(_BED_SIZE, low, start, end, "사이즈")
    if kind == "ticket":
        yield from _matched(_DAY, low, start, end, "날짜", keyword=False)
        yield from _matched(_SEAT, low, start, end, "좌석")
    yield from _colours(post, start, end, name)
    yield from _thing_colours(post, start, end, name)
    yield from _told_colours(post, start, end)
    yield from (Spec("색상", *span) for span in closing_colour(post, start, end, name, kind))


def _labelled(low: str, start: int, end: int) -> Iterator[Spec]:
    """주사율 : 75Hz; a fact that the writer names."""
    for match in _LABELLED.finditer(low, start, end):
        label = "".join(match.group(1).split())
        yield Spec(label, *match.span(2), keyword=label == "화면크기")


def _sized(low: str, start: int, end: int, kind: str | None, name: Name) -> Iterator[Spec]:
    for match in _LABELLED_SIZE.finditer(low, start, end):
        if not match.group(1).startswith("교환"):
            yield Spec("사이즈", *match.span(1))
    yield from _matched(_SIZE_BEHIND, low, start, end, "사이즈")
    if kind == "shoes":
        yield from _matched(SHOE_SIZE, low, start, end, "사이즈")
    elif kind == "clothes" or (name.noun and _WORN.search(low, name.noun.start, name.noun.end)):
        yield from _matched(_CLOTHES, low, start, end, "사이즈")
    elif kind == "kitchen":
        yield from _pot(low, start, end, name)
    if kind in ("furniture", "camping", "baby", "other", "part", "plant", "tool", None):
        yield from _matched(_BOX, low, start, end, "크기")
    if kind in ("computer", "appliance", "sport", "furniture", "bag", "kitchen"):
        yield from _matched(_LENGTH, low, start, end, "크기" if kind != "kitchen" else "사이즈")


def _pot(low: str, start: int, end: int, name: Name) -> Iterator[Spec]:
    """A pot's bare 22 right behind its noun is its diameter in cm."""
    here = name.noun is not None and start <= name.noun.end <= end
    if name.noun and here and (match := _POT.match(low, name.noun.end, end)):
        yield Spec("사이즈", *match.span(1))


def _storage(low: str, start: int, end: int, name: Name, kind: str | None) -> Iterator[Spec]:
    drive = name.noun is not None and _DRIVE.search(low, name.noun.start, name.noun.end) is not None
    laptop = kind == "computer" and not drive and not (name.known and name.known.data[1] == "태블릿")
    if laptop:
        yield from _matched(_CPU, low, start, end, "CPU")
        yield from _matched(_RAM, low, start, end, "램")
        yield from _matched(_SSD, low, start, end, "SSD")
    else:
        yield from _matched(_MEMORY, low, start, end, "용량")


def _matched(
    pattern: re.Pattern[str], low: str, start: int, end: int, name: str, keyword: bool = True
) -> Iterator[Spec]:
    for match in pattern.finditer(low, start, end):
        group = next((i for i in range(1, pattern.groups + 1) if match.group(i)), 0)
        yield Spec(name, *match.span(group), keyword)


def _colours(post: Post, start: int, end: int, name: Name) -> Iterator[Spec]:
    """A colour as a word of its own; inside the model's name (덩크로우 판다 블랙) it still is one."""
    for hit in post.of("colour", start, end):
        yield Spec("색상", hit.start, hit.end)
    for hit in post.of("colours", start, end):
        before, after = post.low[hit.start - 1 : hit.start], post.low[hit.end : hit.end + 1]
        if _HANGUL.match(before or " "):
            if (begin := _shade(post, hit, start)) is not None:
                yield Spec("색상", begin, hit.end)
            continue
        if any(h.start <= hit.start < h.end for h in (name.brand, name.known) if h):
            continue
        if name.noun and name.noun.start <= hit.start < name.noun.end:
            continue
        if not _HANGUL.match(after or " ") or _COLOUR_END.match(post.low, hit.end):
            yield Spec(
                "색상",
                hit.start,
                hit.end + (1 if post.low.startswith("색", hit.end) and not post.low.startswith("색상", hit.end) else 0),
            )


def _thing_colours(post: Post, start: int, end: int, name: Name) -> Iterator[Spec]:
    """갤럭시 S23 울트라 512 크림: a thing's word that closes the name of another thing is its colour."""
    head = name.known.end if name.known else name.noun.end if name.noun else None
    if head is None or (name.noun and name.noun.kind in ("food", "beauty", "plant")):
        return
    for match in _AS_COLOUR.finditer(post.low, max(start, head), min(end, name.end)):
        if not (name.model and name.model[0] <= match.start(1) < name.model[1]):
            yield Spec("색상", *match.span(1))


def _told_colours(post: Post, start: int, end: int) -> Iterator[Spec]:
    """크림 색상, 색상 : 모카무스, 아쿠아색: said to be colours, listed or not."""
    said = post.low[start:end]
    if "색" not in said and "컬러" not in said and "칼라" not in said:
        return
    for pattern in (_COLOUR_LABEL, _NAMED_COLOUR, _DYED):
        for match in pattern.finditer(post.low, start, end):
            word = match.group(1)
            if not (_NO_COLOUR.search(word) or _NO_DYE.search(word)):
                yield Spec("색상", *match.span(1))


def _shade(post: Post, hit: Hit, floor: int) -> int | None:
    """Where 레이싱그린 begins: a shade grown together with its colour, nothing else in front and nothing behind."""
    begin = hit.start
    while begin > floor and hit.start - begin <= _LONGEST_SHADE and _HANGUL.match(post.low[begin - 1]):
        begin -= 1
    front = post.low[begin : hit.start]
    plain = len(front) > _LONGEST_SHADE or hit.end - hit.start < 2 or post.low[hit.start : hit.end] in NO_SHADE
    behind = _HANGUL.match(post.low[hit.end : hit.end + 1] or " ") and not _COLOUR_END.match(post.low, hit.end)
    named = any(
        h.start == begin and h.end == hit.start for k in ("brand", "model", "product") for h in post.hits.get(k, ())
    )
    return None if plain or behind or named else begin


def spec_leaves(post: Post, found: list[Spec]) -> list[dict[str, Leaf]]:
    """The specs as the answer holds them."""
    return [{"name": post.leaf(s.name, s.start, s.end, "inferred"), "value": post.copy(s.start, s.end)} for s in found]
