"""Where the group meets, or that it meets online."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.korean.address import find_address
from app.korean.regions import QUARTERS, SHORT_SIGUNGU, SIDO_FORMS
from app.readers.meetup.page import BLANK, Page


@dataclass(frozen=True, slots=True)
class Spot:
    """Words that may be the meeting place, and how much speaks for them."""

    start: int
    end: int
    score: float


_LABEL = re.compile(
    r"(?:^|[\n└•·▶✔✅📍🚩\ufe0f\-*\[(【/ ])[ ]{0,2}(?P<label>모임[ ]?장소|만나는[ ]?(?:곳|장소)|모이는[ ]?(?:곳"
    r"|장소)|집결지?|집합(?:장소)?|장소"
    r"|위치|어디서?|where|출발지?|출발[ ]?장소|활동[ ]?(?:지역|장소)|지역|모임[ ]?위치)"
    r"(?:[ ]{0,2}[\])】]?[ ]{0,2}[:：=\-][ ]{0,2}|[ ]{0,2}[\])】][ ]{0,2}\n?[ ]{0,2}|[은는][ ](?!돌아|미정|추후"
    r"|매번|그때)|[ ]?\n[ ]{0,2})(?P<value>[^\n]{2,60})",
    re.IGNORECASE,
)
_PIN = re.compile(r"(?:📍|🚩|📌(?=[^\n]{0,20}(?:역|공원|동|점)))[ ]{0,2}(?P<value>[^\n]{2,50})")
_CUT = re.compile(
    r"[(,|;:!?~/]| - |[.](?![0-9])|이고|이며|이에요|예요|에서|입니다|이구|으로|에[ ]|앞에서|[0-9]{1,2}:[0-9]{2}"
    r"|집결|출발|모여|만나|→|▶|" + BLANK
)
_CLOCK_FIRST = re.compile(
    r"^(?:(?:오전|오후|새벽|아침|저녁|밤)[ ]?)?[0-9]{1,2}(?::[0-9]{2}|시(?:[ ]?반|[ ]?[0-9]{1,2}분)?)[ ]{0,2}"
)
_ENDING = (
    r"공원|체육관|수영장|풋살장|축구장|농구장|야구장|구장|테니스장|배드민턴장|탁구장|볼링장|당구장|클라이밍장|암장"
    r"|경기장|운동장|극장|영화관|도서관|미술관|박물관|북카페|보드게임카페"
    r"|스터디카페|카페|놀이터|호수|저수지|습지|해수욕장|해변|계곡|한강|한강공원|둔치|선착장|천|역|정문|후문|광장"
    r"|시청|구청|주민센터|행정복지센터|문화센터|복지관|회관|센터|라운지|캠퍼스|합주실|연습실|스튜디오"
    r"|공방|작업실|트랙|보호소|식당|펍|호프|술집|이자카야|와인바|오거리|사거리|삼거리|리단길|둘레길|올레길|거리"
    r"|시장|백화점|마트|초등학교|중학교|고등학교|대학교|성당|캠핑장|수목원|생태공원|유원지|파크|볼더파크|교"
    r"|서점|책방|서재|아지트|사무실|교실|강당|코트|등산로|탐방센터|입구|터미널|주차장|운동시설|동아리실|모임공간"
    r"|파티룸|세미나실|스터디룸|공유주방|키즈카페|정류장|휴게소|산림욕장|숲|쉼터|요양원|농장|목장|하우스|클럽|점"
    r"|궁|잔디밭|잔디광장|야외무대|무대|소강당|대강당|탁구장|자연휴양림|둔치|섬|봉|의집|마을회관|경로당|마을"
)
_TAIL = (
    r"(?:[ ]?(?:[0-9]{1,2}번[ ]?출구|정문|후문|입구|앞|옆|밑|아래|근처|인근|놀이터|광장|주차장|매표소|라운지"
    r"|[0-9]{1,2}층|코트|편의점|앞마당|동아리실|카페|펍|[가-힣]{1,5}(?:(?<!개)(?<!입)(?<!퇴)장|실|홀|관|존|길"
    r"|로비)(?![가-힣])))"
)
_ENDS_HERE = (
    r"(?=(?:에서|에|으로|로|이에요|예요|입니다|이구요|이고요|이고|인데|이|은|는|의|을|를|도|부터|까지|위주|쪽"
    r"|이나)?(?![가-힣A-Za-z])"
    r"|(?:에|앞)[서 ])"
)
_SPOT = re.compile(rf"(?P<core>[가-힣A-Za-z0-9○]{{0,12}}?(?:{_ENDING}))(?P<tail>{_TAIL}{{0,3}}){_ENDS_HERE}")
_SEGMENT = re.compile(
    r"(?:^|[.\n/,:])[ ]{0,2}(?P<value>(?P<name>[가-힣]{2,4})(?:[ ][가-힣○]{2,8}){1,2})[ ]{0,2}(?=[.\n/,(]|$)",
    re.MULTILINE,
)
_AT = re.compile(
    r"(?P<value>(?:[가-힣A-Za-z0-9○·]{1,14}[ ]){0,3}[가-힣A-Za-z0-9○]{1,16})에서(?![^\n]{0,4}(?:지원|공지|주문|안내))"
)
_AROUND = re.compile(r"[ ]?(?:위주|쪽|부근|일대|근방|근처|인근)")
_FRONT = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<value>(?P<name>[가-힣A-Za-z0-9]{2,12})[ ](?:앞|정문|후문|입구|로비|옆|맞은편))"
    r"(?:에서|에|으로)?(?![가-힣])"
)
_TIME_BEFORE = re.compile(r"(?:[0-9가-힣]시|[0-9]분|시[ ]?반|:[0-9]{2})[ ]?(?:쯤|에)?,?[ ]{0,2}\Z")
_BEHIND_TIME = re.compile(
    r"(?:[0-9가-힣]시|[0-9]분|시[ ]?반|:[0-9]{2})[ ](?P<value>[가-힣A-Za-z0-9○][가-힣A-Za-z0-9○ '\"‘’]{1,26}?)"
    r"(?=[.\n/,!(~]|$|에서|으로|에[ ]모)"
)
_DOING = re.compile(r"(?:니다|해요|어요|세요|실|분|구함|모집|번개|모임|러닝|산책|등산|라이딩|한잔|맥주)\Z")
_NAMED_KINDS = (
    "카페",
    "책방",
    "서점",
    "공방",
    "펍",
    "식당",
    "스튜디오",
    "공유주방",
    "술집",
    "와인바",
    "센터",
    "작업실",
    "파티룸",
    "도서관",
)
_NAMED = re.compile(
    r"[ ]['\"‘“<]?(?P<name>(?![가-힣]{0,6}(?:하실|모임|같이|번개|위주|근처))[가-힣A-Za-z0-9]{1,8})['\"’”>]?(?=에서"
    r"|[.,\n/(~!'\"]|$|에[ ])"
)
_SIDE = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>(?!이쪽|저쪽|그쪽|한쪽|양쪽|오른|왼|안쪽|바깥|회사|학교)[가-힣]{2,6})(?:[ ]"
    r"(?:쪽|근처|부근|일대)|쪽|(?<=[당궁관홀강산원촌숲터])[ ]위주)(?![가-힣]{3})"
)
_SHORT_REGION = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣]{2,4})(?![가-힣])(?:[ ](?P<next>[가-힣]{2,9})(?![가-힣]))?"
)
_SIGHT = re.compile(r"(?:섬|비치|산|해변|계곡|리조트|캠핑장|호|항|읍내|시내|역|지구)\Z")
_LEFT = re.compile(r"(?P<word>(?<![가-힣A-Za-z0-9○])[가-힣A-Za-z0-9○]{1,10})[ ]\Z")
_NOT_LEFT = re.compile(
    r"(?:(?<!작)은|는|(?<!마)을|를|에서|에|으로|이랑|(?:하|있|오|가|이|보|먹|뛰|없|걷|놀|타|치|넘|싶|되)고|요|"
    r"(?:니|한|이|었|있|없)다|(?:하|오|되|으|이|시)면|(?:해|와|가|에)서"
    r"|마다|까지|부터|쯤|정도|요일|욜|하는|있는|하실|가실|할|[0-9]{1,2}(?:시|분|반|명|일|월|회)|[0-9]{1,2}시반)\Z"
    r"|^[가-힣]고\Z|^(?:매주|격주|매달|매월|오늘|내일|낼|모레|저녁|아침|새벽|오전|오후|밤|낮|점심|동네|우리|저희"
    r"|현재|같이|함께"
    r"|주로|보통|혹시|때|후|전|모집|회원|출발|집결|장소|위치|어디|모임|평일|주말|[0-9]+"
    r"|반|시|분|[월화수목금토일]{1,7}|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두)시|한번|두번|한[ ]?번"
    r"|퇴근|번개|정모|이번|다음|가까운|조용한|예쁜|좋은|넓은|큰|새로|그|이|저)\Z"
)
_PART_OF_PLACE = re.compile(rf"(?:{_ENDING}|[0-9]층|[동구시군읍면리로길]|[0-9]가|출구)\Z")
_NOT_HERE = re.compile(
    r"(?:사는|거주|살고|출신|다니는|이사|끝나고|뒤풀이|뒷풀이|마치고|가입|보험|지원|주차|준비물|우천시|비오면"
    r"|회사)[^\n.]{0,10}\Z"
)
_NOT_HERE_BEHIND = re.compile(
    r"[은는이가]?[ ]?(?:봉사|지원|대여|에[ ]?사는|거주|사시는|살고|살아|출신|무료|이용|해서|좋아하|노는|투어"
    r"|탐방[ ]?(?:하|좋)|게임|같은[ ]?곳)"
)
_COMMON = frozenset(
    [
        "카페",
        "역",
        "천",
        "교",
        "거리",
        "시장",
        "공원",
        "입구",
        "센터",
        "식당",
        "숲",
        "호수",
        "한강",
        "코트",
        "구장",
        "극장",
        "마트",
        "펍",
        "술집",
        "거리",
        "교실",
        "식당",
        "사무실",
        "놀이터",
        "도서관",
        "주차장",
        "정문",
        "사거리",
        "트랙",
        "운동장",
        "체육관",
    ]
)
_NO_SPOT = re.compile(
    r"^[가-힣]{0,2}(?:카페투어|학교급식|보드게임카페투어|무역|지역|구역|종교|비교|학교|육교|외교|애교|포교|선교"
    r"|설교|조교|다단계|영역|전역|내역|자연스러운|시천|추천|하천|실천|개천|사천|춘천|인천|부천|과천|홍천|순천|이천"
    r"|영천|제천|김천|포천|연천|합천|예천|서천|변천|원천|오천|도천|[0-9]천|만천)\Z"
)
_ONLINE = re.compile(
    r"온라인|비대면|랜선|화상|(?<![가-힣A-Za-z])(?:줌(?!바|마|인|아웃|렌즈)|zoom)|구글[ ]?밋|구글미트|게더"
    r"|디스코드|(?<![가-힣])디코|웹엑스|캠스터디|캠[ ]?켜|인증방|톡방[ ]?인증|카톡에|단톡에[ ]?인증|접속",
    re.IGNORECASE,
)


def find_place(page: Page) -> Spot | None:
    """The best candidate for the meeting place, or None."""
    spots = [
        *_labelled(page),
        *_at(page),
        *_spots(page),
        *_regions(page),
        *_sides(page),
        *_after_time(page),
        *_segments(page),
    ]
    return max(spots, key=lambda spot: (spot.score, -spot.start), default=None)


def find_online(page: Page) -> tuple[int, int] | None:
    """The place of words that say the group meets online."""
    match = _ONLINE.search(page.text)
    return match.span() if match else None


def _labelled(page: Page) -> Iterator[Spot]:
    for pattern in (_LABEL, _PIN):
        for match in pattern.finditer(page.text):
            start, end = match.span("value")
            if clock := _CLOCK_FIRST.match(page.text[start:end]):
                start += clock.end()
            cut = _CUT.search(page.text, start + 1, end)
            end = cut.start() if cut else end
            if around := re.compile(r"[ ]?(?:위주|쪽|일대)").search(page.text, start, end):
                end = around.start()
            yield from _spot(page, start, end, 10.0 - 0.01 * start / (len(page.text) + 1))


def _at(page: Page) -> Iterator[Spot]:
    """X에서: the place words in front of the particle."""
    for match in _AT.finditer(page.text):
        start, end = match.span("value")
        start = _narrowed(page.text, start, end)
        if _rejected(page.text, start, end):
            continue
        local = re.compile(rf"(?:{_ENDING}|앞|옆|밑|근처|정문|후문|입구|출구|층|길|점)\Z").search(page.text, start, end)
        known = any(True for _ in find_address(page.text[start:end]))
        yield from _spot(page, start, end, 6.0 if local else 3.5 if known else 2.2)


def _narrowed(text: str, start: int, end: int) -> int:
    """Drop words on the left that are no part of a place's name."""
    words = list(re.compile(r"[^ ]+").finditer(text, start, end))
    first = len(words) - 1
    while first > 0 and not _NOT_LEFT.search(words[first - 1][0]):
        first -= 1
    return words[first].start()


