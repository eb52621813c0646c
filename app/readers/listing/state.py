"""In what state a thing is, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.domain import Leaf
from app.readers.listing.post import Post
from app.readers.listing.vocabulary import Hit

Scope = tuple[tuple[int, int], ...]
_GRADES = ("for_parts", "like_new", "new", "fair", "good")
_ABSENT = re.compile(
    r"[\s가-힣]{0,6}?(?:[이은는도가]\s?)?(?:전혀\s?|하나도\s?|거의\s?|일절\s?|크게\s?)?(?:없|x(?![a-z])|안\s?보|안보|아니|아님|아닙|제로|무(?:$|\s))"
)
_ABSENT_NEAR = re.compile(
    r"(?:[이은는도가]|난\s?데는?|진\s?데는?|짐은?|된\s?곳은?)?\s{0,2}(?:전혀\s?|하나도\s?|하나\s?|한\s?[군줄점개]\s?데?\s?도?\s?|거의\s?|일절\s?|따로\s?|크게\s?|별로\s?|딱히\s?|눈에\s?띄는\s?[게건]\s?)?(?:없|"
    r"x(?![a-z])|안\s?보|아니|아님|아닙|제로|걱정)"
)
_PARTICLE = re.compile(r"(?:에서|에는|에도|에|은|는|이|가|을|를|도|만|로|으로|의|랑|고|서|면|데|게|히|요|다)$")
_WORD = re.compile(r"\S+")
_VERBAL = re.compile(
    r"(?:는|은|한|던|된|진|있|없|해서|여서|게|히|다|요|도|만|좀|살짝|조금|약간|일부|군데|가끔|많이|심한|미세한|작은|큰|있고|외엔|외에|말고|제외)$"
)
_WRAPPING = re.compile(
    r"(?:박스|상자|보증서|설명서|영수증|더스트백|쇼핑백|케이스|충전기|구성품|택|파우치|리모컨)[은는이가]?\s?$"
)
_NOT_DONE = re.compile(r"(?<![가-힣])(?:안|못)\s?$")
_AND = re.compile(r"(?:이나|나|이랑|랑|하고|와|과|도|및)?\s?(?:[,/·]\s?|및\s|또는\s|\s)|[,/·]")
_FLAW = re.compile(r"먼지|이상|문제|흠|때|결함|뒤틀림|깨진\s?데|찢어진\s?데|하자|수리\s?이력|교환\s?이력")
_CODED = re.compile(r"[a-z]{1,3}\d{0,2}")
"""R2 버튼, usb 포트: a part's name may open with letters."""
_SUBJECTLESS = re.compile(r"\d{1,2}(?:개|곳|군데|장|점)?$")
_PLACED = re.compile(r"[가-힣]에(?:만|도)?\s(?:약간의?|살짝|조금|좀|작은|미세한?|경미한|큰)?\s?$")
"""스트랩에 약간 주름: damage that has its place."""
_MISSING = re.compile(r"([가-힣]{1,8}\s\d개\s없음|[가-힣]{1,8}\s(?:하나|한개|1개)\s?없[음어])")
_TOLD = re.compile(r"[이은는도가]?\s?(?:조금|약간|살짝|좀|일부|많이|꽤|심하|있[어습음는고])")
_REGARDS_OTHER = re.compile(r"아닐\s?시|아니면|일\s?시|경우|괜찮|상관|감정")
_FEW_TIMES = re.compile(
    r"(?<![가-힣\d])(?:한|두|한두|두어|세|두세|[1-3])\s?(?:번|회)\s?(?:정도|밖에|만|쯤|안)?\s?(?:안\s?)?"
    r"(?:사용|착용|실착|신[었은고어음]|입[었은고어음]|씀|탐(?![가-힣])|침(?![가-힣])|썼|쓴|써봤|들[었고]|탔|탄\s|쳤|깔았|켰|켜[봤보]|돌렸|끼[고웠]|꼈|메[고봤]|뿌렸|뿌린|바[른르])"
    r"|(?:실착|착용|사용|시착|외출|라운딩)\s?(?:한|두|세|[1-3])\s?(?:번|회)(?![가-힣]?\s?이상)"
)
_TRIED_ON = re.compile(r"시착|입어만|신어만|한번\s?(?:신어|입어)\s?보기만|착용샷|개봉만|열어만")
_SIDE = re.compile(
    r"[가-힣]{1,4}(?:걸이|받이|잡이|꽂이)|가운데|센서|상의|하의|종이|밑단|소매|온도|속도|무게|고무|전면부|(?:[옆앞뒤뒷윗측전후상하양단표정안겉속밑]|바닥|아랫|정|화|유리|가죽|상판)면|표지|손잡이|등받이|안쪽|바깥쪽|테두리"
)
_SMALL_PART = frozenset("팬굽문끈줄목발키핀휠캡칼날솔등면창밑벽줌")
"""Parts of one syllable that damage grows on: 팬소음, 굽닳음, 문흔들림."""
_HOW_MANY = re.compile(r"(?<=[가-힣]\s)(?:하나|(?:한|두|세|네|\d{1,2})\s?(?:개|곳|군데|줄|장|칸|쪽|짝))\s$")
_BODY = ("선반", "단추", "나사", "손잡이", "뚜껑", "바퀴", "지퍼", "다리", "버튼")
"""Of these one that is missing leaves the thing damaged, though they are extras elsewhere."""
_DEALT = re.compile(r"\s?(?:품|제품|상품)?\s?(?:구매|구해|구합|구입|삽니|사요|팝니|팔|판매|양도)")
_WHOLE = ("본체", "기기", "제품", "물건", "상품")
_WORN = re.compile(
    r"(?:사용|생활|세월)(?:감|\s?흔적)[은이도]?\s(?:당연히\s|전체적으로\s)?(?:조금|약간|좀|살짝|꽤|많이|제법|어느\s?정도|다소|은근|있는\s편|느껴|보[이여])(?![가-힣]?\s?(?:없|안))"
)
"""사용감은 조금 있고: the degree stands between the wear and 있다."""
_NEW_PART = re.compile(
    r"(?:으로\s)?(?:교체|교환|갈|로\s?바꿔|같이|드려|드림|포함|하나|사서|샀|사는|사시|[은는]\s|보다|가격|으로)"
)


