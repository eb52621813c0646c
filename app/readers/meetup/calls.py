"""How people call for company, by its grammar: 배울 여성분, 같이 걸어요, 끼리 캠핑 가요, 한 분 더 필요해요.

The lists of rules.yaml know the commonest calls; the endings here know the rest, whatever is to be done.
"""

from __future__ import annotations

import re

YET = "".join(chr(code) for code in range(0xAC00 + 8, 0xD7A4, 28))
"""Syllables that end in ㄹ, the ending of what is yet to be done (갈, 배울, 드실); for a class in a pattern."""

ENDS_IN_N = "".join(chr(code) for code in range(0xAC00 + 4, 0xD7A4, 28))
"""Syllables that end in ㄴ (한가요, 비싼가요); for a class in a pattern."""

# Who is to do something for the writer, or takes a thing away, is no company.
_SERVES = "주실 해줄 사실 가져가실 데려가실 일하실 근무하실 입양하실 받으실 아실 구매하실 맡기실 쓰실"
# 개월 아기 엄마, 주말 아빠: nouns that end in ㄹ.
_NOUNS = "개월 요일 주말 매일 오늘 내일 서울 연말 정말 양말 반말 마을 하늘 겨울 가을 거울"
_NOT_COMPANY = "".join(f"(?<!{word})" for word in (*_SERVES.split(), *_NOUNS.split()))
_PEOPLE = r"(?:[가-힣0-9~]{1,6}[ ])?(?:여성|여자|남성|남자|동네)?(?:분|사람|친구|이웃|메이트|팟|팀원|동생|언니|형|엄마|아빠|가족|동지|동무)"
_SOMEBODY = re.compile(rf"[{YET}]{_NOT_COMPANY}[ ]?{_PEOPLE}(?!들?(?:이|은|의|께|에게|한테|덕)[ ])")
_PROPOSED = r"(?:해요|가요|봐요|쳐요|타요|와요|(?<![았었했갔왔봤됐였샀])(?:아요|어요|여요|워요|려요|겨요|(?<![달몰])라요|러요)|합시다|십시다|읍시다|하자|가자)"
_TOGETHER = re.compile(rf"(?:같이|함께|끼리|모여서)[ ](?:[^\n.!?,]{{0,14}}?){_PROPOSED}(?![가-힣?])")
_LETS = re.compile(
    r"[ ](?:해요|가요|쳐요|타요|봐요|먹어요|놀아요|걸어요|뛰어요|마셔요)[ ]?[~!\u2600-\u27bf\U0001f300-\U0001faff]"
)
_MORE = re.compile(
    r"(?:[0-9]|한|두|세|네)[ ]?(?:명|분|자리|팀)(?:이|만|정도)?[ ]?(?:더[ ]?)?(?:모심|모셔|필요|비어|빕니다|비었|구인|받음)"
    r"|자리[가]?[ ]?(?:[0-9]|한|두|세|네)?[ ]?(?:개|석)?[ ]?(?:남았|남아|남음|비었|비어|빕니다|났어요|생겼)"
    rf"|[{YET}]래요[ ]?[?~]"
    r"|분만[ ]?(?:오|연락|신청|챗|댓글)|누구든지?[ ](?:오|환영|좋|참여)|(?:혼자|편하게|부담[ ]?없이)[ ](?:오셔도|오세요|나오세요|오시면)"
)
_COMPANION = re.compile(
    rf"(?:같이|함께)[ ](?:[가-힣0-9]{{1,7}}[ ]){{0,2}}?[가-힣]{{0,5}}[{YET}]{_NOT_COMPANY}[ ]?{_PEOPLE}"
)


# The group tells its name: 캘리그라피 쓰는 모임 '먹물'입니다, '드르륵'이라는 모임이고.
_KINDS = r"(?:모임|동호회|소모임|스터디|크루|클럽|동아리|산악회|합창단|밴드|북클럽)"
_INTRODUCED = re.compile(
    rf"{_KINDS}[ ]{{0,2}}['\"‘“<][^'\"’”>\n]{{1,20}}['\"’”>][ ]?(?:입니다|이에요|예요|이예요|라고[ ]?(?:해요|합니다)|이라고[ ]?(?:해요|합니다))"
    rf"|['\"’”>](?:이라는|라는)[ ](?:[가-힣]{{1,6}}[ ])?{_KINDS}(?:이에요|예요|입니다|이고|인데|을[ ]하고|하고[ ]있)"
)


def find_calls(text: str) -> list[re.Match[str]]:
    """The first call of each kind in a folded text."""
    found = (pattern.search(text) for pattern in (_COMPANION, _SOMEBODY, _TOGETHER, _LETS, _MORE, _INTRODUCED))
    return [match for match in found if match is not None]
