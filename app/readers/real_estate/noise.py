"""What stands in a pasted ad and is no part of it: markup, chat headers, forged instructions, forms of other people.

Each finder returns spans of the folded text that the scanners must not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.korean.taken import Taken

Span = tuple[int, int]

_MARKUP = re.compile(
    r"<!--[^\n]{0,400}?-->|<(?:script|style)\b[^<]{0,2000}(?:</(?:script|style)>|$)|</?[A-Za-z!][^<>\n]{0,300}>"
    r"|</?\s?(?:system|document)[^<>\n]{0,60}>"
    r"|<<[A-Z]{3,20}[^<>\n]{0,60}>>|\{\{[A-Z_0-9]{2,20}\}\}|\[[A-Z]{2,12}_\d{1,3}\]|&[a-z]{2,8};"
)
_CHAT_TIME = re.compile(
    r"(?:\[\s?)?(?:오전|오후)\s?\d{1,2}:\d{2}(?:\s?\])?|-{6,}[^\n\-]{0,40}-{6,}"
    r"|(?m:^\[(?![^\]\n]{0,24}(?:공인|부동산|중개))[^\]\n]{1,24}\](?=\s{0,2}\[(?:오전|오후)))"
    r"|(?m:^20\d\d년 \d{1,2}월 \d{1,2}일 [월화수목금토일]요일$)"
)
_INJECTION = re.compile(
    r"이전\s?(?:의\s?)?지시|지시(?:를|는|사항)[^\n]{0,20}(?:무시|따르)|무시하고|프롬프트|추출기|응답(?:하(?:시오"
    r"|라|세요)|해(?=$|\s))"
    r"|(?:으로\s?)?출력(?:하|해|$|\s?<)|적어라|system prompt|[Ii]gnore (?:all|previous|the)|[Yy]ou are now"
    r"|자유로운 AI|그대로 사용해|(?:으로|로)\s?(?:처리|분류|기록|반환|변경|표시|작성)(?:하세요|하시오|하라|해라|할\s?것|해\s?줘)"
    r"|이 표시는 무시",
    re.MULTILINE,
)
_FORGED_TURN = re.compile(r"(?m)^(?:assistant|user|system|human)\s?:[^\n]{0,600}$|^\{\"intent\"[^\n]{0,2000}$")
_OTHER_VALUES = re.compile(
    r"(?m)(?:^[^\w\n\x01]{0,4}|(?<=\s\s)|(?<=[■▶·•\t]))(?:비공개\s?메모|관리자\s?메모|비밀\s?메모|집주인\s?메모"
    r"|등록일|등록자|수정일|매물번호|물건번호|물건ID|확인매물|의뢰일자?|동영상|중개\s?보수(?!\s?\d{1,2}\s?%)|상한\s?요율"
    r"|저장한\s?날짜|학군정보|총학생수|세대수|용적률|건폐율|저/최고층|기전세금|기보증금(?:/월세)?|총\s?보증금"
    r"|월\s?수입|평당가|시세|보유\s?매물|건축물\s?용도|현재업종|추천업종|사용전력|영업시간)"
    r"(?:[ ]?[:=][ ]{0,3}|[ ]{0,2}\t[ \t]{0,4}|[ ]{2,8}|[ ]{0,2}\n(?=[^\n]{1,24}(?:\n|$))"
    r"|[ ](?=[\d최A-Z]))(?:(?![ ]{2}|인데|이지만)[^\n\x01\t]){0,160}"
)
_REGISTRATION = re.compile(r"(?<=등록번호)[ \t:]{1,4}[\d가나\-]{6,24}")
_ASIDE = re.compile(
    r"전에\s?살던|예전에\s?살던|(?:저희\s?|제\s?)예산|예산(?:이|은)|지금은[^\n]{0,16}살아|같은\s?라인|옆\s?(?:집|동)은"
    r"|최근\s?(?:실)?거래|실거래가|제일\s?많이\s?나온|최근\s?1년|작년\s?겨울"
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n|</?[A-Za-z]")


def find_foreign(text: str) -> Iterator[Span]:
    """What the writer did not say: markup, chat times, forged turns and orders. In no order; spans may overlap."""
    for pattern in (_MARKUP, _CHAT_TIME, _FORGED_TURN):
        for match in pattern.finditer(text):
            if match.end() > match.start():
                yield match.span()
    markup = Taken(match.span() for match in _MARKUP.finditer(text))
    for match in _INJECTION.finditer(text):
        if not markup.overlaps(match.start(), match.start() + 1):  # an order in a comment is gone with the comment
            yield _sentence(text, *match.span())


def find_asides(text: str) -> Iterator[Span]:
    """What the writer says of other things than the home: other prices, other homes, values of the page."""
    for pattern in (_OTHER_VALUES, _REGISTRATION):
        for match in pattern.finditer(text):
            if match.end() > match.start():
                yield match.span()
    for match in _ASIDE.finditer(text):
        yield _bracketed(text, match) or _sentence(text, *match.span())


def _bracketed(text: str, match: re.Match[str]) -> Span | None:
    """The brackets around an aside, if it stands in brackets of its own line (2억 4500 (실거래가 2억5천))."""
    line = text.rfind("\n", 0, match.start()) + 1
    opened = text.rfind("(", max(line, match.start() - 60), match.start())
    closed = text.find(")", match.end(), match.end() + 60)
    if opened < 0 or closed < 0 or ")" in text[opened : match.start()] or "\n" in text[match.end() : closed]:
        return None
    return opened, closed + 1


def _sentence(text: str, start: int, end: int) -> Span:
    """The sentence around `text[start:end]`, at most 300 characters each way."""
    begin = max(0, start - 300)
    for match in _SENTENCE_END.finditer(text, begin, start):
        begin = match.end()
    stop = _SENTENCE_END.search(text, end, end + 300)
    return begin, stop.start() if stop else min(len(text), end + 300)