def condition(post: Post, scope: Scope) -> Leaf | None:
    """The state that the words of `scope` claim, worst and most certain claims first; None if they claim none."""
    for grade in _GRADES:
        if grade == "like_new" and (fresh := _only_tried_on(post, scope)):
            return post.leaf("new", *fresh)
        if grade == "like_new" and (few := _few_times(post, scope)):
            return post.leaf(grade, *few)
        for hit in _claims(post, f"condition.{grade}", scope):
            if grade == "new" and (_better(post, hit) or _of_a_part(post, hit)):
                continue
            if grade == "good" and post.low.startswith("사용감", hit.start) is False and _damaged_after(post, hit):
                continue
            return post.leaf(grade, hit.start, hit.end)
        if grade == "fair" and (worn := _found(_WORN, post, scope)):
            return post.leaf(grade, *worn)
    return None


def _found(pattern: re.Pattern[str], post: Post, scope: Scope) -> tuple[int, int] | None:
    return next((m.span() for start, end in scope for m in pattern.finditer(post.low, start, end)), None)


def _only_tried_on(post: Post, scope: Scope) -> tuple[int, int] | None:
    """새상품 (시착만 해봄) is still said to be new, 거의 새것 is not."""
    if not any(_TRIED_ON.search(post.low, start, end) for start, end in scope):
        return None
    claims = (
        hit for hit in _claims(post, "condition.new", scope) if not _better(post, hit) and not _of_a_part(post, hit)
    )
    return next(((hit.start, hit.end) for hit in claims), None)


def _few_times(post: Post, scope: Scope) -> tuple[int, int] | None:
    """두번 신었어요, 실착 2회: hardly used."""
    return _found(_FEW_TIMES, post, scope)


def _claims(post: Post, name: str, scope: Scope) -> Iterator[Hit]:
    for start, end in scope:
        for hit in post.of(name, start, end):
            before = post.low[hit.start - 1 : hit.start]
            word = post.low[hit.start]
            inside = word.isascii() and before.isascii() and before.isalnum()
            hangul = not word.isascii() and "가" <= before <= "힣" and len(hit.data) <= 3
            clause = post.clause(hit.start)
            if hit.data.endswith("같") and post.low.startswith("이 ", hit.end):
                continue
            if inside or hangul or _REGARDS_OTHER.search(post.low[hit.end : min(clause[1], hit.end + 12)]):
                continue
            if not hit.data.endswith(("없", "안")) and _ABSENT_NEAR.match(post.low, hit.end):
                continue
            yield hit


def _better(post: Post, hit: Hit) -> bool:
    """거의 새것 and 새것 같은 are like new, and stand in that list."""
    return any(h.start <= hit.end and hit.start <= h.end for h in post.of("condition.like_new"))


def _of_a_part(post: Post, hit: Hit) -> bool:
    """클리너 새거 같이 드려요: an extra is new, not the thing."""
    before = next((h for h in post.of("accessories", max(0, hit.start - 9), hit.start) if hit.start - h.end <= 4), None)
    if _DEALT.match(post.low, hit.end):
        return False  # 박스 미개봉 구매해요
    return before is not None or bool(_NEW_PART.match(post.low[hit.end :].lstrip()[:8]))


def _damaged_after(post: Post, hit: Hit) -> bool:
    return post.low.startswith(("지 않", "지않", "진 않", "은 편은 아"), hit.end)


def defects(post: Post, scope: Scope, thing: str = "") -> list[Leaf]:
    """Damage in the words of `scope`, each with the part it concerns where that stands right before it.

    `thing` is what the post calls the whole: of 책장 뒷판 들뜸 the damage is 뒷판 들뜸.
    """
    found: dict[tuple[int, int], Leaf] = {}
    for start, end in scope:
        for hit in (*post.of("defects", start, end), *post.of("defect_verb", start, end)):
            span = _damage(post, hit, start)
            span = span and (_behind_whole(post, span, hit.start, thing), span[1])
            if span and not _overlaps(span, found):
                found[span] = post.copy(*span)
        for match in _MISSING.finditer(post.low, start, end):
            damage = post.has("defects", *match.span())  # 밑줄 하나 없음 is no missing piece
            if not damage and not _overlaps(match.span(), found) and not _told_as_accessory(post, match.start()):
                found[match.span()] = post.copy(*match.span())
    return [leaf for _, leaf in sorted(found.items(), key=lambda item: item[0])]


