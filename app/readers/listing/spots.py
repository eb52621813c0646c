"""Where to meet: 용인 보정동, 수원시청역, 솔빛초 후문. Without 앞, 근처 or what is said to be bought there.

A place counts where the words around speak of meeting, or where it stands alone in its line or behind a slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain import Leaf
from app.readers.listing.no_meeting import STORES, elsewhere
from app.readers.listing.nouns import nouns
from app.readers.listing.post import BLANK, Post
from app.readers.listing.tokens import is_verbal

_WORD = re.compile(r"[가-힣a-z0-9]+")
_CUT = re.compile(
    r"(?:앞에서요|쪽에서요|에서만요|에서[요여용욤]|쪽으로요|으로요|로요|입니당|예용|이[용여]|에서만|에서는|에서도|에서|까지는|까지|이나|이랑|으로만|으로|로만|입니다|이에요|예요|이고|이구|이면|면|쪽에서|쪽|근처|부근|주변|인근|앞에서|앞에|앞|옆|뒤|직거래|거래|이요|"
    r"에|나|로|만|은|는|도|요|랑|서)$"
)
_MEET = re.compile(
    r"직거래?|거래|만나|봬|뵐|뵙|뵈|뵀|보실|봅시다|오심|오시|오세|와서|와주|나오|실어|싣|빼가|들고|넘겨|전달|건네|드릴|1층|층이|층입|봐요|볼게|[볼뵐]\s?수|보실\s?수|볼까|보여드|실물|확인|가지러|가져가|가져|찾으러|오시|오셔|오실|문고리|내놓|나눔|드[려림립릴]|받으|가능|픽업|근처|부근|주변|쪽|앞|에서만|위치|장소|지역|"
    r"동네|방문|수령|삽니다|구해|구합|직접|갑니다|갈 수|환영|직영|퇴근|평일|주말|저녁|시간대|문고리"
)
_BOUGHT = re.compile(
    r"구입|구매|샀|사왔|사온|(?<![가-힣])산\s|산건|사서|주고|에서\s?산|구입처|구매처|다녀|여행|출장|이사|경기|공연|잃어|콘서트|전시|살던|출신|입주|신축|모델|정품|농장|직송|특산"
)
_LABEL = re.compile(r"직거래(?:만)?\s?[/:·]|(?:직거래|거래)?\s?(?:장소|지역|위치|동네|거래)\s?[:은는]|직거래\s?:?\s")
_EXIT = re.compile(r"\s?\d{1,2}번\s?출구")
_AROUND = re.compile(
    r"(?:\s(?:옆|뒤|뒷편|뒤편|건너편|맞은편)(?![가-힣])|앞에서요|쪽에서요|에서만요|에서[요여용욤]|쪽으로요|으로요|로요|입니당|예용|이[용여]|앞|옆|뒤|근처|부근|주변|인근|쪽|에서|이나|에|로|으로|까지|이고|입니다|이에요|예요|이요|만|도|은|는|이랑|랑|나|요)?"
)
_NO_LANDMARK = re.compile(
    r"현관|대면|엘베|주차|층|공동|직거|거래|택배|문고리|근처|부근|주변|인근|어디|전체|전역|지역|사람|퇴근|평일|주말|저녁|오전|오후|가능|픽업|이사|원룸|카페|집앞|역세권"
    r"|앞|쪽|쯤|또는|혹은|만나|나눔|판매|드[려림]|내놓|방문|연락|문의|모셔|가져|운반|배송|용달|화물|직접|있|없|분|중|서만"
)
_AROUND_PLACE = re.compile(
    r"(?:에서만|에서|앞에서|앞|근처|쪽|\s?(?:앞|근처|부근|직거래|에서|or|또는|쪽|문고리))|\s?[,/]"
)
_OPENS = re.compile(
    r"(?:\b[ox]|ok|만|원|천|\d|또는|혹은|\bor|ㄴㄴ|불가|사절|별도|가능|[가-힣]요|니다|[없있]음|[됨함])$"
)
_IF = re.compile(r"[하시되으라이구동역니]면$")
_COPULA = re.compile(
    r"(?:추가|가능|포함|별도|무료|정도|상태|거래|직거|그렇|이러|다|이|하|되|있|없|좋|같|했|았|었|였|이었)구$"
)
"""공연이구요 cut to 공연이구 is no district."""
_HOUR = re.compile(
    r"\s?(?:점심|아침|저녁|퇴근|출근|평일|주말|낮에|밤에|오전|오후)|\s?(?:오전|오후|저녁|밤)?\s?\d{1,2}(?::\d{2}|시)"
)
_FLOOR = re.compile(r"\s?(?:\d{1,2}층|\d{1,4}동|도보|엘베|엘리베이터|주차|현관|문\s?앞|집\s?앞|비대면)")
_NO_MEETING = re.compile(r"(?:구입처|구매처|구매\s?장소|구입\s?장소|산\s?곳|매장|원산지|제조국?|출처)\s?[:은는]\s?$")
_MINUTES = re.compile(r"\s?\d{1,2}분\s?(?:거리|이내|컷|안)")
_OR = re.compile(r"\b(?:or|또는|혹은|이나|아니면)\b")
_MEETS = re.compile(
    r"\s?(?:정문|후문|입구|앞|에서|근처)(?:에서)?(?:만|요)?\s?(?:$|\n|[.!~]|직거래|거래|만나|봬|뵐|뵙|봐요|가능)"
)
_BRANCH = re.compile(r"[가-힣]{2,6}점(?=$|[^가-힣]|에서|앞|근처|으로|이[요에])")
_DONGS = frozenset(("연동", "전동", "작동", "이동", "수동"))
"""Districts that sound like everyday words: only behind a region."""
_HOMONYMS = frozenset(("예산", "군위", "울릉", "고성", "장수", "음성", "영양", "진도", "인제", "부여", "보은"))
"""Counties that sound like everyday words: only before another place (예산 신례원역)."""
_NAMELESS = frozenset(("편의점", "카페", "커피숍", "빵집", "식당"))
"""수송동 편의점 tells no place but 수송동."""
_LANDMARKS = frozenset(
    ("후문", "정문", "창고", "시장", "터미널", "백화점", "물류창고", "아파트", "공원", "병원", "우체국", "마트")
)


def meet_places(post: Post, places: tuple[tuple[int, int], ...]) -> list[Leaf]:
    """Those of the post's `places` that are to meet, in order, each once, region words before it included."""
    out: dict[str, Leaf] = {}
    for start, end in places:
        if start >= post.body and _for_meeting(post, start, end):
            words = post.words(start, end)
            out.setdefault("".join(words.split()), post.copy(start, end))
    return list(out.values())[:10]


