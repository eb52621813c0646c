"""Where words of topics stand in a post, and how much each says about what the group is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.readers.meetup.lexicon import Lexicon, TopicWord, squeeze
from app.readers.meetup.page import Page

HEADLINE = 45
"""So far in front, a word is the headline's."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A topic's word in the text."""

    word: TopicWord
    start: int
    end: int
    key: str
    weight: float


_WEIGHT = {"do": 2.0, "about": 1.0, "weak": 0.3}
_WHOLE = frozenset(
    [
        "임장",
        "기타",
        "투자",
        "연금",
        "경매",
        "수영",
        "장구",
        "공연",
        "전시",
        "바둑",
        "사진",
        "연극",
        "노래",
        "회화",
        "발레",
        "체스",
        "보드",
    ]
)
_SIDE_WORDS = re.compile(
    r"[^\n]{0,10}(?:강요|아니고|아닙니다|아니에요|말고|끝나고|뒤풀이|뒷풀이|가끔|금지|사절|사양|먼저인|홍보|신고|싫어|꺼리"
    r"|목적|지원|다[ ]?뛰고|영업|하산식|포함|싸[와오]|주문|해산|인정|필수품|준비물)"
)
_AFTERWARDS = re.compile(
    r"(?:끝나고|뒤풀이|뒷풀이|마치고|준비물|후에는?|다[ ]?뛰고|포함|하산식|회원수|영업|사양)[^\n.]{0,12}\Z"
)
_LATIN = re.compile(r"[A-Za-z0-9]")
_OTHER_SENSE = re.compile(
    r"기타[ ]?(?:문의|사항|등|[:：]|비용|궁금)|수영(?:구|역|동|로|강)|밴드[ ]?(?:로|에|가입|앱|초대|링크|주소"
    r"|검색)|파티(?:원|룸)|사진[ ]?(?:인증|올려|올리|올림"
    r"|공유|첨부|보내|매일|남기|찍어[ ]?(?:올|보|인증))|코인(?:세탁|빨래|주차|워시)|(?:게임|요가|골프|당구|볼링)비"
    r"|공연장|전시장|산책로"
)
# 아이 등원시키고 tells when, 아빠도 환영 who else: neither is what the group is about.
_SCHOOL_RUN = re.compile(
    r"(?:아이|아기|애기)(?:들)?[ ]?(?:등원|등교|하원|하교|(?:학교|유치원|어린이집|학원)[ ]?(?:에[ ]?)?보내|재우|맡기)"
)
_TOO = re.compile(r"(?:들)?(?:분)?도[ ]?(?:당연히[ ]?|물론[ ]?)?(?:대?환영|오세요|오셔|좋|됩|돼|가능|괜찮)")
_SHOW = re.compile(
    r"(?<![가-힣])(?P<show>(?!오전|운전|이전|도전|직전|사전|안전|완전|작전|예전|출전)[가-힣]{2,7}전)"
    r"(?=[을에]?[ ](?:같이[ ]|함께[ ])?(?:보(?:실|러|고)|볼[ ]|관람|구경|가실|갈[ ]))"
)
_EXHIBITION = TopicWord("culture", "do")


def find_mentions(page: Page, words: Lexicon) -> Iterator[Mention]:
    """Every mention of a topic's word that counts; an exhibition (인상파전 보실 분) needs no word of the list."""
    for match in words.topic_words.finditer(page.text):
        key = squeeze(match[0])
        weight = _weight(page.text, match, words.words[key])
        if weight > 0:
            yield Mention(words.words[key], match.start(), match.end(), key, weight)
    for match in _SHOW.finditer(page.text):
        yield Mention(_EXHIBITION, *match.span("show"), match["show"], _in_headline(match.start(), _WEIGHT["do"]))


def _weight(text: str, match: re.Match[str], word: TopicWord) -> float:
    if not _stands_alone(text, match, word) or _OTHER_SENSE.match(text, match.start()):
        return 0.0
    if _SCHOOL_RUN.match(text, match.start()):
        return 0.0
    weight = _WEIGHT[word.role]
    if (
        _SIDE_WORDS.match(text, match.end())
        or _TOO.match(text, match.end())
        or _AFTERWARDS.search(text, max(0, match.start() - 24), match.start())
    ):
        weight *= 0.2
    return _in_headline(match.start(), weight)


def _in_headline(start: int, weight: float) -> float:
    return weight * 1.6 if start < HEADLINE else weight


def _stands_alone(text: str, match: re.Match[str], word: TopicWord) -> bool:
    """A short word inside a longer one is not that word (런 in 런치, 롤 in 컨트롤, 뱅 in 뱅뱅사거리)."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if _LATIN.match(match[0][:1]) and (_LATIN.match(before) or _LATIN.match(after)):
        return False
    if len(match[0]) > 1 and match[0] in _WHOLE:
        return not is_hangul(before)
    if len(match[0]) > 1:
        return not (len(match[0]) == 2 and is_hangul(before) and word.role != "do")
    if match[0] == "런":
        return is_hangul(before) and not is_hangul(after)
    return not is_hangul(before) and (not is_hangul(after) or after in "을를은는이가도과와의로")


def is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"