def _behind_whole(post: Post, span: tuple[int, int], damage: int, thing: str) -> int:
    """Where the damage begins behind the name of the whole thing."""
    whole = next((w for w in (thing, *_WHOLE) if w and post.low.startswith(w + " ", span[0])), None)
    begin = span[0] + len(whole) + 1 if whole else span[0]
    return begin if begin <= damage else span[0]


def _overlaps(span: tuple[int, int], found: Iterable[tuple[int, int]]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in found)


def _told_as_accessory(post: Post, at: int) -> bool:
    return any(h.start == at for h in post.of("accessories", at, at + 8)) and not post.low.startswith(_BODY, at)


def _damage(post: Post, hit: Hit, floor: int) -> tuple[int, int] | None:
    low = post.low
    before = low[hit.start - 1 : hit.start]
    if any(h.start < hit.start and hit.end <= h.end for h in post.of("product", max(0, hit.start - 8), hit.end + 4)):
        return None  # 전기포트 holds no 기포; 형광펜자국 goes on behind its product
    if _ABSENT_NEAR.match(low, _row_end(post, hit.end)) or (hit.data and _reason_not_damage(post, hit)):
        return None
    if low.startswith(("분실", "누락"), hit.start) and _WRAPPING.search(low, max(floor, hit.start - 6), hit.start):
        return None  # 상자 분실 is of the extras
    if _NOT_DONE.search(low, max(floor, hit.start - 3), hit.start):
        return None  # 밑창 안 닳았어요
    start = hit.start
    clause = max(floor, post.clause(hit.start)[0])
    glued = "가" <= before <= "힣"
    if glued:
        start = max(clause, hit.start - 6, 1 + max(low.rfind(c, clause, hit.start) for c in " \n,"))
        if _PARTICLE.search(low[start : hit.start]) and hit.start - start > 1:
            start = hit.start
    start = _with_part(post, clause, start)
    weak = post.vocabulary.has("weak_defects", low[hit.start : hit.end])
    told = _TOLD.match(low, hit.end)
    placed = _PLACED.search(low, clause, hit.start)
    single = glued and hit.start - start == 1 and before not in _SMALL_PART
    if (weak and not told and not placed and start == hit.start) or single:
        return None
    if hit.end - hit.start == 1 and (glued or "가" <= low[hit.end : hit.end + 1] <= "힣"):
        return None
    verb = post.vocabulary.defect_verbs.get(hit.data) if isinstance(hit.data, str) else None
    end = hit.start + len(verb) if verb and low.startswith(verb, hit.start) else hit.end
    return start, end


def _row_end(post: Post, end: int) -> int:
    """Where a row of damages ends: 없 behind 곰팡이 먼지 or 찍힘이나 까짐 denies each of them."""
    while joint := _AND.match(post.low, end):
        following = next((h for h in post.of("defects", joint.end(), joint.end() + 12) if h.start == joint.end()), None)
        flaw = _FLAW.match(post.low, joint.end())
        if following is None and flaw is None:
            return end
        end = following.end if following else flaw.end() if flaw else end
    return end


def _reason_not_damage(post: Post, hit: Hit) -> bool:
    """하자 있으면 환불, 고장 나면: a condition, a promise or a question, no damage."""
    after = post.low[hit.end : hit.end + 14]
    return bool(
        re.match(
            r"\s?(?:만\s?없|시\s|은\s(?:환불|책임|보상|아니)|이?\s?있으면|있을|나면|일\s?시|나지|되지|지지|제거|방지|났을|안\s?나|난\s?적|적\s?없|없|보증|a/s|수리\s?가|처리|심하지|위험|책임)",
            after,
        )
    )


def _with_part(post: Post, floor: int, start: int) -> int:
    """Take in up to two bare nouns before the damage: 우측 시프트키 불량."""
    low, known = post.low, post.vocabulary
    if counted := _HOW_MANY.search(low, floor, start):
        start = counted.start()  # 건반 두 개 안 눌림
    words = list(_WORD.finditer(low, floor, start))
    taken = start
    for word in reversed(words[-2:]):
        text = word.group()
        thing = text in known.kinds or known.has("accessories", text) or _SIDE.fullmatch(text)
        inflected = _PARTICLE.search(text) or _VERBAL.search(text) or _SUBJECTLESS.search(text)
        if _CODED.fullmatch(text) and taken < start and not low[word.end() : taken].strip(" "):
            return word.start()
        if low[word.end() : taken].strip(" ") or (inflected and not thing) or known.has("colours", text):
            break
        if not ("가" <= text[-1] <= "힣") or text[0] in "(-*·:\x00" or text[:2].isdigit() or len(text) > 8:
            break
        taken = word.start()
    return taken
