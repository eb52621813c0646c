"""How often a group meets: 매주, 격주, 매달 둘째 주, 부정기, every other Saturday."""

from __future__ import annotations

import re

Rhythm = tuple[str, int, int]
"""The recurrence and the place of its words."""

_NTH = r"(?:첫|둘|셋|넷|다섯|마지막)[ ]?(?:째|번째)?"
_STATED = (
    (
        "irregular",
        re.compile(
            r"부정기|비정기|그때그때|그날그날|그날[ ]?(?:봐서|정해|기분)|수시로|즉흥|아무[ ]?때나|정해진[ ]?(?:날짜|요일|시간)[은는이]?[ ]?"
            r"(?:따로[ ]?)?없|요일은?[ ]?(?:미정|투표|그때)|내킬[ ]?때"
            r"|랜덤|불규칙|비정기적|일정은?[ ]?(?:투표|그때|협의|단톡)|(?:되는|시간[ ]?나는|맞는)[ ]?(?:사람|분)들?끼리"
        ),
    ),
    (
        "biweekly",
        re.compile(
            r"격주|격[ ]주|(?:2주|이주|두[ ]?주)(?:에|일에|마다)[ ]?(?:한[ ]?번|1번|1회|한번)?|2주[ ]?간격"
            r"|둘째[ ]?(?:주)?[ ]?[,·/와&]?[ ]?넷째|첫째[ ]?(?:주)?[ ]?[,·/와&]?[ ]?셋째"
            r"|[12][ ]?(?:주)?[ ]?[,·/][ ]?[34][ ]?(?:번?째|주(?![ ]?간|차(?![ ]?(?:[월화수목금토일]|에|마다))))"
            r"|한[ ]?달에[ ]?(?:두|2)[ ]?번|월[ ]?2회"
            r"|\bevery[ ](?:other|second|two|2)\b|\bbi-?weekly\b|\bfortnight|\btwice[ ]a[ ]month\b",
            re.IGNORECASE,
        ),
    ),
    (
        "monthly",
        re.compile(
            r"(?:한[ ]?달|달)에[ ]?(?:한두|1~2|한|1)[ ]?번|월[ ]?1[ ]?회|매달|매월|달마다"
            rf"|{_NTH}[ ]?주[ ]?(?:[월화수목금토일])|[1-5]째[ ]?주"
            r"|\bonce[ ]a[ ]month\b|\bmonthly\b|\bevery[ ]month\b",
            re.IGNORECASE,
        ),
    ),
    (
        "weekly",
        re.compile(
            r"매주|매[ ]주|주마다|(?:일주일|한[ ]?주)에[ ]?(?:한|1|두|2)[ ]?번|주[ ]?[1-7일이삼][ ]?회|요일마다"
            r"|욜마다|욜[ ]?(?:아침|저녁|밤|새벽|오전|오후)마다|요일[ ]?(?:아침|저녁|밤|새벽|오전|오후)마다"
            r"|주말마다|매일|날마다|평일마다|every|\bonce[ ]a[ ]week\b|\bweekly\b",
            re.IGNORECASE,
        ),
    ),
)
# Said beside fixed days (매주 토, 시간 되는 분만) they are no rhythm; alone they are.
_LOOSE = re.compile(
    r"되는[ ]?날(?:만|에|마다)|요일[은]?[ ]?(?:상관|무관)|시간[ ]?(?:되는|맞는|맞으면|맞을[ ]?때|맞춰|날[ ]?때|될[ ]?때)"
    r"|시간은?[ ]?맞춰|(?:날짜|일정|시간)[는은]?[ ]?(?:그때|미정|협의|투표|단톡)"
)
_OTHER = re.compile(r"(?<![0-9])[3-8]주(?:에|마다|일에)|(?:세|네)[ ]?주에|(?:두|세|석|2|3)[ ]?달에[ ]?한|분기")
# What is said of a rhythm that is not the group's own: how often one must come, what is paid, what happens besides.
_BESIDES = re.compile(r"한[ ]?달|달에|월[ ]?1")
_FIRM = re.compile(r"매[ ]?주(?=[ ]{0,2}(?:[월화수목금토일](?:요일|욜|[^가-힣]|[월화수목금토일])|평일|주말))")
_CONDITION = re.compile(
    r"[ ]?(?:정도[ ]?|씩[ ]?)?[은는이만]?[ ]?(?:미만|이상|이하|(?:꼭[ ]?|반드시[ ]?|최소[ ]?|필수[ ]?)?(?:참석|참여|출석|출첵|불참|나오(?:셔|실|시|는|지"
    r"|면)|나와|오셔야|오시면|안[ ]|못|필참)"
    r"|쉬|쉼|쉽|도[ ]?(?:안|못|참|출|나오|없|얼굴|빠)"
    r"|(?:(?:정기|월|단체)[ ]?)?(?:회식|뒤풀이|뒷풀이|엠티|MT|총회|대회|교류전|청소|정산|회비|참가비|[0-9][0-9,.]{0,6}[ ]?(?:만|천|원)))"
)


def stated_rhythm(text: str) -> Rhythm | None:
    """The rhythm that the words state, the least regular first; 매주 수요일 holds though once a month they go out."""
    for name, pattern in _STATED:
        for match in pattern.finditer(text):
            if _CONDITION.match(text, match.end()):
                continue
            if name == "monthly" and _BESIDES.match(match[0]) and (weekly := _FIRM.search(text)):
                return ("weekly", *weekly.span())
            return (name, *match.span())
    return None


def loose_rhythm(text: str) -> Rhythm | None:
    """Irregular, because the time is found out together."""
    match = _LOOSE.search(text)
    return ("irregular", *match.span()) if match else None


def is_rarer(text: str) -> bool:
    """Whether the rhythm is one that has no name here (3주에 한 번): then days do not mean weekly."""
    return _OTHER.search(text) is not None
