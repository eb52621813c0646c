"""Yes, no and ask about the things people ask of a home: lift, parking, pets, loans, LH, insurance, registration,
mortgage, violations (KOREAN.md §4.6).

One alternation finds every topic; what stands around it up to the next topic decides. A mention alone says yes where
people only mention what is there (HUG, LH전세, 엘베), and nothing where they do not (강아지).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.korean.polarity import Answer, polarity

Topic = Literal[
    "elevator",
    "parking",
    "pets",
    "jeonse_loan",
    "loan",
    "lh",
    "guarantee",
    "registration",
    "mortgage",
    "violating",
    "duplex",
]

_TOPIC = re.compile(
    r"(?=[엘승eE주지p반애강고댕냥멍개펫소중대동전버중카청신보H허SF안LlG융근채담위불대복])(?:(?P<elevator>엘[리레][베배](?:이[터트타]|타)"
    r"|엘베|승강기|(?<![A-Za-z])(?:E/V|EV|E\.V)(?![A-Za-z])|(?<![A-Za-z])elevator(?![A-Za-z]))"
    r"|(?P<parking>(?<!불법)(?<!우선)(?:지하\s?)?주차(?!비|료|요금)|(?<![A-Za-z])parking)"
    r"|(?P<pets>반려(?:동물|견|묘)?|애완(?:동물|견|묘)?|애견|애묘|강아지|고양이|댕댕이?|냥이|멍멍이|[소중대]형견|(?<![가-힣])동물(?!병원|\s?병원)|(?<![가-힣])(?:멍냥|냥멍|강쥐|펫"
    r"|개(?=[는도]\s?(?:안|못|불|사절|죄송|되|돼|괜찮|가능|키)|\s?[,·/]?\s?고양이))"
    r"|(?<![A-Za-z])pet(?![a-z]))"
    r"|(?P<jeonse_loan>전세\s?자금\s?대출|전세\s?대출|전세\s?자금|버팀목|중기청|카카오\s?뱅크|카뱅|청년\s?대출"
    r"|신생아\s?특례)"
    r"|(?P<guarantee>(?:전세\s?)?보증\s?보험|(?<![A-Za-z])HUG(?![A-Za-z])|허그(?:보증)?|(?<![A-Za-z])(?:SGI"
    r"|HF)(?![A-Za-z])|안심전세)"
    r"|(?P<lh>(?<![A-Za-z])(?:LH|SH|GH|Lh|lh)(?![A-Za-z])|엘에이치)"
    r"|(?P<registration>전입(?:신고)?(?!일|세대))"
    r"|(?P<mortgage>융자금?|근저당(?:권)?|채권최고액|담보대출|대출금\s?있)"
    r"|(?P<violating>위반\s?건축물|불법\s?건축물|불법\s?증축|위반(?!시|하)|불법(?!주차|촬영|행위|체류|중개))"
    r"|(?P<loan>대출|(?<![A-Za-z])loan)"
    r"|(?P<duplex>복층여부))"
)
_PARTICLE = r"(?:은|는|이|가|도|금|을)?"
_CELL = re.compile(r"\x01{1,40}\t")
"""What parts a label of a page from its value: painted markup and the tab that stands for the cell."""
_NONE = re.compile(
    rf"{_PARTICLE}\s{{0,3}}(?:여부)?\s{{0,3}}[:=]?\s{{0,6}}(?:하나도\s?|전혀\s?|일절\s?)?(?:없|0(?![\d,.%])(?:원"
    rf"|%)?|[무無](?![가-힣])|[xXㅌN](?![A-Za-z])|✕|×|해당\s?(?:사항\s?)?없|아님|아니)"
)
_BEFORE_NONE = re.compile(r"(?<![가-힣])(?:무|無|노|NO\s?)\s?$")
_UNKNOWN = re.compile(
    r"\s{0,3}(?:여부)?\s{0,3}[:=]?\s{0,6}\(?(?:확인\s?(?:필요|요망|불가|중)|문의|미확인|-\s*(?:$|\n|\t|\x01))"
    r"|[ \t]{0,3}(?:여부)?[ \t]{0,3}[:=][ \t]{0,6}(?=\n|$)"
)
_LOAN_NONE = re.compile(r"\s?(?:무|無)(?![가-힣])")
_PARKING_YES = re.compile(
    r"\s{0,9}(?:(?:장|공간|자리|대수|가능\s?대수)\s{0,6})?(?:[은는이]\s{0,6})?(?:[:=]\s{0,6})?(?:\(?\s?(?:무료|유료"
    r"|선착순|편|넉넉|넓|완비|1\s?:\s?1|100\s?%|자주식|기계식|여유|수월|널널|등록|지정|세대당|가구당|총|골목"
    r"|한\s?대|1대)|\d{1,4}\s?(?:대|$|\n)|\d{1,3}(?=[\s,]|$))"
)
_PARKING_BEFORE = re.compile(r"(?:무료|자주식|기계식|전용|1가구\s?1|세대당\s?\d|지하|필로티|\d대)\s{0,2}$")
_PARKING_EMPTY = re.compile(r"\s?(?:가능)?\s{0,2}[:=]\s{0,4}(?:\n|$)")
_FLOOR_AND_LIFT = re.compile(r"\s{0,3}[:=]\s{0,3}[^\n/]{1,12}/\s{0,2}(?:(?P<no>없|무|X|x|N)|(?:있|유|O|o|Y))")
_MISSING = re.compile(rf"{_PARTICLE}\s?(?:아직\s?|따로\s?)?없(?!이\s?상관)")
_PARKING_LABEL = re.compile(r"\s?가능\s?여부\s{0,4}[:=]?|\s?(?:가능)?\s{0,3}[:=\t]")


@dataclass(frozen=True, slots=True)
class Fact:
    """What was said about a topic and where; `answer` None with a topic that is only mentioned."""

    topic: Topic
    answer: Answer | None
    start: int
    end: int
    words: str
    ambiguous: bool = False


def find_facts(text: str) -> Iterator[Fact]:
    """Every topic of a folded text with its answer, in order."""
    topics = list(_TOPIC.finditer(text))
    for index, match in enumerate(topics):
        until = topics[index + 1].start() if index + 1 < len(topics) else None
        yield _fact(text, match, until)


def _fact(text: str, match: re.Match[str], until: int | None) -> Fact:
    topic, start, end = match.lastgroup, match.start(), _behind(text, match.end())
    if topic in ("mortgage", "violating"):
        return _owed(text, match, until)
    if topic == "parking":
        return _parking(text, match, until)
    if (topic == "loan" or " " in match[0].strip()) and match[0].endswith("대출") and _LOAN_NONE.match(text, end):
        return Fact("loan", None, start, end + 1, match[0], ambiguous=True)
    if missing := _MISSING.match(text, end):
        return Fact(topic, "no", start, missing.end(), match[0])  # type: ignore[arg-type]
    if (
        _UNKNOWN.match(text, end)
        and topic in ("jeonse_loan", "guarantee", "elevator", "registration")
        and "문의" not in text[end : end + 10]
    ):
        return Fact(topic, None, start, end, "?")  # type: ignore[arg-type]
    if (
        found := _FLOOR_AND_LIFT.match(text, end)
        if text[max(0, start - 3) : start].rstrip(" /").endswith("층")
        else None
    ):
        return Fact(topic, "no" if found["no"] else "yes", start, found.end(), match[0])  # type: ignore[arg-type]
    said = polarity(text, start, end, _near(text, end, until))
    if said:
        return Fact(topic, said.answer, min(start, said.start), max(end, said.end), match[0])  # type: ignore[arg-type]
    return Fact(topic, None, start, end, match[0])  # type: ignore[arg-type]


def _behind(text: str, end: int) -> int:
    """Where the value of a topic that ends there begins: behind the markup of a page, if it is a label of one."""
    cell = _CELL.match(text, end)
    return cell.end() if cell else end


_STOP = re.compile(r"[\n|;\x01■▶✔]|[/,](?!\s?(?:SH|GH|HF|HUG|SGI|보증))|\s{3,}")


def _near(text: str, end: int, until: int | None) -> int:
    """Where the words about a topic end: at the next topic, or at the end of the clause."""
    limit = min(len(text), end + 28)
    stop = _STOP.search(text, end + 1 if text[end : end + 1] in "/," else end, limit)
    near = stop.start() if stop else limit
    if until is None or until >= near:
        return near
    joint = text[end:until].strip()
    return near if joint in ("", ",", "/", "·", "및", "와", "과", ", ") else until


def _owed(text: str, match: re.Match[str], until: int | None) -> Fact:
    """A mortgage or a violation: none if the text denies it, there if it is mentioned."""
    topic, start, end = match.lastgroup, match.start(), _behind(text, match.end())
    before = _BEFORE_NONE.search(text, max(0, start - 4), start)
    if before:
        return Fact(topic, "no", before.start(), end, match[0])  # type: ignore[arg-type]
    none = _NONE.match(text, end)
    if none:
        return Fact(topic, "no", start, none.end(), match[0])  # type: ignore[arg-type]
    if _UNKNOWN.match(text, end):
        return Fact(topic, None, start, end, "?")  # type: ignore[arg-type]
    said = polarity(text, start, end, _near(text, end, until)) if topic == "violating" else None
    if said and said.answer == "no":
        return Fact(topic, "no", start, said.end, match[0])  # type: ignore[arg-type]
    return Fact(topic, "yes", start, end, match[0])  # type: ignore[arg-type]


def _parking(text: str, match: re.Match[str], until: int | None) -> Fact:
    start, end = match.start(), _behind(text, match.end())
    if _PARKING_EMPTY.match(text, end):
        return Fact("parking", None, start, end, "?")
    if label := _PARKING_LABEL.match(text, end):
        end = label.end()
    said = polarity(text, start, end, _near(text, end, until))
    yes = _PARKING_YES.match(text, end)
    if yes and not (said and said.answer in ("no", "ask") and said.end <= yes.end() + 4):
        return Fact("parking", "yes", start, yes.end(), match[0])
    if said:
        return Fact("parking", said.answer, min(start, said.start), max(end, said.end), match[0])
    before = _PARKING_BEFORE.search(text, max(0, start - 10), start)
    if before:
        return Fact("parking", "yes", before.start(), end, match[0])
    return Fact("parking", None, start, end, match[0])
