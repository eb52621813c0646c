"""When a building was approved for use (사용승인, 준공), as precisely as the text writes it: YYYY, YYYY-MM o"
"r YYYY-MM-DD."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

_Y = r"(?:(?:19[5-9]\d|20[0-4]\d)|(?<!\d)\d{2}(?=\s?년|[.\-]\d{1,2}[.\-]\d{1,2}))"
_MARK = r"(?!\d|년|층|세대|동|만|억|평|호)"


def _written(n: str) -> str:
    """A date with its groups named y, m, d (or cy, cm, cd for 20091029) and the number of the alternative."""
    month = rf"(?P<m{n}>\d{{1,2}}){_MARK}"
    day = rf"(?P<d{n}>\d{{1,2}}){_MARK}"
    loose = rf"(?P<y{n}>{_Y})(?:\s?년도?|\s?[.,\-/])?(?:\s?{month}(?:\s?월|\s?[.,\-/])?(?:\s?{day}\s?일?)?)?"
    return rf"(?:(?P<cy{n}>(?:19|20)\d{{2}})(?P<cm{n}>\d{{2}})(?P<cd{n}>\d{{2}})(?!\d)|{loose})"


_WORD = (
    r"(?:사용\s?승인|사용\s?검사|준공(?!업)|건축(?:년도|연도)?|신축(?:년도|연도)|완공)\s?(?:일자?|년도|연도|년월일?)?"
)
_AFTER_WORD = re.compile(rf"{_WORD}[ \t]{{0,6}}[:=]?[ \t]{{0,6}}(?:은|는)?\s?{_written('1')}")
_BEFORE_WORD = re.compile(
    rf"(?=\d)(?<![\d.\-/]){_written('2')}\s{{0,2}}[.]?\s?(?:사용\s?승인|사용\s?검사|준공(?!업)|신축(?!급)|완공"
    rf"|건축(?!비|면적)|년?식(?![가-힣])|\(\s?\d{{1,2}}\s?년차)"
)
_SPOKEN_OF = re.compile(r"승인|검사|준공|[신건]축|완공|년\s?차|[년\d]식")
_ANY = re.compile(rf"(?<!\d){_written('3')}")


@dataclass(frozen=True, slots=True)
class Approval:
    """The date as an ISO string of the written precision, and its place."""

    start: int
    end: int
    value: str


def read_approval(words: str) -> Approval | None:
    """The date in `words`, known to be the approval date."""
    match = _ANY.search(words)
    return _approval(match, "3") if match else None


def find_approval(text: str, start: int = 0, end: int | None = None) -> Approval | None:
    """The approval date named in `text[start:end]`."""
    stop = len(text) if end is None else end
    if _SPOKEN_OF.search(text, start, stop) is None:
        return None
    for pattern, suffix in ((_AFTER_WORD, "1"), (_BEFORE_WORD, "2")):
        for match in pattern.finditer(text, start, stop):
            found = _approval(match, suffix)
            if found:
                return found
    return None


def _approval(match: re.Match[str], n: str) -> Approval | None:
    if match["cy" + n]:
        year, month, day = match["cy" + n], match["cm" + n], match["cd" + n]
        begin, end = match.start("cy" + n), match.end("cd" + n)
    else:
        year, month, day = match["y" + n], match["m" + n], match["d" + n]
        begin = match.start("y" + n)
        end = max(match.end(group + n) for group in "ymd")
    if len(year) == 2:
        year = ("19" if int(year) > 40 else "20") + year
    if month is None or not 1 <= int(month) <= 12:
        return Approval(begin, match.end("y" + n) if match["cy" + n] is None else begin + 4, year)
    if day is None or not 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1]:
        return Approval(begin, end if day is None else match.end("m" + n), f"{year}-{int(month):02}")
    return Approval(begin, end, f"{year}-{int(month):02}-{int(day):02}")
