"""The text as the scanners of this reader see it, with a way back to the raw text.

People paste more than an ad: page residue, chat headers, HTML, forged instructions, other people's remarks, prices of
other times. Here all that is painted over with a wall (one character per character, so nothing joins across it), labels
with inner spaces are closed up (보 증 금), and a label on its own line is joined with its value on the next. The raw
text is never rewritten: every position of the canvas maps back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.domain import Span
from app.korean.fold import Folded, fold
from app.korean.pii import PrivateSpan, find_private
from app.readers.real_estate.noise import find_noise

WALL = "\x01"
_SPACED = [
    "보증금",
    "월세",
    "전세금",
    "전세가",
    "전세",
    "매매가",
    "매매",
    "관리비",
    "권리금",
    "융자금",
    "융자",
    "방향",
    "입주일",
    "입주",
    "주차",
    "난방",
    "비고",
    "면적",
    "주소",
    "소재지",
    "위치",
    "동호수",
    "옵션",
    "평형",
    "층수",
    "층",
    "준공",
    "단지명",
    "물건명",
    "건물명",
    "종별",
    "대지면적",
    "건물연면적",
    "연면적",
    "월수입",
    "총보증금",
    "전화번호",
    "의뢰인",
    "현관",
    "전기",
    "메모",
    "단위",
    "구분",
    "분류",
    "지역",
    "상태",
    "욕실",
    "거실",
    "비밀번호",
    "특징",
]
_SPACED_LABEL = re.compile(
    r"(?<![가-힣])(?:" + "|".join(r"[ \t]{1,4}".join(w) for w in _SPACED if len(w) > 1) + r")(?![가-힣])"
)
_LONE_LABEL = re.compile(
    r"(?m)^[ \t*▶•\-]{0,3}(?:(?:매매가|전세가|보증금|월세|가격|융자금|기전세금|월?관리비(?:부과기준)?|공급면적"
    r"|전용면적|계약면적|대지면적|연면적"
    r"|(?:공급|계약|전용|대지)/(?:전용|공급|연)면적|해당층(?:/(?:총층|건물층))?|총층수?|방\s?수?(?:/욕실\s?수?)?"
    r"|욕실수?|향|방향|주차가능여부|총?주차(?:대수)?"
    r"|입주가능일|사용승인일|위반건축물(?: 여부)?|난방(?:방식|종류)?|엘리베이터|반려동물|권리금|주소|소재지|층수?"
    r"|옵션|관리비 포함|전세자금 대출))"
    r"[ \t:]{0,3}\n(?=[^\n]{1,60}(?:\n|$))"
)


@dataclass(frozen=True)
class Canvas:
    """The painted text and where each of its characters came from in the folded text."""

    folded: Folded
    text: str
    starts: tuple[int, ...]
    private: list[PrivateSpan]

    def span(self, start: int, end: int) -> Span:
        """The raw span behind `text[start:end]`, without white space at its ends."""
        while end - start > 1 and self.text[end - 1] in " \t\n\x01":
            end -= 1
        while end - start > 1 and self.text[start] in " \t\n\x01":
            start += 1
        return self.folded.span(self.starts[start], self.starts[end - 1] + 1)

    def position(self, folded: int) -> int:
        """The canvas position of a character of the folded text (of the next one, if it was closed up)."""
        return min(bisect_left(self.starts, folded), len(self.starts) - 1)

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """Start and end of each line, without its line break."""
        out, start = [], 0
        for line in self.text.split("\n"):
            out.append((start, start + len(line)))
            start += len(line) + 1
        return out


def paint(raw: str) -> Canvas:
    """Fold `raw`, paint over what is no part of the ad, and close labels up. Linear in its length."""
    folded = fold(raw)
    private = find_private(folded)
    painted = _cover(folded.text, [(p.start, p.end) for p in private])
    painted = _cover(painted, find_noise(painted))
    text, starts = _close_up(painted)
    return Canvas(folded, text, starts, private)


def _cover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with the spans replaced by walls; line breaks stay."""
    pieces, last = [], 0
    for start, end in sorted(spans):
        if end <= last:
            continue
        start = max(start, last)
        pieces.append(text[last:start])
        pieces.append("".join("\n" if c == "\n" else WALL for c in text[start:end]))
        last = end
    pieces.append(text[last:])
    return "".join(pieces)


def _close_up(text: str) -> tuple[str, tuple[int, ...]]:
    """Drop the spaces inside spaced labels; turn the line break after a lone label into a space."""
    pieces: list[str] = []
    starts: list[int] = []
    last = 0
    cuts = [m.span() for m in _SPACED_LABEL.finditer(text)]
    joins = {m.end() - 1 for m in _LONE_LABEL.finditer(text)}
    for start, end in cuts:
        pieces.append(text[last:start])
        starts.extend(range(last, start))
        kept = [i for i in range(start, end) if text[i] not in " \t"]
        pieces.extend(text[i] for i in kept)
        starts.extend(kept)
        last = end
    pieces.append(text[last:])
    starts.extend(range(last, len(text)))
    closed = list("".join(pieces))
    for index, origin in enumerate(starts):
        if origin in joins:
            closed[index] = " "
    return "".join(closed), tuple(starts)