def place_spans(post: Post) -> tuple[tuple[int, int], ...]:
    """Every run of place words, meant for meeting or not."""
    return tuple(_runs(post))


def _runs(post: Post) -> Iterator[tuple[int, int]]:
    """Contiguous runs of region and place words in a line."""
    for start, end in post.lines:
        yield from _runs_in(post, start, end)


def _runs_in(post: Post, start: int, end: int) -> Iterator[tuple[int, int]]:
    run: list[tuple[int, int, bool]] = []
    for match in _WORD.finditer(post.low, start, end):
        joined = bool(run) and post.text[run[-1][1] : match.start()] == " "
        found = _place(post, match.start(), match.end(), joined)
        if found is None and post.low[match.start() : match.end()] in _HOMONYMS:
            named = _place_follows(post, match.end(), end)
            found = (match.start(), match.end(), True) if named else None
        if found is None and joined and run[0][2] and all(_district(post, *piece) for piece in run):
            found = _landmark(post, match.start(), match.end(), end)
        if found is None and joined:
            found = _branch(post, run[-1], match.start(), match.end())
        if found and (joined or not run):
            run.append(found)
            continue
        yield from _closed(post, run)
        run = [found] if found else []
    yield from _closed(post, run)


def _branch(post: Post, store: tuple[int, int, bool], start: int, end: int) -> tuple[int, int, bool] | None:
    """롯데백화점 광복점: the branch goes with the store."""
    shop = post.low.endswith(STORES, store[0], store[1])
    branch = _BRANCH.match(post.low, start, end) if shop else None
    return (start, branch.end(), False) if branch else None


