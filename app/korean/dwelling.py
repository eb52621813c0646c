"""Where somebody lives and how to get in: 101동 1203호, B01호, 현관 비번 1234*, and the car in front of the door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.korean.digit_view import digit_view
from app.korean.private_span import PrivateSpan

_BLOCK = r"(?:[0-9]{1,4}|[A-Za-z]|[가나다라마])동"
_ROOM = r"(?:지하[ ]?|지층[ ]?|[Bb]-?)?[0-9]{1,4}(?:-[0-9]{1,2})?호"
_NOT_A_ROOM = r"(?![선점기실차봉관수])"
_UNITS = (
    re.compile(rf"(?<![0-9가-힣A-Za-z]){_BLOCK}[ \t]{{0,2}}{_ROOM}{_NOT_A_ROOM}"),
    re.compile(rf"(?<![0-9가-힣A-Za-z\-])[0-9]{{2,4}}-[0-9]{{3,4}}호{_NOT_A_ROOM}"),
    re.compile(rf"(?<![0-9A-Za-z제\-~])(?:지하[ ]?[0-9]{{1,3}}|[Bb]-?[0-9]{{1,3}}|[0-9]{{3,4}})호{_NOT_A_ROOM}"),
    re.compile(r"(?<![0-9가-힣A-Za-z~\-])[0-9]{3,4}동(?=[^0-9가-힣]|[이에은는의과와앞뒤]|$)"),
)
_LABELLED_UNIT = re.compile(
    r"(?:동[ ]?/?[ ]?호[ ]?수?|(?:실제[ ]?)?호[ ]?수)[ \t]{0,2}[:=][ \t]{0,2}"
    r"([0-9]{2,4}[ ]?[\-/][ ]?[0-9]{3,4}|[0-9]{3,4})(?![0-9동호])"
)
_CODE = r"[*#]{0,2}(?:종[ ]?)?[0-9][0-9*#]{3,11}(?:[ ]?(?:종|별표|별|샵|우물정자?|호출))?"
_DOOR = re.compile(
    r"(?:(?:비번|비밀[ ]?번호|패스워드|도어[락록키](?:[ ]?번호)?|공동[ ]?현관(?:[ ]?번호)?|현관[ ]?(?:번호|키)"
    r"|(?:출입|대문)[ ]?번호)"
    rf"(?:은|는|이|가)?[ \t]{{0,2}}[:=]?[ \t]{{0,2}}[(]?)(?P<code>{_CODE})"
)
_SPOKEN_DOOR = re.compile(rf"(?:비번|비밀번호)(?:은|는)?[ :=]{{0,3}}(?P<code>{_CODE})")
_NETWORK = re.compile(
    r"(?:와이파이|[Ww][Ii]-?[Ff][Ii]|WIFI|오픈[ ]?채팅|오픈톡|[카단]톡방?|줌|[Zz]oom|채팅방?|참여)[^\n]{0,12}$"
)
_PLATE_LETTER = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배아바사자"
_PLATE = re.compile(rf"(?<![0-9])[0-9]{{2,3}}[ ]?[{_PLATE_LETTER}][ ]?[0-9]{{4}}(?![0-9]|[ ]?[만원천억평/])")
_CAR = re.compile(r"차|번호판|주차")
_OFFICE_LINE = re.compile(r"(?:대?로|길)[ ]?[0-9]{1,4}(?:-[0-9]{1,3})?[ ,]")


def find_dwelling(text: str) -> Iterator[PrivateSpan]:
    """Every unit, door code and car plate in a folded text."""
    for pattern in _UNITS:
        for match in pattern.finditer(text):
            yield _unit(text, match.start(), match.end())
    for match in _LABELLED_UNIT.finditer(text):
        yield _unit(text, match.start(1), match.end(1))
    for match in _DOOR.finditer(text):
        yield _door(text, *match.span("code"), match.start())
    if "비번" in text or "비밀번호" in text:
        for match in _SPOKEN_DOOR.finditer(_keep_words(text, digit_view(text))):
            yield _door(text, *match.span("code"), match.start())
    for match in _PLATE.finditer(text):
        close = " " not in match[0] and not set(match[0]) & set("도호보")
        if close or _CAR.search(text, max(0, match.start() - 12), match.start()):
            yield PrivateSpan("car_plate", match.start(), match.end(), match[0], None)


def _keep_words(text: str, view: str) -> str:
    """The digit view, with 비밀번호 still readable."""
    return (
        view
        if len(view) != len(text)
        else "".join(t if t in "비번밀호은는" else v for t, v in zip(text, view, strict=True))
    )


def _unit(text: str, start: int, end: int) -> PrivateSpan:
    """A unit; the broker's own office (a road, a number, 상가 108호) is masked but is not the unit offered."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    own = not (_OFFICE_LINE.search(line) and "중개" in text[max(0, start - 160) : start])
    return PrivateSpan("unit", start, end, " ".join(text[start:end].split()), "unit" if own else None)


def _door(text: str, start: int, end: int, word: int) -> PrivateSpan:
    shared = _NETWORK.search(text, max(0, word - 24), word) is not None
    return PrivateSpan("door_code", start, end, text[start:end], None if shared else "door_code")
