"""Messenger ids, messenger links and e-mail addresses: 카톡 gildong99, ㅋㅌ hong1234, open.kakao.com/o/…."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.korean.private_span import PrivateSpan

_URL = re.compile(
    r"(?=[howpqtlidb])(?:https?://)?(?:www\.)?"
    r"(?:(?:open|pf|qr|plus)\.kakao\.com|t\.me|line\.me|lin\.ee|instagram\.com|discord\.(?:gg|com)|band\.us|wa\.me)"
    r"/[A-Za-z0-9_/\-.@?=&%~+]{1,120}",
    re.IGNORECASE,
)
_HANDLE = r"@?[A-Za-z0-9][A-Za-z0-9._#\-]{1,30}(?![A-Za-z0-9])"
_STRONG = (
    r"카카오[ ]?톡|카카오[ ]?채널|카카오|카톡|카[ .]톡|ㅋㅌ|ㅋ톡|까톡|깨톡|캌톡|kakao(?:talk)?|톡"
    r"|텔레그램|텔레|위챗|wechat|telegram|디스코드|디코|discord|밴드"
)
_APP = re.compile(
    rf"(?=[카ㅋ까캌깨톡텔위디밴오라인페쓰트ktwdil])(?:{_STRONG}|오픈[ ]?(?:채팅|톡|챗)|(?<![온프])라인|인스타(?:그램)?"
    rf"|insta(?:gram)?|페북|쓰레드|트위터|line|DM|디엠)"
    r"[ \t]{0,2}(?P<label>아이디|아뒤|ID|계정|추가|친추|검색)?[ \t]{0,2}(?:은|는|이|가|도|로|으로|에서)?"
    rf"[ \t]{{0,2}}[:=→>\-(\[\"'「]{{0,3}}[ \t]{{0,2}}(?P<id>{_HANDLE})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?<![가-힣])(?:아이디|아뒤|(?<![A-Za-z])ID)(?:는|은)?[ \t]{{0,2}}[:=][ \t]{{0,2}}(?P<id>{_HANDLE})",
    re.IGNORECASE,
)
_AT = re.compile(r"(?<![A-Za-z0-9._@가-힣])@[A-Za-z0-9_][A-Za-z0-9._]{2,29}")
_EMAIL = re.compile(
    r"(?=[A-Za-z0-9._%+\-])(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}+[ ]?(?:@|\[at\]|\(at\)|골뱅이)[ ]?"
    r"(?:[A-Za-z0-9\-]{1,63}+(?:[ ]?(?:\.|점|쩜|\[dot\]|\(dot\))[ ]?[A-Za-z]{2,20}){1,3}|네이버|지메일|다음|한메일)",
    re.IGNORECASE,
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]")
_PLACEHOLDER = re.compile(r"\[[A-Z_]+_[0-9]{1,4}\]")
_NO_ID_WORDS = (
    "ok okay only id pc am pm vip mbti faq open chat talk kakao line dm insta instagram friends please welcome and or"
    " the to me us my by on off no yes url link www http https cctv wifi led tv lan ios app web new free event"
    " true false null none"
)
_NO_ID = frozenset(_NO_ID_WORDS.split())


def find_contacts(text: str) -> Iterator[PrivateSpan]:
    """Every messenger id, messenger link and e-mail address in a folded text."""
    for match in _EMAIL.finditer(text):
        yield PrivateSpan("email", match.start(), match.end(), match[0], None)
    for match in _URL.finditer(text):
        url = match[0].rstrip(".,)")
        yield PrivateSpan("messenger_url", match.start(), match.start() + len(url), url, "messengers")
    for match in (*_APP.finditer(text), *_LABELLED.finditer(text)):
        labelled = "label" not in match.re.groupindex or match["label"] is not None
        if (found := _handle(match, labelled)) is not None:
            yield found
    for match in _AT.finditer(text):
        yield PrivateSpan("messenger", match.start(), match.end(), match[0].rstrip("."), "messengers")


def _goes_on_from_a_word(match: re.Match[str]) -> bool:
    """line within online, which is no messenger."""
    before = match.string[max(0, match.start() - 1) : match.start()]
    return match[0][0].isascii() and _ASCII_WORD.match(before) is not None


def _handle(match: re.Match[str], labelled: bool) -> PrivateSpan | None:
    handle = match["id"].rstrip(".-#")
    start = match.start("id")
    if handle.lower() in _NO_ID or _ASCII_WORD.match(match.string, start - 1):
        return None
    if _PLACEHOLDER.match(match.string, start - 1) or _goes_on_from_a_word(match):
        return None
    bare = handle.lstrip("@")
    if bare.isdigit() and not (labelled and len(bare) >= 4):
        return None
    marked = handle != bare or labelled or any(char in "._#-" or char.isdigit() for char in bare)
    if len(bare) < (3 if marked else 4) or (not labelled and bare.strip("0123456789._#-") == ""):
        return None
    if bare[0].isdigit() and not labelled and not any(char.isalpha() for char in bare[:6]):
        return None
    return PrivateSpan("messenger", start, start + len(handle), handle, "messengers")
