"""How many may come in all: 정원 20, 여덟 명까지만, 8명이면 마감, 저 포함 넷, 자리는 여덟 개뿐, 용병 2명 급구."""

from __future__ import annotations

import re

from app.domain import Leaf
from app.readers.meetup.number_words import COUNT_WORD, number
from app.readers.meetup.page import Page

_NUMBER = rf"(?:[0-9]{{1,2}}[ ]?명?[ ]?[~\-][ ]?)?(?P<n>[0-9]{{1,3}}|{COUNT_WORD})"
_COUNT = r"[ ]?(?:명|분|인(?![당분])|가족|가정|집(?![가-힣])|집(?=까지|만|이면|정도)|팀|커플|부부|가구|쌍|사람)"
_WITH_US = (
    r"(?<![가-힣])(?:저희?|나|우리)(?:[ ]?(?:가족|부부|집|커플|팀|네))?(?:\([^)\n]{1,12}\))?[ ]?(?:까지"
    r"|포함)[ ]?(?:해서[ ]?|하면[ ]?|하여[ ]?)?(?:총[ ]?|딱[ ]?)?"
)
_THERE_ARE = r"(?![ ]?(?:있|모였|모인|확정|이미|인데))"
_JOB = r"(?:(?!남|여)[가-힣]{2,6}[ ]){0,2}"
# From the most to the least telling: a total, a limit, a number of people looked for.
_PATTERNS = (
    re.compile(
        rf"현재[ ]?[0-9]{{1,2}}명?[ ]?(?:→|->|,|/|인데|이고)[ ]?(?:총[ ]?|최대[ ]?)?{_NUMBER}{_COUNT}(?=까지|[ ]?[)\]]|[ ]?(?:목표|정원|마감|예정|채우))"
    ),
    re.compile(
        rf"(?:정원|총[ ]?인원|총원|제한[ ]?인원|인원[ ]?제한)[은는]?[ ]?[:：]?[ ]?(?:총[ ]?|최대[ ]?)?{_NUMBER}"
        rf"(?:{_COUNT})?(?![0-9시:/]|[.][0-9])"
    ),
    re.compile(
        rf"{_NUMBER}(?:{_COUNT}|[ ]?석)[ ]?(?:정원|한정|제한|중(?:에)?[ ]?(?:[0-9]|한|두|세|네)[ ]?(?:자리|명|분))"
    ),
    re.compile(r"(?<![0-9])[0-9]{1,2}[ ]?/[ ]?(?P<n>[0-9]{1,2})[ ]?명"),
    re.compile(r"(?:정원|인원)[ ]?[:：]?[ ]?[0-9]{1,2}[ ]?/[ ]?(?P<n>[0-9]{1,2})(?![0-9])"),
    re.compile(rf"총[ ]?{_NUMBER}{_COUNT}"),
    re.compile(
        rf"{_NUMBER}{_COUNT}[ ]?(?:까지(?:만)?|이면[ ]?마감|에서[ ]?마감|[ ]?되면[ ]?마감|차면[ ]?마감|마감|선착|이하"
        rf"|소수정예|이내|안팎"
        rf"|(?:모이면|채우면|차면|되면)[ ]?(?:바로[ ]?)?(?:마감|출발|시작|진행)|만(?:요"
        rf"|[ ]|[^가-힣])|내외)"
    ),
    re.compile(rf"(?:최대|선착순|선착)[ ]?{_NUMBER}(?:{_COUNT}|(?=[ ]{{0,2}}(?:[\n,./]|$)))"),
    re.compile(
        rf"자리[는가도]?[ ]?(?:딱[ ]?|총[ ]?|모두[ ]?)?{_NUMBER}[ ]?(?:개|석|자리)?[ ]?(?:뿐|밖에|입니다|이에요|예요)"
    ),
    re.compile(rf"{_WITH_US}{_NUMBER}(?:{_COUNT}|이서|이에요|입니다|(?:이)?면){_THERE_ARE}"),
    re.compile(rf"딱[ ]?{_NUMBER}(?:{_COUNT})?(?:이서|끼리|만)"),
    re.compile(rf"총[ ]?(?P<n>{COUNT_WORD})(?:이에요|입니다|이고|이서|(?=[ ]{{0,2}}(?:[\n,.!/]|$)))"),
    re.compile(rf"(?:모집[ ]?인원|인원|모집)[\])】]?[ ]?[:：]?[ ]{{0,2}}\n?[ ]{{0,2}}(?:총[ ]?)?{_NUMBER}{_COUNT}"),
    re.compile(rf"(?:모집[ ]?인원|모집|구인)[\])】]?[ ]?[:：][ ]?{_JOB}{_NUMBER}{_COUNT}(?![ ]?,)"),
    re.compile(
        rf"{_NUMBER}{_COUNT}[ ]?(?:정도[ ]?)?(?:을|를|만)?[ ]?(?:더[ ]?)?(?:모집|구해|구합|구함|급구|모심|모셔|모십|모실|찾|받)"
    ),
    re.compile(rf"(?:분|사람|친구|이웃)[ ]?{_NUMBER}명"),
    re.compile(r"(?<![0-9])(?P<n>[2-9]|1[0-9])인[ ]?(?:팟|파티|큐|팀)"),
    re.compile(
        rf"(?:^|[\n/][ ]?|출구[ ]|시[ ]|반[ ]|혼성[ ]|[가-힣]만[ ]|남녀[ ]|성인[ ]){_NUMBER}명(?=[ ]{{0,2}}(?:[\n/,.]|$))"
    ),
)
_MINUTES = re.compile(r"[ ]?분")
_NOT_ALL = re.compile(
    r"(?:현재|지금|회당|한번에|벌써|남은|잔여)(?![^\n]{0,14}(?:→|->|고[ ]|구[ ]|인데|[요음임다][ ]|총))[^\n,/.]{0,12}\Z"
)


def find_capacity(page: Page) -> Leaf | None:
    """The total as written; those who are already there, and the size of one meeting, are not it."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(page.text):
            if _MINUTES.match(page.text, match.end("n")) and match["n"].isdigit() and int(match["n"]) >= 5:
                continue
            if _NOT_ALL.search(page.text, max(0, match.start() - 16), match.start()):
                continue
            return page.leaf(number(match["n"]), match.start("n"), match.end())
    return None
