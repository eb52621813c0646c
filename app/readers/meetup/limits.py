"""A range of ages or years, and whether the words tell of someone else than those who are called.

The age of the writer, of children and of the members there are is no rule for those who come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """A range, open where None, and the place of its words."""

    low: int | None
    high: int | None
    start: int
    end: int


_OWN = re.compile(
    r"(?:(?<![가-힣])(?:저는|전|나는|저[ ])|제가|저희는|저희|본인은?|호스트는?|모임장은?|방장은?|현재|지금은?|멤버[가-힣]{0,3}"
    r"|회원[가-힣]{0,3}|평균|주로|대부분)[^\n.!/]{0,10}\Z"
)
_TOLD = re.compile(
    r"[가-힣 ]{0,3}(?:여자[고에인입]|남자[고에인입]|이에요|예요|입니다|이고|인데|이라|가[ ]?(?:많|대부분|주축)"
    r"|들?이?[ ]?(?:많|대부분|주축|주로|팀)|위주|분들이|도[ ]?괜찮을)"
    # 20대도 오시고 60대도, 20대든 50대든, 35살 넘은 분도 많아요, 20대부터 60대까지 다양해요
    r"|(?:이?든(?:지)?(?![가-힣])|(?:[ ]?(?:초반|중반|후반|은|인|이신|되신))?[ ]?(?:분|사람|회원|언니|형님|어르신)?들?도(?![가-힣]))"
    r"|(?:까지)?[ ]?(?:다양|골고루|두루|섞여)|까지[ ]?(?:모여[ ]?)?있"
)
_CHILD = re.compile(r"[ ]?(?:전후|이하)?[ ]?(?:아이|아기|애기|아가|자녀|유아|딸|아들|개월|반[ ]|맘|엄마|아빠|키우)")
_CHILD_BEFORE = re.compile(r"(?:아이|아기|애기|자녀|딸|아들|첫째|둘째|강아지|견주)[가-힣]{0,2}[ ]?(?:나이[ ]?)?\Z")


def is_of_others(text: str, match: re.Match[str]) -> bool:
    """Whether these are the years of the writer, of a child, or of the members there are."""
    start, end = match.span()
    return bool(
        _OWN.search(text, max(0, start - 16), start)
        or _TOLD.match(text, end)
        or _CHILD.match(text, end)
        or _CHILD_BEFORE.search(text, max(0, start - 8), start)
    )