def _district(post: Post, start: int, end: int, region: bool) -> bool:
    return region or post.low.endswith(("동", "읍", "면", "리", "구", "군"), start, end)


def _landmark(post: Post, start: int, end: int, line_end: int) -> tuple[int, int, bool] | None:
    """An unlisted name right behind a region (청라 커낼웨이), where a word of meeting or the line's end follows."""
    word_end = list(_cuts(post.low, start, end))[-1]
    word, rest = post.low[start:word_end], post.low[word_end:line_end]
    if len(word) <= 4 and not is_verbal(word) and _place_follows(post, word_end, line_end):
        rest = ""
    if (pair := _named_pair(post, start, word_end, line_end)) is not None:
        return start, pair, False
    if rest.lstrip().startswith(BLANK):
        rest = ""  # 현진에버빌 103동
    plain = not (2 <= len(word) <= 8 and "가" <= word[0] <= "힣") or _NO_LANDMARK.search(word) or is_verbal(word)
    plain = plain or word in _NAMELESS
    listed = post.vocabulary.kinds.get(word) or post.has("brand", start, end) or post.has("trade.direct", start, end)
    listed = listed and word not in STORES  # 광명 이케아
    if plain or listed or not (_AROUND_PLACE.match(rest) or not rest.strip(" .!~^ㅎㅋ)")):
        return None
    return start, word_end, False


def _named_pair(post: Post, start: int, word_end: int, line_end: int) -> int | None:
    """대전 갤러리아 타임월드: two unlisted words behind a region that end the line, where the line speaks of meeting."""
    following = _WORD.match(post.low, word_end + 1, line_end) if post.low[word_end : word_end + 1] == " " else None
    if following is None:
        return None
    end = list(_cuts(post.low, *following.span()))[-1]
    if not (_LABEL.search(post.low, post.line(start)[0], start) or _MEETS.match(post.low, end)):
        return None
    for word in (post.low[start:word_end], post.low[following.start() : end]):
        hangul = 2 <= len(word) <= 8 and all("가" <= char <= "힣" for char in word)
        known = post.vocabulary.kinds.get(word) or post.has("trade.direct", start, end) or word in _NAMELESS
        if not hangul or known or is_verbal(word) or _NO_LANDMARK.search(word):
            return None
        if any(post.vocabulary.has(name, word) for name in ("fillers", "modifiers", "regions", "colours")):
            return None
    closed = not post.low[end:line_end].strip(" .!~^ㅎㅋ)") or _MEETS.match(post.low, end)
    return end if closed else None


def _place_follows(post: Post, at: int, line_end: int) -> bool:
    """목포 하당 이마트: the next word is a listed kind of place."""
    following = _WORD.match(post.low, at + 1, line_end) if post.low[at : at + 1] == " " else None
    return following is not None and _place(post, *following.span(), True) is not None


def _closed(post: Post, run: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int]]:
    if run:
        end = run[-1][1]
        if exit_ := _EXIT.match(post.low, end):
            end = exit_.end()
        yield run[0][0], end


def _place(post: Post, start: int, end: int, behind_region: bool) -> tuple[int, int, bool] | None:
    """The place in a word: (start, end without particle, whether it is a region)."""
    for word_end in _cuts(post.low, start, end):
        word = post.low[start:word_end]
        if post.vocabulary.has("regions", word):
            return start, word_end, True
        if _ends_like_place(post, word, behind_region):
            return start, word_end, False
    return None


