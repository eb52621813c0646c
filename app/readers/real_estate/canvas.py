"""The text as the scanners of this reader see it, with a way back to the raw text.

People paste more than an ad: page residue, chat headers, HTML, forged instructions, other people's remarks, prices of
other times. Here all that is painted over with a wall (one character per character, so nothing joins across it), labels
with inner spaces are closed up (보 증 금), and a label on its own line is joined with its value on the next. The raw
text is never rewritten: every position of the canvas maps back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.domain import Span
from app.korean.fold import Folded, fold
from app.korean.pii import PrivateSpan, find_private
from app.readers.real_estate.labels import ALTERNATION, WORDS
from app.readers.real_estate.noise import find_asides, find_foreign
from app.readers.real_estate.tables import markup_breaks, with_tabs

WALL = "\x01"
_ALSO_SPACED = (
    "사무실 상가 임대 창고 공장 오피스텔 아파트 빌라 다세대 주택 원룸 매매 전세 월세 보증 평형 특징 상태 총보증금 월수입 "
    "건물연면적 대지면적 전화번호 의뢰인 임대인 임차인 현관 전기 단위 대지 토지 건물 비밀번호 동호수 동력 층고 용도 현업종"
)
_SPACED = frozenset(word for word in (*WORDS, *_ALSO_SPACED.split()) if re.fullmatch("[가-힣]{2,6}", word))
_SPACED_RUN = re.compile(r"(?<![가-힣])[가-힣](?:[ \t]{1,8}[가-힣](?![가-힣])){1,11}")
_LONE_LABEL = re.compile(
    rf"(?m)^[ \t*▶•\-]{{0,3}}(?:{ALTERNATION}|기전세금|계약면적|대지면적|연면적|(?:공급|계약|전용|대지)/(?:전용|공급|연)면적|위반건축물(?: 여부)?"
    r"|관리비(?:부과기준)?)(?:\((?:방식/연료|방식|㎡|평|만원)\))?[ \t:]{0,3}\n(?=[^\n]{1,60}(?:\n|$))"
    rf"(?![^\w\n]{{0,3}}(?:{ALTERNATION})[ ]?[:=])"
)


@dataclass(frozen=True)
class Canvas:
    """The painted text and where each of its characters came from in the folded text; `spoken` still holds the
    writer's asides, which the gate wants to see."""

    folded: Folded
    text: str
    spoken: str
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
    breaks = list(markup_breaks(painted)) if "<" in painted else []
    spoken = _cover(painted, find_foreign(painted))
    text, starts = _close_up(with_tabs(_place(_cover(spoken, find_asides(spoken)), breaks)))
    return Canvas(folded, text, spoken, starts, private)


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


def _place(text: str, marks: Sequence[tuple[int, str]]) -> str:
    """`text` with single characters replaced."""
    if not marks:
        return text
    chars = list(text)
    for position, mark in marks:
        chars[position] = mark
    return "".join(chars)


def _close_up(text: str) -> tuple[str, tuple[int, ...]]:
    """Drop the spaces inside spaced labels; turn the line break after a lone label into a space."""
    text = _place(text, [(match.end() - 1, " ") for match in _LONE_LABEL.finditer(text)])
    pieces: list[str] = []
    starts: list[int] = []
    last = 0
    for run in _SPACED_RUN.finditer(text):
        for letters in _spaced_words(run):
            pieces.append(text[last : letters[0]])
            starts.extend(range(last, letters[0]))
            pieces.extend(text[at] for at in letters)
            starts.extend(letters)
            last = letters[-1] + 1
    pieces.append(text[last:])
    starts.extend(range(last, len(text)))
    return "".join(pieces), tuple(starts)


def _spaced_words(run: re.Match[str]) -> Iterator[list[int]]:
    """The places of the letters of each known label in a run of single letters: 보 증 금  월 세."""
    places = [run.start() + i for i, char in enumerate(run[0]) if char not in " \t"]
    word = "".join(run[0][at - run.start()] for at in places)
    begin = 0
    while begin < len(word) - 1:
        length = next((n for n in range(6, 1, -1) if word[begin : begin + n] in _SPACED), 0)
        if length:
            yield places[begin : begin + length]
        begin += length or 1
