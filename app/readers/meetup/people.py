"""Who may come: gender, age and years of birth, and whether beginners are welcome."""

from __future__ import annotations

import re

from app.domain import Leaf
from app.readers.meetup.gate import Gate
from app.readers.meetup.page import Page

_WHO = r"(?:[ ]?(?:한|두|세|네|[1-9])?[ ]?(?:분|명|들|님|회원|멤버|친구|끼리|대)){0,3}(?:\([^)\n]{1,6}\))?[ ]?"
_ONLY = r"(?:만(?![ ]?(?:원|나이|나서|난|날|남|있|계신[ ]?건|의[ ]))|전용|한정|[ ]?only|[ ]?온리|[ ]?모여라)"
_FEMALE = re.compile(
    rf"(?:여성|여자|여대생|엄마|맘|육아맘|언니|자매|주부|아줌마|줌마|(?<![가-힣])여){_WHO}{_ONLY}", re.IGNORECASE
)
_MALE = re.compile(rf"(?:남성|남자|아빠|형님|아재|(?<![가-힣])남){_WHO}{_ONLY}", re.IGNORECASE)
_SOUGHT = r"(?:분|회원|멤버|친구|동생|언니|이웃)(?:들)?[을를]?(?:만)?[ ]?(?:구[합해하]|찾[아습]|모[십셔집]|모실|함께해)"
_REFUSED = (
    r"[은는]?[ ]?(?:정중히[ ]?)?(?:죄송|사절|불가|사양|안[ ]?(?:받|돼|됩)|못[ ]?받|금지|문의[ ]?(?:그만|사절|X|x|ㄴㄴ))"
)
_WHO_WILL = r"(?:하|다니|가|치|타|뛰|오|먹|보|걸으|배우|모이|함께하|운동하|같이하|같이[ ]하)실[ ](?:[0-9]{1,2}대[ ]|또래[ ]|동네[ ])?"
_WOMEN_SOUGHT = re.compile(rf"(?:여성|여자){_SOUGHT}|{_WHO_WILL}(?:여성|여자)(?:분|회원|친구)")
_MEN_SOUGHT = re.compile(rf"(?:남성|남자){_SOUGHT}|{_WHO_WILL}(?:남성|남자)(?:분|회원|친구)")
_NO_MEN = re.compile(rf"(?:남성|남자){_WHO}{_REFUSED}")
_NO_WOMEN = re.compile(rf"(?:여성|여자){_WHO}{_REFUSED}")
_TURNED = re.compile(r"[ ]?(?:있는|계신|인|은|하는)[^\n]{0,8}(?:아니|아님|아닙)|[ ]?(?:아니|아님|아닙)|은[ ]?아니")


def gender(page: Page, gate: Gate) -> Leaf:
    """`female` or `male` only by an explicit restriction; otherwise `any`, proven by the inviting words."""
    for value, patterns in (
        ("female", (_FEMALE, _NO_MEN, _WOMEN_SOUGHT)),
        ("male", (_MALE, _NO_WOMEN, _MEN_SOUGHT)),
    ):
        for pattern in patterns:
            for match in pattern.finditer(page.text):
                if not _TURNED.match(page.text, match.end()):
                    return page.leaf(value, *match.span())
    return page.leaf("any", gate.start, gate.end, "inferred")