def _cuts(low: str, start: int, end: int) -> Iterator[int]:
    """The word's end with its particles on, then off."""
    yield end
    for _ in range(3):
        cut = _CUT.search(low[start:end])
        if not cut or cut.start() < 2:
            return
        end = start + cut.start()
        yield end


def _ends_like_place(post: Post, word: str, behind_region: bool) -> bool:
    if word in post.vocabulary.kinds:
        return False
    if word in post.vocabulary.place_not:
        return behind_region and (word in _LANDMARKS or word in _DONGS)
    ending = post.vocabulary.place_ending(word)
    if word in _NAMELESS or ending is None or (len(word) == len(ending) and not behind_region):
        return False
    if len(ending) == 1 and len(word) < 3 and not behind_region:
        return False
    if ending == "초":
        return len(word) >= 3 and not word[:-1].isdigit()
    if ending in ("면", "리", "구", "군"):
        if word[0].isdigit() or _COPULA.search(word) or _NO_LANDMARK.search(word) or _IF.search(word):
            return False
        return behind_region or (ending == "구" and len(word) == 3)
    return not word[0].isdigit() or ending == "단지"


def _for_meeting(post: Post, start: int, end: int) -> bool:
    line = post.line(start)
    clause = post.clause(start)
    if post.low.endswith("은행", start, end) and re.match(r"\s?:?\s?\x00", post.low[end : end + 4]):
        return False
    if re.match(r"\s?[\d:]", post.low[end : end + 2]) and not (
        _EXIT.match(post.low, end)
        or _MINUTES.match(post.low, end)
        or _HOUR.match(post.low, end)
        or _FLOOR.match(post.low, end)
    ):
        return False
    before, after = post.low[line[0] : start], post.low[end : line[1]]
    near = post.low[clause[0] : start] + " " + post.low[end : max(end, clause[1])]
    if _LABEL.search(before[-14:]):
        return True
    if elsewhere(post, end, line):
        return False
    if _NO_MEETING.search(before[-10:]):
        return False
    if _BOUGHT.search(near) and not _MEET.match(after.lstrip(" 에서앞")):
        return False
    if any(nouns(post, end, min(line[1], end + 14))) and not _MEET.search(after[:8]):
        return False
    return (
        bool(_MEET.search(near))
        or ((_FLOOR.match(after) or _HOUR.match(after)) is not None and _stands_alone(post, before, ""))
        or _only_places(post, clause)
        or _stands_alone(post, before, after)
        or bool(_MEET.search(after[:24]))
    )


def _only_places(post: Post, clause: tuple[int, int]) -> bool:
    """A clause of places and particles alone: 합정이나 망원."""
    rest, at = "", clause[0]
    for start, end in _runs_in(post, *clause):
        rest += post.low[at:start]
        tail = _AROUND.match(post.low, end, clause[1])
        at = tail.end() if tail else end
    rest = _OR.sub("", rest + post.low[at : clause[1]])
    return not rest.strip(" -*·▪️•.~ㅎㅋ^ㅠㅜ\x00")


def _stands_alone(post: Post, before: str, after: str) -> bool:
    """Alone in its line, at its end behind a slash or a price, or the first word of it before a sentence end."""
    tail = _AROUND.match(after)
    rest = after[tail.end() :] if tail else after
    left = before.rstrip(" -*·:")
    opened = not left or left[-1] in "/,.|)\x00" or bool(_OPENS.search(left)) or before.endswith("  ")
    return opened and (
        not rest.strip(" .,!~ㅎㅋ^)(\x00")
        or rest.lstrip()[:1] in "/,(|."
        or _OR.match(rest.lstrip()) is not None
        or rest.startswith("  ")
    )
