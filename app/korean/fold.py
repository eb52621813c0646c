"""Fold a pasted text into one regular spelling, and find the way back.

People paste full-width digits, circled numbers, exotic spaces, zero-width and bidi characters, and Hangul in
decomposed form. Scanners read the folded text; evidence must point into the text as it was sent. So folding keeps
an index map, and every span a scanner finds goes back through `Folded.span`.

Never blind NFKC: it turns the compatibility jamo ㅁ and ㅣ, which people use as bullets, into conjoining jamo, and
㎡ into m2, which moves every offset behind it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.domain import Span

_INVISIBLE = frozenset(
    (
        *(0xFEFF, 0x00AD, 0x034F, 0x3164, 0x115F, 0x1160, 0xFE0E, 0xFE0F),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xE0000, 0xE0080),
    )
)
_DASHES = "‐‑‒–—―−－﹣﹘"
_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = (0x2028, 0x2029, 0x85, 0x0B, 0x0C, 0x0D)
_CONJOINING = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_CIRCLED = ((0x2460, 0x2473), (0x24EA, 0x24EA), (0x24F5, 0x24FE), (0x2776, 0x277F))
_SUSPECT = re.compile(r"[^\t\n\x20-\x7e가-힣ㄱ-ㅎㅏ-ㅣ]")
"""Characters that folding may change; most texts hold few of them, and emoji among them stay as they are."""
_MEMORY = 4
_LONG = 200


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, where it came from in the raw text (None: the same place);
    `ends` is None where each came from one raw character."""

    raw: str
    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """The raw span behind `text[start:end]` (start < end)."""
        if self.starts is None:
            return Span(start, end)
        return Span(self.starts[start], self.starts[end - 1] + 1 if self.ends is None else self.ends[end - 1])

    def quote(self, start: int, end: int) -> str:
        """The raw words behind `text[start:end]`."""
        raw = self.span(start, end)
        return self.raw[raw.start : raw.end]


def fold(raw: str) -> Folded:
    """Fold `raw`; linear in its length. Letter case and meaning are kept.

    The last few long texts are remembered: a request folds its text at several doors.
    """
    return _remembered(raw) if len(raw) >= _LONG else _fold(raw)


def _fold(raw: str) -> Folded:
    first = _SUSPECT.search(raw)
    if first is None:
        return Folded(raw, raw, None, None)
    if _CONJOINING.search(raw, first.start()):
        return _fold_composed(raw)
    pieces: list[str] = []
    starts: list[int] = []
    last = 0
    for match in _SUSPECT.finditer(raw):
        piece = _fold_char(match[0])
        if piece == match[0]:
            continue
        at = match.start()
        pieces += (raw[last:at], piece)
        starts.extend(range(last, at))
        starts.extend([at] * len(piece))
        last = at + 1
    if not pieces:
        return Folded(raw, raw, None, None)
    pieces.append(raw[last:])
    starts.extend(range(last, len(raw)))
    return Folded(raw, "".join(pieces), tuple(starts), None)


_remembered = lru_cache(maxsize=_MEMORY)(_fold)


def _fold_composed(raw: str) -> Folded:
    """A text with decomposed Hangul: several raw characters become one."""
    out: list[str] = []
    out_starts: list[int] = []
    out_ends: list[int] = []
    for char, start, end in zip(*_compose(raw), strict=True):
        for piece in _fold_char(char):
            out.append(piece)
            out_starts.append(start)
            out_ends.append(end)
    return Folded(raw, "".join(out), tuple(out_starts), tuple(out_ends))


def _compose(raw: str) -> tuple[list[str], list[int], list[int]]:
    """Join conjoining jamo (NFD Hangul) into syllables; everything else stays one to one."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(raw):
        if chars and 0x1161 <= ord(char) <= 0x11FF:
            joined = unicodedata.normalize("NFC", chars[-1] + char)
            if len(joined) == 1:
                chars[-1] = joined
                ends[-1] = index + 1
                continue
        chars.append(char)
        starts.append(index)
        ends.append(index + 1)
    return chars, starts, ends


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x80 or char in "\t\n":
        return char
    if code in _INVISIBLE:
        return ""
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    if char in _DASHES:
        return "-"
    if char in _ODD_SPACES:
        return " "
    if code in _LINE_ENDS:
        return "\n"
    if any(low <= code <= high for low, high in _CIRCLED):
        return str(int(unicodedata.numeric(char)))
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    return char
