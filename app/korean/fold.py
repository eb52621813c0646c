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
_PLAIN = re.compile(r"[\t\n\x20-\x7e가-힣ㄱ-ㅎㅏ-ㅣ㎡·▶■●★☆※~→♡✔…°]*")
_CONJOINING = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, where it came from in the raw text."""

    raw: str
    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """The raw span behind `text[start:end]` (start < end)."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        return Span(self.starts[start], self.ends[end - 1])

    def quote(self, start: int, end: int) -> str:
        """The raw words behind `text[start:end]`."""
        raw = self.span(start, end)
        return self.raw[raw.start : raw.end]


def fold(raw: str) -> Folded:
    """Fold `raw`; linear in its length. Letter case and meaning are kept."""
    if _PLAIN.fullmatch(raw):
        return Folded(raw, raw, None, None)
    composed, starts, ends = _compose(raw)
    out: list[str] = []
    out_starts: list[int] = []
    out_ends: list[int] = []
    for char, start, end in zip(composed, starts, ends, strict=True):
        for piece in _fold_char(char):
            out.append(piece)
            out_starts.append(start)
            out_ends.append(end)
    return Folded(raw, "".join(out), tuple(out_starts), tuple(out_ends))


def _compose(raw: str) -> tuple[list[str], list[int], list[int]]:
    """Join conjoining jamo (NFD Hangul) into syllables; everything else stays one to one."""
    if not _CONJOINING.search(raw):
        return list(raw), list(range(len(raw))), list(range(1, len(raw) + 1))
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
    if code in (0x2028, 0x2029, 0x85, 0x0B, 0x0C, 0x0D):
        return "\n"
    if 0x2460 <= code <= 0x2473 or 0x24F5 <= code <= 0x24FE or 0x2776 <= code <= 0x277F or code == 0x24EA:
        return str(int(unicodedata.numeric(char)))
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    return char