_LEVEL = (
    r"(?:초보(?:자|분)?|초급(?:자|분)?|왕초보|쌩초보|초심자|입문(?:자)?|뉴비|무경험(?:자)?|비전공(?:자)?|미경험(?:자)?|완전[ ]?처음|비경험자"
    r"|[런헬골등테민풋클요독배][린]이|비기너|노베이스|처음[가-힣]{0,4}|beginners?)"
)
_FINE = (
    r"(?:환영|(?:와서|오셔서)[ ]?배우|(?:와서|오셔서)[ ]?배워|ok|오케이|괜찮|가능|누구나|대환영|welcome|상관[ ]?없|됩니다|돼요|좋아요|좋습니다|같이|도와|알려"
    r"|가르쳐|O(?![A-Za-z]))"
)
_NOT_FINE = r"(?:죄송|불가|사절|사양|안[ ]?(?:돼|됩|받)|어려|어렵|힘들|힘듭|X(?![A-Za-z])|ㄴㄴ|안됨|곤란|(?:강습|레슨|교육)[ ]?(?:을[ ]?)?(?:먼저|받고))"
_NO = (
    re.compile(rf"{_LEVEL}[^\n.!/]{{0,12}}?{_NOT_FINE}", re.IGNORECASE),
    re.compile(
        r"(?:상급자|중급자|중급|상급|경력자|유경험자|고수)[ ]?(?:이상|부터)?[가-힣]{0,3}만|(?:중급|상급|중수|고수)"
        r"(?:자)?[ ]?이상"
    ),
    re.compile(
        r"(?:경력|구력|경험)[ ]?(?:최소[ ]?)?[0-9일이삼]{1,2}[ ]?(?:년|개월)[ ]?(?:이상|차[ ]?이상)?(?![ ]?(?:이하"
        r"|차|정도|미만))"
    ),
)
_YES = (
    re.compile(rf"{_LEVEL}[^\n./]{{0,14}}?{_FINE}", re.IGNORECASE),
    re.compile(
        r"(?:레벨|실력|수준|경험|경력|급수|구력|점수)[ ]?(?:은|는|도)?[ ]?(?:유무)?[ ]?(?:전혀[ ]?)?(?:상관[ ]?없"
        r"|무관|불문|안[ ]?봄|안[ ]?봐|안[ ]?따)"
    ),
    re.compile(
        r"(?:룰|규칙|방법|악보|장비|코드|글|한자|룰북|맞춤법|아무것도)[을를은]?[ ]?(?:전혀[ ]?)?(?:몰라도|모르셔도|없어도|없으셔도)"
        r"|못[ ]?[가-힣]{1,3}도[ ]?(?:돼|됩|되|괜찮|ok|OK|상관)|(?:수준|실력)이어도[ ]?(?:돼|됩|괜찮)"
        r"|(?:경험|경력)[이은]?[ ]?(?:없어도|없으셔도|없는[ ]?분)|(?:몰라도|못해도|못[ ]?쳐도|못[ ]?뛰어도"
        r"|못[ ]?그려도|몰라도)[ ]?(?:돼|됩|괜찮|ok|OK|오케이)"
    ),
    re.compile(
        r"(?:기초|기본|처음|[가-힣]{2,4}|[가-힣][ ]?잡는[ ]?(?:것|법|거))부터[ ]?(?:차근차근[ ]?|천천히[ ]?|하나하나[ ]?|친절히[ ]?)?(?:알려|가르쳐)"
        r"|(?:기초|처음)부터[ ]?(?:같이|시작)"
        r"|모집[^\n]{0,6}(?:초심자|초보자)"
        r"|처음[ ]?(?:이신|인|하시는|하는|오시는|오는|접하는|배우는|해보는|이어도|이라도|이셔도)[ ]?(?:분|사람)?[가-힣]{0,2}"
        r"[^\n./]{0,10}(?:금방|쉽게|충분히|따라|환영|괜찮|오세요|좋아)"
        r"|(?:초심자|초보|입문|왕초보|쌩초보|초보자|비기너)[ ]?(?:크루|원샷|모임|클럽|스터디|팀|위주|용|대상|코스|방|반[ ]?모임|전용|끼리)"
    ),
    re.compile(r"^[ ]{0,2}[-·*][^\n]{0,20}(?:초심자|초보자|초보|입문자)[ ]{0,2}$", re.MULTILINE),
)


def beginner_friendly(page: Page) -> Leaf | None:
    """False where beginners are turned away (even politely), True where they are welcome, else None."""
    for value, patterns in ((False, _NO), (True, _YES)):
        for pattern in patterns:
            if match := pattern.search(page.text):
                return page.leaf(value, *match.span())
    return None