def _spots(page: Page) -> Iterator[Spot]:
    for match in _SPOT.finditer(page.text):
        if _NO_SPOT.search(match["core"]) or _rejected(page.text, match.start(), match.end()):
            continue
        start = _with_left(page.text, match.start())
        words = page.text[start : match.end()]
        score = 4.0 if match.start() > start or match["tail"] else 3.0
        score += 0.1 * words.count(" ")
        if words in _COMMON:
            score = 0.8
        elif page.text[start - 1 : start] in "[【" and start < 20:
            score -= 1.5  # the region in a headline, not the meeting point
        if _TIME_BEFORE.search(page.text, max(0, start - 10), start):
            score += 1.5
        if re.match(r"[ ]?(?:에서|에[ ]?모|집결|앞|출발|위주)", page.text[match.end() :][:4]):
            score += 1.0
        named = _NAMED.match(page.text, match.end()) if match["core"].endswith(_NAMED_KINDS) else None
        yield from _spot(page, start, named.end() if named else match.end(), score + 0.1 * (named is not None))


def _with_left(text: str, start: int) -> int:
    """Up to two words on the left that belong to the place: 대구 강창교 구장, 판교 스타트업캠퍼스 라운지."""
    for count in range(4):
        left = _LEFT.search(text, max(0, start - 12), start)
        if left is None or _NOT_LEFT.search(left["word"]):
            break
        if count >= 2 and not _PART_OF_PLACE.search(left["word"]) and left["word"] not in SHORT_SIGUNGU:
            break
        start = left.start("word")
    return start


