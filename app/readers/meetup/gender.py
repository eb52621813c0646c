"""Whether only women or only men may come: 여성만, 남자분은 받지 않아요, 여성 단원 모집, 대상: 45세 이상 남성."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.domain import Leaf
from app.readers.meetup.calls import YET
from app.readers.meetup.gate import Gate
from app.readers.meetup.page import Page

_WOMAN = "(?:여성|여자)"
_MAN = "(?:남성|남자)"
_WOMEN = r"(?:여성|여자|여대생|엄마|맘|육아맘|언니|자매|주부|아줌마|줌마|(?<![가-힣])여)"
_MEN = r"(?:남성|남자|아빠|형님|아재|(?<![가-힣])남)"
_WHO = r"(?:[ ]?(?:한|두|세|네|[1-9])?[ ]?(?:분|명|들|님|회원|멤버|친구|끼리|대)){0,3}(?:\([^)\n]{1,6}\))?[ ]?"
_ONLY = r"(?:만(?![ ]?(?:원|나이|나서|난|날|남|있|계신[ ]?건|의[ ]))|전용|한정|[ ]?only|[ ]?온리|[ ]?모여라)"
_SOUGHT = (
    r"(?:분|회원|멤버|친구|동생|언니|이웃)(?:들)?[을를]?(?:[ ](?:한|두|세|[0-9])[ ]?(?:분|명))?(?:만)?[ ]?(?:구[합해하]"
    r"|찾[아습]|모[십셔집]|모실|함께해)"
)
# One word of what they become (단원, 러너, 합창단원), then the call.
_CALLED = (
    r"(?:[ ](?!회원권)[가-힣]{1,5}?)?(?:[을를])?(?:만)?[ ]?(?:모집|구합니다|구해요|구함|모십니다|모셔요|찾습니다|찾아요"
    r"|충원)(?![ ]?(?:마감|완료|끝|종료|안))"
)
_WHO_WILL = rf"[{YET}][ ](?:[0-9]{{1,2}}대[ ]|또래[ ]|동네[ ])?"
_REFUSED = (
    r"(?:[ ]?(?:신청|가입|문의|참여|참가|참석|입장|연락))?[은는도이]?[ ]?(?:정중히[ ]?|자동[ ]?|아쉽지만[ ]?)?"
    r"(?:죄송|사절|불가|사양|거절|안[ ]?(?:받|돼|됩)|못[ ]?받|받지[ ]?(?:않|못)|금지|(?:그만|X|x|ㄴㄴ)(?![A-Za-z]))"
)
_IF = r"(?:분|들|분들)?(?:이?면|이?라면|이시면|이신[ ]분|인[ ]분)[ ]?(?:[가-힣]{1,3}[ ]?)?(?:누구나|누구든|다[ ]|모두|나이|[가-힣]{1,4}[ ]?상관)"
_AMONG = r"(?:분|들|분들|들만|회원|회원들)?끼리(?![가-힣]?[ ]?(?:하다|하던|시작|있))"
_THEIR = r"들?만의[ ](?:[가-힣0-9]{1,8}[ ]){0,2}[가-힣]{0,8}?(?:모임|크루|클럽|동호회|스터디|여행|캠핑|파티|공간|방)"
_GROUP = (
    r"[ ](?:전용[ ]?)?(?:[가-힣]{2,6}[ ]?){1,2}?(?:모임|크루|클럽|동호회|풋살팀|축구팀|농구팀|야구단|합창단|축구단)"
)
_TARGET = (
    r"(?:^|[\n/\[(·•▪✔\-*][ ]{0,2})[\[(]?(?:대[ ]?상|자격|참가[ ]?대상|모집[ ]?대상|참여[ ]?대상|가입[ ]?대상|누가)"
    r"[\])]?[ ]{0,2}[:：][ ]?[^\n/,]{0,20}?"
)
_SEX = r"성[ ]?별[ ]{0,2}[:：\-][ ]?"
# 71~80년생 남성, 45세 이상 남자, 2030 여성: behind an age as an item of a list, which is no signature of the writer.
_ITEM = (
    r"(?:(?:\n|^[ ]?[-·•▪✔*])[^\n/]{0,24}?|/[ ]?[^\n/]{0,16}?)(?:년생|[0-9]대|(?<![0-9])[1-7]0[2-8]0|[0-9]세|[0-9][~\-][0-9]{2}|이상|이하)[ ]"
    r"(?:미혼[ ]?|기혼[ ]?|직장인[ ]?)?"
)
_ITEM_ENDS = r"(?:분|들|분들)?(?=[ ]{0,2}(?:[\n/,(·|!]|$))"
_NOT_BOTH = r"(?![가-힣]|[ ]?[/·,&+][ ]?[남여]|[ ]?[남여])"


def _patterns(one: str, plain: str, other: str, letter: str) -> tuple[re.Pattern[str], ...]:
    """The restrictions to `one` gender; `plain` is its bare noun, `other` the noun of those who may not come."""
    return (
        re.compile(rf"{one}{_WHO}{_ONLY}", re.IGNORECASE),
        re.compile(rf"{other}{_WHO}{_REFUSED}"),
        re.compile(rf"{plain}{_SOUGHT}|{_WHO_WILL}{plain}(?:분|회원|친구)(?!들?도)|(?<![가-힣]){plain}{_CALLED}"),
        re.compile(rf"(?<![가-힣])(?:{plain}|{one}){_IF}|{plain}{_AMONG}|{one}{_THEIR}|(?<![가-힣]){plain}{_GROUP}"),
        re.compile(rf"{_TARGET}{plain}{_ITEM_ENDS}|{_SEX}(?:{plain}|{letter}){_NOT_BOTH}"),
        re.compile(rf"{_ITEM}{plain}{_ITEM_ENDS}"),
    )


_FEMALE = _patterns(_WOMEN, _WOMAN, _MAN, "여")
_MALE = _patterns(_MEN, _MAN, _WOMAN, "남")
_TURNED = re.compile(
    r"[ ]?(?:있는|계신|인|은|하는)[^\n]{0,8}(?:아니|아님|아닙)|[ ]?(?:아니|아님|아닙)|은[ ]?아니"
    r"|[ ]?(?:[가-힣]{2,3}만[ ])?(?:오셔|와|참여하셔|참석하셔|참여해|신청하셔)[가-힣]?도"
)


def gender(page: Page, gate: Gate) -> Leaf:
    """`female` or `male` only by an explicit restriction; otherwise `any`, proven by the inviting words."""
    found = {value: _first(page.text, patterns) for value, patterns in (("female", _FEMALE), ("male", _MALE))}
    restricted = [(value, span) for value, span in found.items() if span is not None]
    if len(restricted) == 1:
        value, span = restricted[0]
        return page.leaf(value, *span)
    return page.leaf("any", gate.start, gate.end, "inferred")  # none, or both are called


def _first(text: str, patterns: Iterable[re.Pattern[str]]) -> tuple[int, int] | None:
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not _TURNED.match(text, match.end()):
                return match.span()
    return None
