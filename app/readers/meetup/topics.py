"""What the group is for: its topic, and the activity as written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.korean.regions import QUARTERS, SHORT_SIGUNGU, SIDO_FORMS
from app.readers.meetup.lexicon import Lexicon, TopicWord, squeeze
from app.readers.meetup.page import Page


@dataclass(frozen=True, slots=True)
class Mention:
    """A topic's word in the text."""

    word: TopicWord
    start: int
    end: int
    key: str
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic, the word that carries it, and the place of the activity's words (None if no activity is named)."""

    name: str
    start: int
    end: int
    activity: tuple[int, int] | None


_WEIGHT = {"do": 2.0, "about": 1.0, "weak": 0.3}
_LINK = re.compile(r" (?:[가-힣]{1,2} )?")
_HEADLINE = 45
_WHOLE = frozenset(
    (
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
    )
)
_SIDE_WORDS = re.compile(
    r"[^\n]{0,10}(?:강요|아니고|아닙니다|아니에요|말고|끝나고|뒤풀이|뒷풀이|가끔|금지|사절|사양|먼저인|홍보|신고"
    r"|목적|지원|다[ ]?뛰고|영업|하산식|포함|싸[와오]|주문|해산|인정|필수품|준비물)"
)
_AFTERWARDS = re.compile(
    r"(?:끝나고|뒤풀이|뒷풀이|마치고|준비물|후에는?|다[ ]?뛰고|포함|하산식|회원수|영업|사양)[^\n.]{0,12}\Z"
)
_LATIN = re.compile(r"[A-Za-z0-9]")
# Nouns that are only half a name: what stands before them belongs to the activity (유모차 산책, 오리발 수영).
_HEADS = re.compile(
    r"(?:산책|봉사|봉사활동|탐방|투어|읽기|수영|프리토킹|여행|걷기|만들기|감상|공부|스터디|회화|모임|캠핑|교환)\Z"
)
_BEFORE_HEAD = re.compile(r"(?<![가-힣A-Za-z0-9])(?P<modifier>[가-힣一-龥A-Za-z]{2,8})[ ]\Z")
_GLUED = re.compile(r"(?P<prefix>[가-힣]{1,5})\Z")
_BEHIND = re.compile(
    r"(?:모임|스터디|토론)(?![가-힣]{3})|[ ]?(?:읽기|만들기|그리기|타기|치기|걷기|보기|찍기)(?![가-힣])"
)
_PARTICLE_END = re.compile(
    r"(?:에서|으로|하고|까지|부터|마다|이랑|에게|같이|함께|요즘|직장인|대학생|청년|시니어|퇴근후|가볍게|하는|있는|없는"
    r"|하실|할|좋아하는|좋아하시는|위한"
    r"|키우는|해먹는|보는|가는|매주|격주|매달"
    r"|주말|평일|아침|저녁|새벽|오전|오후|오늘|내일|이번주|다음주|취미로|성인|여성|남성|우리|저희|신입|초보|왕초보"
    r"|동네|소규모|요일|[은는을를의도만나])\Z"
)
_PLACE_END = re.compile(r"(?:동|구|시|역|천|공원|읍|면|강|산|산성|호수|쪽|근처)\Z")


_CALL = re.compile(
    r"(?:를|을)?[ ]?(?:같이|함께)?[ ]?(?:하러|치러|타러|보러|하실|하는|할|치실|치는|타실|타는|가실|가는|뛰실|같이"
    r"|함께|모집|모임|해요"
    r"|가요|합니다|크루|번개|벙개|멤버|회원|스터디|동호회|소모임|하려고|좋아하|다녀요|다닐|다니실|다니는|다녀)"
)
_ROOM = re.compile(r"(?:장|실|관|파크|카페|센터|룸|방)(?![가-힣]{0,1}[가-힣]하)(?:[^가-힣]|에서|으?로|이|$)")
_GROUP = re.compile(r"[ ]?(?:모임|동호회|소모임|스터디|크루|동아리|클럽|하실|치실|타실|같이|번개)")
_WORD_END = re.compile(r"(?:을|를|은|는|이|가|에|도|과|와|의|해요|하실|하는|할|가요|합니다)(?![가-힣]{3})")