def _after_time(page: Page) -> Iterator[Spot]:
    """저녁 6시 신촌 스윙바 '사보이'에서: words behind the time that begin with a region's name."""
    for match in _BEHIND_TIME.finditer(page.text):
        words = match["value"].split()
        known = words[0] in QUARTERS or words[0] in SHORT_SIGUNGU or words[0] in SIDO_FORMS
        if known and len(words) <= 4 and not any(_NOT_LEFT.search(word) or _DOING.search(word) for word in words):
            yield from _spot(page, *match.span("value"), 4.6 if len(words) > 1 else 2.6)


def _in_front(page: Page) -> Iterator[Spot]:
    """광화문 앞, 시청 정문: a landmark told by where one stands, the surer right behind the time."""
    for match in _FRONT.finditer(page.text):
        if not _NOT_LEFT.search(match["name"]) and match["name"] not in _COMMON:
            timed = _TIME_BEFORE.search(page.text, max(0, match.start() - 10), match.start()) is not None
            yield from _spot(page, *match.span("value"), 4.5 if timed else 2.3)


def _sides(page: Page) -> Iterator[Spot]:
    """팔당 쪽, 미사 근처: a name that no gazetteer knows, told by the word behind it."""
    for match in _SIDE.finditer(page.text):
        if not _NOT_LEFT.search(match["name"]) and match["name"] not in _COMMON:
            yield from _spot(page, *match.span("name"), 1.8)


