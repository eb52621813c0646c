"""People's names: 김실장 (surname and title), 예금주 임성호 (a role before it), [민서맘] [오후 1:20] (a chat header).

A bare name in running text is not found here: Korean has no capitals, so a name needs a sign beside it (a title, a
role, 님, a phone or account number, a chat header).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.korean.private_span import PrivateSpan

_COMPOUND = "남궁|황보|선우|제갈|독고|서문"
_SURNAME = (
    f"(?:{_COMPOUND}|[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류진지엄채원"
    "천방공현함변염여추도소예봉석선설마길연위표명기반왕금옥육인맹제모탁국어은편용])"
)
# Syllables of given names. Few particles and verb endings are among them, which is what makes the guess safe.
_GIVEN_SYLLABLES = (
    "가강건결겸경관광교구국규균근금기길나남늘다단달담덕도돈동두득라락란래려련령록론룡루륜름리린림마만명모목무문미민범별병보복봄봉빈빛삼상새샘서석선설섭성세소솔송수숙순슬승시식신실아안애양언연열엽영예오옥온"
    "완용우욱운웅원월유윤율은을의이익인일임자장재전정제조종주준중지진찬창채천철청초춘충치칠탁태택평필하학한해향헌혁현협형혜호홍화환황회효후훈휘흥희"
)
_NAME = rf"(?:{_SURNAME}[{_GIVEN_SYLLABLES}]{{2}}|(?:{_COMPOUND})[{_GIVEN_SYLLABLES}])"
_LOOSE_NAME = rf"{_SURNAME}[가-힣]{{1,2}}"
_TITLE = (
    "실장|소장|부장|과장|팀장|대리|사장|대표|주임|차장|상무|전무|매니저|원장|점장|국장|본부장|지점장|반장|총무"
    "|회장|코치|쌤|선생|여사|사모|이사"
)
_TITLED = re.compile(rf"(?<![가-힣]){_SURNAME}[ ]?(?:{_TITLE})(?=님|[^가-힣]|$|이에요|입니다|에게|한테|이고|께)")
_GLUED = re.compile(
    rf"(?:부동산|공인|중개|담당|문의)(?P<name>{_SURNAME}(?:{_TITLE}))(?=님|[^가-힣]|$|이에요|입니다|에게|한테)"
)
_ROLE = (
    "대표|예금주|담당자|담당|총무|모임장|모임지기|회장|팀장|실장|소장|과장|부장|차장|이사|사장|매니저|의뢰인|임대인|임차인|집주인|건물주|소유주"
    "|입금자|성함|이름|성명|운영자|호스트|리더|반장|단장|대장|코치|강사|방장|중개사|연락처|문의|명의|벙주|벙장|진행자|주최자|크루장|스터디장|지기"
)
# Offices that are words of other trades too (회계 공부): a role only right behind a number, as of an account.
_OFFICE = "(?<=[0-9] )(?:회계|간사|서기|재무|조장|운영진|파트장)"
_AFTER_ROLE = re.compile(
    rf"(?:{_ROLE}|{_OFFICE})님?[ \t]{{0,2}}[:=(]?[ \t]{{0,2}}(?P<name>{_NAME})(?=님|씨|[^가-힣]|$|입니다|이에요|예요|에게|한테)"
)
# A role before and a number behind: any two syllables make the name (총무 이말숙 010…).
_BETWEEN_ROLE_AND_NUMBER = re.compile(
    rf"(?:{_ROLE})[ \t](?P<name>{_SURNAME}[가-힣]{{2}})(?=[ \t]{{0,2}}[:(]?[ \t]?01[016789])"
)
_OWNER_OF_MONEY = re.compile(
    rf"(?:예금주|입금자명?|성함|받는[ ]?분)[ \t]{{0,2}}[:=]?[ \t]{{0,2}}(?P<name>{_LOOSE_NAME})(?![가-힣])"
)
_BEFORE_TITLE = re.compile(rf"(?<![가-힣])(?P<name>{_NAME})[ ]?(?:{_TITLE}|배상|올림|드림|拜上)(?![가-힣])")
_WITH_HONORIFIC = re.compile(rf"(?<![가-힣])(?P<name>{_NAME})[ ]?(?:님|씨)(?![가-힣]{{2}})")
_NEXT_TO_NUMBER = re.compile(rf"[ \t]{{0,2}}[(/,·]?[ \t]{{0,2}}(?P<name>{_NAME})(?=님|씨|[^가-힣]|$)")
_BEFORE_NUMBER = re.compile(rf"(?<![가-힣])(?P<name>{_NAME})[)]?[ \t]{{0,2}}[:/]?[ \t]{{0,2}}[☎☏(]?$")
_CLOCK = r"(?:오전|오후)[ ]?[0-9]{1,2}:[0-9]{2}"
_CHAT_HEADERS = (
    re.compile(rf"^\[(?P<who>[^\]\n]{{1,20}})\][ ]{{0,2}}\[{_CLOCK}\]", re.MULTILINE),
    re.compile(rf"^(?:[0-9]{{4}}[년.\-][^\n:]{{0,16}})?{_CLOCK}, (?P<who>[^:\n]{{1,20}}) :", re.MULTILINE),
)
_DIRECTOR = re.compile(rf"(?<![가-힣]){_SURNAME}이사(?![가-힣])")
"""정이사, who is a person where the words stand for who speaks; elsewhere 이사 is moving house."""
_NICKNAME = re.compile(r"[가-힣]{2,6}")
_NOT_PEOPLE_WORDS = (
    "예금주 예약자 예정일 예약금 주차장 공사장 조사장 도사장 전이사 현이사 유이사 금이사 연이사 이이사 원대표 전대표 현대표 모대표 제과장 하차장"
    " 임대인 임차인 세입자 공인중 조합원 안내인 문의인 전화기 하나은 우리은 전세금 방문자 신청자 기관장 주인장 모임장"
    " 공영주 연락주 문자주 전화주 전담인 전용면 전화문 문자문 이용시 신용장 전문의 하나로 공용주 전기료 도시가 주방장"
    " 전원선 연장선 주전자 정수기 장식장 안전문 손수건 고양이 강아지 도자기 은수저 고무신 인형옷 선인장 공기청 장신구 전자책 유아기 유리문 조명기 책상자"
    " 선착순 지하철 안양시 성남시 하남시 원주시 강서구 강남구 구로구 송파구 서초구 금정구 연수구 진주시 경기도 강원도"
    " 운영진 신입회 장소는 정원은 인원은 연령대 이상인 이하인 전원이 전화나 문자나 모여라 이용자 여행사 전라도 초보자"
    " 전공자 유경험 지원자 참가자 남자분 여자분 현지인 직장인 주민이 동네분 성인만 이번주 정모임 고등학 유학생 대학생"
    " 하다가 하시다 하지만 하길래 하시길 하신지 하기전 하기만"
)
_NOT_PEOPLE = frozenset(_NOT_PEOPLE_WORDS.split())
_NO_NAME_PREFIX = (
    "문의", "연락", "전화", "문자", "임대", "상담", "번호", "안내", "예약", "신청", "현장", "방문",
    "오전", "오후", "이후",
    "이사", "전용", "공인", "주인", "주차", "시간", "정원", "남자", "여자",
    "성인", "이번", "초보", "신입", "선착", "정모",
)  # fmt: skip
_NUMBER_BEHIND = re.compile(r"님?[ \t]{0,2}[:/(]?[ \t]{0,2}[☎☏]?[0공영Oo]")
_NEEDS_OFFICE = frozenset(("고소장", "이사장", "공대표"))


def find_names(text: str, numbers: Iterable[PrivateSpan] = ()) -> Iterator[PrivateSpan]:
    """Every name in a folded text that has a sign beside it; `numbers` are phones and accounts already found.

    The value is the name alone (김도현), with the title only where just a surname stands before it (김실장).
    """
    yield from _chat_headers(text)
    for match in _TITLED.finditer(text):
        yield from _person(text, match.start(), match.end())
    patterns = (_GLUED, _AFTER_ROLE, _BETWEEN_ROLE_AND_NUMBER, _OWNER_OF_MONEY, _BEFORE_TITLE, _WITH_HONORIFIC)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield from _person(text, *match.span("name"))
    for number in numbers:
        yield from _beside(text, number)


def _beside(text: str, number: PrivateSpan) -> Iterator[PrivateSpan]:
    """A name right behind or right before a phone or account number."""
    if number.kind not in ("phone", "account"):
        return
    if match := _NEXT_TO_NUMBER.match(text, number.end):
        yield from _person(text, *match.span("name"))
    line = text.rfind("\n", max(0, number.start - 16), number.start) + 1
    if match := _BEFORE_NUMBER.search(text, max(line, number.start - 16), number.start):
        yield from _person(text, *match.span("name"))


def _chat_headers(text: str) -> Iterator[PrivateSpan]:
    for pattern in _CHAT_HEADERS:
        for match in pattern.finditer(text):
            start, end = match.span("who")
            if moves := _DIRECTOR.search(text, start, end):
                yield PrivateSpan("name", *moves.span(), moves[0].replace(" ", ""), "names")
            if _TITLED.search(text, start, end) or _BEFORE_TITLE.search(text, start, end):
                continue
            who = text[start:end]
            if _NICKNAME.fullmatch(who) and not who.endswith(("봇", "방장")) and who != "나":
                yield PrivateSpan("name", start, end, who, "names")


def _person(text: str, start: int, end: int) -> Iterator[PrivateSpan]:
    name = text[start:end].replace(" ", "")
    if name in _NOT_PEOPLE or name.startswith(_NO_NAME_PREFIX) or name.endswith("모임"):
        return
    if name in _NEEDS_OFFICE or name.endswith("이사"):
        # 고소장 is a complaint, 이사 is moving house: people only beside an office's words.
        near = text[max(0, start - 14) : start]
        beside = any(word in near for word in ("부동산", "공인", "중개", "담당", "☎", "0"))
        if not beside and not _NUMBER_BEHIND.match(text, end):
            return
    yield PrivateSpan("name", start, end, name, "names")
