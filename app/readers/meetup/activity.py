"""What they do, as written: the word people are called to, with what belongs to it (유모차 산책, 연탄 나르기 봉사)."""

from __future__ import annotations

import re
from dataclasses import replace

from app.korean.regions import QUARTERS, SHORT_SIGUNGU, SIDO_FORMS
from app.readers.meetup.mentions import HEADLINE, Mention, is_hangul
from app.readers.meetup.page import Page

_LINK = re.compile(r" (?:[가-힣]{1,2} )?")
# Nouns that are only half a name: what stands before them belongs to the activity (유모차 산책, 오리발 수영).
_HEADS = re.compile(
    r"(?:산책|봉사|봉사활동|탐방|투어|읽기|수영|프리토킹|여행|걷기|만들기|감상|공부|스터디|회화|모임|캠핑|교환|산행)\Z"
)
_BEFORE_HEAD = re.compile(r"(?<![가-힣A-Za-z0-9])(?P<modifier>[가-힣一-龥A-Za-z]{2,8})[ ]\Z")
_DOING = re.compile(r"[가-힣]{1,4}기[ ]")
_GLUED = re.compile(r"(?P<prefix>[가-힣]{1,5})\Z")
_BEHIND = re.compile(
    r"(?:모임|스터디|토론)(?![가-힣]{3})|[ ]?(?:챌린지|읽기|만들기|그리기|타기|치기|걷기|보기|찍기)(?![가-힣])"
)
_PARTICLE_END = re.compile(
    r"(?:에서|으로|하고|말고|면서|지만|까지|부터|마다|이랑|에게|같이|함께|요즘|직장인|대학생|청년|시니어|퇴근후|가볍게|하는|있는|없는"
    r"|하실|할|좋아하는|좋아하시는|위한"
    r"|키우는|해먹는|보는|가는|매주|격주|매달|매월|이번|다음|정기|이달|첫|[둘셋넷]째|마지막"
    r"|주말|평일|아침|저녁|새벽|오전|오후|오늘|내일|이번주|다음주|취미로|그냥|진짜|정말|다시|다같이|혼자|성인|여성|남성|우리|저희|신입|초보|왕초보"
    r"|동네|소규모|(?:어|아|해|네|세|데|가|예|에|여|와|워|려|돼|봐)요|니다|[인는은]데|요일|[월화수목금토일](?:요|욜)|[은는을를의도만나에])\Z"
)
_PLACE_END = re.compile(
    r"(?:해수욕장|해변|등대|포구|항구|고궁|마을|저수지|체육관|운동장|경기장|광장|수목원|캠핑장|동|구|시|역|천|공원|읍|면|강|산|산성|호수|쪽|근처)\Z"
)


_CALL = re.compile(
    r"(?:를|을)?[ ]?(?:같이|함께)?[ ]?(?:한[ ]?(?:잔|판|게임|바퀴|곡|수|그릇|끼|번)[ ]?)?(?:같이[ ]|함께[ ])?(?:하러|치러|타러|보러|하실|하는|할|치실|치는"
    r"|타실|타는|가실|가는|뛰실|같이"
    r"|함께|모집|모임|해요"
    r"|가요|합니다|크루|번개|벙개|멤버|회원|스터디|동호회|소모임|하려고|좋아하|다녀요|다닐|다니실|다니는|다녀)"
)
_ROOM = re.compile(r"(?:장|실|관|파크|카페|센터|룸|방)(?![가-힣]{0,1}[가-힣]하)(?:[^가-힣]|에서|으?로|이|$)")
# Who they look for, which is what they do only where nothing else is: 막걸리 한잔 하실 동네친구.
_COMPANY = re.compile(r"(?:친구|동무|이웃모임)\Z")
_GROUP = re.compile(r"[ ]?(?:모임|동호회|소모임|스터디|크루|동아리|클럽|하실|치실|타실|같이|번개)")
_WORD_END = re.compile(r"(?:을|를|은|는|이|가|에|도|과|와|의|해요|하실|하는|할|가요|합니다)(?![가-힣]{3})")


def find_activity(page: Page, standing: list[Mention], of_topic: list[Mention]) -> tuple[int, int] | None:
    """The place of the activity's words: of the topic if it names one, else of any."""
    done = [one for one in standing if not _COMPANY.search(one.key)]
    called = [one for one in done if one.word.role == "do" and _called(page.text, one) >= 1.0]
    mates = all(_COMPANY.search(one.key) for one in of_topic if one.word.role == "do")
    for candidates in (called if mates else of_topic, of_topic, standing):
        doing = [one for one in candidates if one.word.role == "do" and one.weight >= 1.0]
        if doing:
            best = max(doing, key=lambda one: (_called(page.text, one), -one.start))
            return _extended(page, _head(page.text, best, doing))
    return None


def _called(text: str, one: Mention) -> float:
    """How much speaks for a word being what they do: it is what people are called to, and it stands as a word."""
    headline = 0.5 if one.start < HEADLINE else 0.0
    whole = 0.5 if not is_hangul(text[one.end : one.end + 1]) or _WORD_END.match(text, one.end) else 0.0
    if _ROOM.match(text, one.end):
        return headline - 1.0  # the name of a hall or club, not what is done
    named = 0.5 if _GROUP.match(text, one.end) else 0.0
    return headline + whole + named + (1.0 if _CALL.match(text, one.end) else 0.0)


def _head(text: str, best: Mention, doing: list[Mention]) -> Mention:
    """A compound's head stands last: of 미라클모닝 줌 모각공 the activity is 모각공."""
    for one in sorted(doing, key=lambda mention: -mention.start):
        if text[one.end : best.start] == " ":
            best = replace(best, start=one.start)
    for one in sorted(doing, key=lambda mention: mention.start):
        if best.end < one.start and text[best.end : one.start] == " ":
            best = replace(one, start=best.start)
        elif best.end < one.start and _LINK.fullmatch(text, best.end, one.start):
            best = one
    return best


def _extended(page: Page, word: Mention) -> tuple[int, int]:
    """The activity with what belongs to it: a prefix (모닝+런), a modifier (유모차 산책), 모임 right behind."""
    text, start, end = page.text, word.start, word.end
    glued = _GLUED.search(text, max(0, start - 5), start)
    quoted = text[max(0, glued.start() - 1) : glued.start()] in tuple("'\"‘“") if glued else False
    if glued and not quoted and not _PARTICLE_END.search(glued["prefix"]):
        start = glued.start()
    if behind := _BEHIND.match(text, end):
        end = behind.end()
    if _HEADS.search(text, start, end):
        start = _with_modifier(text, start)
        if _DOING.match(text, start):  # 연탄 나르기 봉사: what is done has an object of its own
            start = _with_modifier(text, start)
    return start, end


def _with_modifier(text: str, start: int) -> int:
    before = _BEFORE_HEAD.search(text, max(0, start - 10), start)
    if before and not _PARTICLE_END.search(before["modifier"]) and not _is_place(before["modifier"]):
        return before.start("modifier")
    return start


def _is_place(word: str) -> bool:
    return word in QUARTERS or word in SHORT_SIGUNGU or word in SIDO_FORMS or _PLACE_END.search(word) is not None
