"""Does the text say yes, no, or "ask" about a topic? 주차O, 엘베X, 대출무, 반려동물은 죄송해요, LH 문의.

The caller finds the topic word; `polarity` reads what stands around it in the same clause: a mark right behind the
word, 무 or 노 right before it, or the first telling word that follows. 확인 필요 and silence are None, never "no".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no", "ask"]


@dataclass(frozen=True, slots=True)
class Polarity:
    """What was said of a topic, and the place of the words that say so in the text that was searched."""

    answer: Answer
    start: int
    end: int


_REACH = 28
_MARK = re.compile(
    r"\"?[ \t]{0,2}[:=(]?[ \t]{0,2}\"?"
    r"(?:(?P<yes>[OoㅇY有유○◯✓✔⭕])|(?P<no>[XxㅌN×✕✖❌無무노])|(?P<zero>0))(?![A-Za-z0-9가-힣㎡.,/]|[ ]?[만원개])"
)
_ATTACHED_NONE = re.compile(r"(?:[無무](?![가-힣])|없)")
_UNKNOWN = r"확인[ ]?(?:필요|요망|불가|해[ ]?봐|바랍|후)|미확인|모르|미정"
_ASK = r"가능[ ]?(?:여부|한지|할지)|(?:되는지|된지|인지)[ ]?(?:여부)?|문의|협의|상담|상의|조율|물어|여쭤|별도[ ]?확인"
_NO = (
    r"불가능?|[안못][ ]?(?:됨|돼|되|됩|된|받|키|하|함|합)|않|금지|사절|사양|거절|없(?:음|어|습|는|고|다|네|이|구)"
    r"|죄송|싫어|어렵|어려|힘들|힘듭|곤란|아님|아니|아닙|미포함|제외|못[ ]|노(?=[ ,.]|$)"
    r"|\bNO\b|\bno\b|ㄴㄴ|X(?![A-Za-z])|[×❌]"
)
_YES = (
    r"상관[ ]?없|무관|가능|환영|프렌들리|허용|괜찮|됩니다|되[어요지고는며]|돼요|된[다대]|됨|당연"
    r"|완비|있(?:음|어|습|는|고|다|네|으|구)"
    r"|좋아|오케이|OK|Ok|ok|포함|YES|Yes|yes|해당"
)
_WORDS = re.compile(rf"(?P<unknown>{_UNKNOWN})|(?P<ask>{_ASK})|(?P<no>{_NO})|(?P<yes>{_YES})")
_TURNED = re.compile(r"[^ \n]{0,3}[ ]?(?:하지|지)?[ ]?(?:않|안(?:[ ](?!힘|불편|무)|[되돼됩된])|못)")
_DOUBTED = re.compile(r"[ ]?(?:한가|할까|한지|여부|하나요)")
_BREAK = re.compile(r"[\n|;。■▶◆●★☆✔]|(?<=[요다죠])[.!]|\.\.|ㅣ|㉧")
_BEFORE_NO = re.compile(r"(?:(?<![가-힣])[무無노미][ ]?|(?:NO|No|no|노)[ ]|불가[ ]?[:=][ ]?)\Z")
_BEFORE_YES = re.compile(r"(?:(?<![가-힣])(?:유|有)[ ]?|가능[ ]?[:=][ ]?)\Z")


def polarity(text: str, start: int, end: int, until: int | None = None) -> Polarity | None:
    """What a folded `text` says of the topic at `text[start:end]`, or None where it says nothing clear.

    `until` ends the search early, at the next topic say.
    """
    if match := _BEFORE_NO.search(text, max(0, start - 6), start):
        return Polarity("no", match.start(), end)
    if match := _BEFORE_YES.search(text, max(0, start - 6), start):
        return Polarity("yes", match.start(), end)
    if match := _MARK.match(text, end):
        return Polarity("no" if match["no"] else "yes", start, match.end())
    if match := _ATTACHED_NONE.match(text, end):
        return Polarity("no", start, match.end())
    return _by_words(text, end, _limit(text, end, until))


def _limit(text: str, end: int, until: int | None) -> int:
    limit = min(len(text), end + _REACH, len(text) if until is None else until)
    stop = _BREAK.search(text, end, limit)
    return stop.start() if stop else limit


def _by_words(text: str, end: int, limit: int) -> Polarity | None:
    match = _WORDS.search(text, end, limit)
    if match is None or match["unknown"]:
        return None
    answer: Answer = "ask" if match["ask"] else "no" if match["no"] else "yes"
    if answer == "yes" and _TURNED.match(text, match.end()):
        answer = "no"
    if answer == "yes" and _DOUBTED.match(text, match.end()):
        answer = "ask"
    return Polarity(answer, match.start(), match.end())