def _regions(page: Page) -> Iterator[Spot]:
    for match in _SHORT_REGION.finditer(page.text):
        if match["name"] in SHORT_SIGUNGU and not _rejected(page.text, *match.span("name")):
            known = match["next"] is not None and (
                match["next"] in QUARTERS or match["next"] in SHORT_SIGUNGU or _SIGHT.search(match["next"]) is not None
            )
            yield from _spot(page, match.start(), match.end() if known else match.end("name"), 2.0 if known else 1.6)
    for found in find_address(page.text):
        start, end = found.start, found.end
        if _rejected(page.text, start, end):
            yield from _spot(page, start, end, 1.0)
            continue
        score = 2.5 + (0.6 if _AROUND.match(page.text, end) else 0.0) - (0.8 if found.weak else 0.0)
        if follow := re.compile(r"[ ](?P<next>[가-힣]{1,8}(?:리단길|거리|골목|먹자골목|해변|공원))").match(
            page.text, end
        ):
            end, score = follow.end("next"), score + 1.0
        yield from _spot(page, start, end, score)


def _segments(page: Page) -> Iterator[Spot]:
    """A sentence that holds nothing but a region and names behind it: 남양주 진접 팔야리."""
    for match in _SEGMENT.finditer(page.text):
        words = match["value"].split()
        region = words[0] in SHORT_SIGUNGU or words[0] in SIDO_FORMS or words[0] in QUARTERS
        if region and not any(_NOT_LEFT.search(word) or _DOING.search(word) for word in words):
            yield from _spot(page, *match.span("value"), 3.5)


def _rejected(text: str, start: int, end: int) -> bool:
    return bool(_NOT_HERE.search(text, max(0, start - 16), start) or _NOT_HERE_BEHIND.match(text, end))


def _spot(page: Page, start: int, end: int, score: float) -> Iterator[Spot]:
    text = page.text
    while start < end and text[start] in " :：-=은는\n└📍️'\"":
        start += 1
    quoted = any(mark in text[start : end - 1] for mark in "'\"‘“")
    while start < end and text[end - 1] in (" -.,·" if quoted else " -'\".,·"):
        end -= 1
    if (
        end - start >= 2
        and BLANK not in text[start:end]
        and not re.search(r"미정|추후|협의|공지|채팅|온라인|줌$|투표", text[start:end])
    ):
        yield Spot(start, end, score)