def find_topic(page: Page, words: Lexicon) -> Topic | None:
    """The one topic the text is about, by its words: how telling they are, how often, and how early they stand."""
    mentions = [_weighed(page, match, words) for match in words.topic_words.finditer(page.text)]
    standing = [one for one in mentions if one.weight > 0]
    if not standing:
        return None
    name = _winner(standing, words)
    of_topic = [one for one in standing if one.word.topic == name]
    best = max(of_topic, key=lambda one: (one.weight, -one.start))
    activity = _activity_word(page.text, standing, of_topic)
    return Topic(name, best.start, best.end, _extended(page, activity) if activity else None)


_OTHER_SENSE = re.compile(
    r"기타[ ]?(?:문의|사항|등|[:：]|비용|궁금)|수영(?:구|역|동|로|강)|밴드[ ]?(?:로|에|가입|앱|초대|링크|주소"
    r"|검색)|(?:게임|요가|골프|당구|볼링)비|공연장|전시장"
)


def _is_place(word: str) -> bool:
    return word in QUARTERS or word in SHORT_SIGUNGU or word in SIDO_FORMS or _PLACE_END.search(word) is not None


def _weighed(page: Page, match: re.Match[str], words: Lexicon) -> Mention:
    key = squeeze(match[0])
    word = words.words[key]
    weight = _WEIGHT[word.role]
    if not _stands_alone(page.text, match, word) or _OTHER_SENSE.match(page.text, match.start()):
        weight = 0.0
    elif _SIDE_WORDS.match(page.text, match.end()) or _AFTERWARDS.search(
        page.text, max(0, match.start() - 24), match.start()
    ):
        weight *= 0.2
    if match.start() < _HEADLINE:
        weight *= 1.6
    return Mention(word, match.start(), match.end(), key, weight)


def _stands_alone(text: str, match: re.Match[str], word: TopicWord) -> bool:
    """A short word inside a longer one is not that word (런 in 런치, 롤 in 컨트롤, 뱅 in 뱅뱅사거리)."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if _LATIN.match(match[0][:1]) and (_LATIN.match(before) or _LATIN.match(after)):
        return False
    if len(match[0]) > 1 and match[0] in _WHOLE:
        return not _hangul(before)
    if len(match[0]) > 1:
        return not (len(match[0]) == 2 and _hangul(before) and word.role != "do")
    if match[0] == "런":
        return _hangul(before) and not _hangul(after)
    return not _hangul(before) and (not _hangul(after) or after in "을를은는이가도과와의로")


def _hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def _winner(mentions: list[Mention], words: Lexicon) -> str:
    totals: dict[str, float] = {}
    for key, weight, topic in _distinct(mentions):
        if key in words.exams:
            totals["study"] = totals.get("study", 0.0) + 1.0
        totals[topic] = totals.get(topic, 0.0) + weight
    strong = {topic for topic, total in totals.items() if total >= 1.0}
    beaten = {loser for winner, loser in words.beats if winner in strong and loser in totals}
    left = {topic: total for topic, total in totals.items() if topic not in beaten} or totals
    return max(left, key=lambda topic: left[topic])


def _distinct(mentions: Iterable[Mention]) -> Iterable[tuple[str, float, str]]:
    """Each word once, with its best weight."""
    best: dict[str, Mention] = {}
    for one in mentions:
        if one.key not in best or best[one.key].weight < one.weight:
            best[one.key] = one
    return [(key, one.weight, one.word.topic) for key, one in best.items()]


def _activity_word(text: str, standing: list[Mention], of_topic: list[Mention]) -> Mention | None:
    for candidates in (of_topic, standing):
        doing = [one for one in candidates if one.word.role == "do" and one.weight >= 1.0]
        if doing:
            best = max(doing, key=lambda one: (_called(text, one), -one.start))
            return _head(text, best, doing)
    return None


def _called(text: str, one: Mention) -> float:
    """How much speaks for a word being what they do: it is what people are called to, and it stands as a word."""
    headline = 0.5 if one.start < _HEADLINE else 0.0
    whole = 0.5 if not _hangul(text[one.end : one.end + 1]) or _WORD_END.match(text, one.end) else 0.0
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
    if glued and text[glued.start() - 1 : glued.start()] not in "'\"‘“" and not _PARTICLE_END.search(glued["prefix"]):
        start = glued.start()
    if behind := _BEHIND.match(text, end):
        end = behind.end()
    if _HEADS.search(text, start, end):
        before = _BEFORE_HEAD.search(text, max(0, start - 10), start)
        if before and not _PARTICLE_END.search(before["modifier"]) and not _is_place(before["modifier"]):
            start = before.start("modifier")
    return start, end
