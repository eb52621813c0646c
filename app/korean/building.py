"""Names of buildings and estates: 리더스오피스텔, 은빛마을 3단지, 신원메르빌 205동, 건물명 : 미사리버오피스.

A bare 아파트, 빌라 or 오피스텔 is a kind of building and no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Building = tuple[int, int, str, tuple[int, int]]
"""Start and end of the words, the name, and the place of the name."""

_KIND = "오피스텔|아파트|빌라|연립|맨션|주상복합|상가|빌딩"
_ESTATE = (
    r"자이|푸르지오|래미안|힐스테이트|더샵|아이파크|[e이]편한세상|롯데캐슬|위브"
    r"|우미린|유보라|풍경채|포레나|예가|수자인|스타힐스|리첸시아|헬리오시티|주공(?=[ ]?[0-9])"
)
_NAME_END = (
    r"마을|타운|파크|캐슬|팰리스|타워|하우스|센트럴|스테이|프라자|오피스|하이츠|하늘채|스위첸|어울림|포레"
    r"|시티|빌리지|밸리|테크노피아|테크노|스퀘어|플라자|힐스|하임|베르디움|데시앙|센트레빌|리슈빌|꿈에그린|비발디|코아"
)
_NAME_BEHIND = re.compile(
    rf"[ \t]{{1,3}}(?P<name>(?:[가-힣A-Za-z0-9]{{1,12}}(?:{_KIND})|(?:[가-힣A-Za-z]{{2,12}}(?:{_NAME_END})|[가-힣]마을)"
    rf"|[가-힣A-Za-z]{{0,8}}(?:{_ESTATE})[가-힣A-Za-z]{{0,8}})(?:[ ]?[0-9]{{1,2}}(?:단지|차))?)(?=[^가-힣A-Za-z0-9]|$)"
    r"(?![ ]?(?:앞|옆|뒤|근처|건너|맞은|인근|부근|상권))"
)
_LABELLED = re.compile(
    r"(?:단[ ]?지[ ]?명|건[ ]?물[ ]?명|물[ ]?건[ ]?명|아파트명|지[ ]?점[ ]?명)[ \t]{0,3}[:=|][ \t]{0,3}"
    r"(?P<name>[가-힣A-Za-z0-9]{2,14}(?:[ ][가-힣A-Za-z0-9]{1,10}){0,2})[ \t]{0,3}(?=[\n/(|,■▶]|$)"
)
_USE_BEHIND = re.compile(r"[ ](?:업무용|상업용|주거용|오피스텔|아파트|빌라|상가|사무실|점포|원룸|투룸)$")
_KIND_ONLY = re.compile(r"다세대|연립|[ ]아파트$|[ ]빌라$|[ ]상가$")
_BEFORE_BLOCK = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z]{2,12}(?:[0-9]{1,2}(?:단지|차)|[0-9]{0,2}(?:[ ][0-9]{1,2}(?:단지|차))?))"
    r"[ ](?=(?:[0-9]{3,4}|[A-Z]|[가나다라마바])동(?![가-힣0-9]))"
)
_OWN_LINE = re.compile(
    rf"^[^\n가-힣A-Za-z]{{0,4}}(?P<name>[가-힣A-Za-z0-9]{{3,14}})[ ](?:{_KIND})[ ]?(?:[0-9]{{1,3}}평형?)?[ ]{{0,3}}$",
    re.MULTILINE,
)
_TITLED_FLAT = re.compile(r"[】\]][ ]?(?P<name>[가-힣A-Za-z]{3,14}[ ]?아파트)(?=[^가-힣]|$)")
_DESCRIBES = re.compile(
    r"공유|소호|비상주|독립|신축|준신축|꼬마|풀옵|급매|급|깨끗|저렴|투룸|원룸|쓰리룸|분리형|복층|전세|월세|매매|단기|임대|구축|대형|소형|신혼|역세권|복도식|계단식|대단지|나홀로"
    r"|[가-힣]{0,6}역세권|일반|직거래|주인|통|코너|무권리|단지|전체|거주|올수리|첫입주|고층|저층"
)


def building_after(text: str, end: int) -> tuple[int, int] | None:
    """The place of a building's name right behind an address that ends at `end`, or None."""
    match = _NAME_BEHIND.match(text, end)
    if match is None or _DESCRIBES.match(match["name"]):
        return None
    return match.span("name")


_LAST_WORD = re.compile(r"[ \t]{1,3}(?P<name>[가-힣A-Za-z0-9]{3,14})[ \t]{0,3}$")
_LANDMARK = re.compile(
    r"(?:앞|뒤|옆|근처|후문|정문|입구|[사삼오]거리|시장|골목|라인|단지|지구|공단|상권|일대|대로변|이면|학교|역|로|길|[동읍면리구시군]|층|평|호|[0-9])$"
)


def building_at_end(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The last word of an address field, right behind the place words: a building's name, whatever it is called."""
    match = _LAST_WORD.match(text[start:end])
    if match is None or _DESCRIBES.match(match["name"]) or _LANDMARK.search(match["name"]):
        return None
    return start + match.start("name"), start + match.end("name")


def find_buildings(text: str) -> Iterator[Building]:
    """Every building named by a label, before a block number, or on a line of its own; by position per pattern."""
    for match in _LABELLED.finditer(text):
        name = _USE_BEHIND.sub("", match["name"])
        if not _KIND_ONLY.search(name):
            place = (match.start("name"), match.start("name") + len(name))
            yield (*place, name, place)
    for match in _BEFORE_BLOCK.finditer(text):
        if not _DESCRIBES.match(match["name"]) and not match["name"].endswith(("동", "로", "길", "읍", "면", "리")):
            yield (*match.span("name"), match["name"], match.span("name"))
    for match in _OWN_LINE.finditer(text):
        if not _DESCRIBES.match(match["name"]) and not match["name"].endswith(("동", "구", "시")):
            yield (match.start("name"), match.end(), match["name"], match.span("name"))
    for match in _TITLED_FLAT.finditer(text):
        if not _DESCRIBES.match(match["name"]):
            yield (*match.span("name"), match["name"], match.span("name"))
