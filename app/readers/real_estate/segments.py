"""One paste, several listings: where each begins and ends, and which words belong to all of them.

Listings are told apart by numbers, letters, bullets, titles in brackets, units, blank lines or plain lines; whatever
mark is used, at least two blocks must hold a price and say something about a home. The rest (header, footer, 공통) is
shared. A single listing may be numbered too (1. 500/35 2. 관리비 실비): there only one block has a price.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Place = tuple[int, int]

_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(r"[\s▶■•·\-*★☆◆●🔹🔥(]{0,4}(?:매물\s?)?(?P<n>\d{1,2})(?:[.)\]:번](?!\d)\s?|(?=\s[가-힣\d]))"),
    ),
    ("letter", re.compile(r"\s{0,3}(?P<n>[A-H가나다라마])[.)]\s")),
    ("title", re.compile(r"\s{0,3}(?:<[^<>\n]{1,14}>|【[^【】\n]{1,14}】)")),
    ("bullet", re.compile(r"\s{0,3}(?P<n>🔹|🔸|🔶|🔷|▷|▶|■|□|●|◆|◇|○|★|☆|✔|✅|☑|•|·|-|\*|👉|📌|🏠|➡)")),
)
_SHARED_LINE = re.compile(
    r"[\s\x01>]{0,12}[*※\-•▶■★☆✔✅☎📞]{0,3}\s?(?:공통|위치|주소|소재지|둘\s?다|셋\s?다|모두|전부|두\s?(?:점포|집"
    r"|곳)|세\s?(?:점포|집|곳)|자세한|문의|연락|상담|계좌|기타|그\s?외|※|☎|전화|공인|지원한도)"
)
_OFFICE_LINE = re.compile(r"(?:부동산|공인|중개)[^\n]{0,30}\x01{6,}")
_HEADING = re.compile(r"\s{0,3}(?:[<\[【][^<>\[\]【】\n]{1,14}[>\]】]|[📍🏠🏢■▶◆★☆●#]\s?[가-힣]{2,8})\s{0,3}")
_STOP = re.compile(r"\n|[.](?=\s)")
_INLINE = re.compile(r"(?:(?<=\s)|^)(?P<n>\d{1,2})[)]\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Segments:
    """The span of each listing and the spans that all share. One listing has the whole text and shares nothing."""

    listings: list[Place]
    shared: list[Place]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Where the text says what listings are told apart by: prices of deals, words of identity (a place, a kind of
    home, a floor, an area, a unit), and how often each label stands (`labels`: its kinds in order), and what each price amounts to (`worth`)."""

    prices: Sequence[int]
    identities: Sequence[tuple[int, str]]
    labels: Sequence[str]
    units: Sequence[int] = ()
    worth: Mapping[int, object] = field(default_factory=dict)

    @property
    def one_form(self) -> bool:
        """A filled-in form or a copied page: many labels, hardly one twice."""
        return len(self.labels) >= 6 and len(set(self.labels)) >= 0.7 * len(self.labels)


def split(text: str, lines: Sequence[Place], marks: Landmarks, rows: Sequence[Place] | None = None) -> Segments:
    """Split a canvas text by its landmarks, or by the rows of a table."""
    whole = (0, len(text))
    if rows is not None and len(rows) > 1:
        return _around(list(rows), len(text))
    if len(marks.prices) < 2 or marks.one_form:
        return Segments([whole], [])
    best = max(_ways(text, lines, marks), key=len)
    return _around(best, len(text)) if len(best) >= 2 else Segments([whole], [])


def _ways(text: str, lines: Sequence[Place], marks: Landmarks) -> Iterator[list[Place]]:
    """Every way to cut the text, the surest first: `max` keeps the first of equals."""
    for kind, pattern in _MARKS:
        blocks = _blocks(text, lines, pattern, kind)
        yield _counted(blocks, marks) if kind == "number" else _priced(blocks, marks)
    yield _priced(_blocks_at(text, lines, marks.units), marks)
    yield _counted(_inline(text), marks)
    yield _priced(_inline_units(text, marks.units), marks)
    yield _unlike(_priced(_paragraphs(lines, text), marks), marks)
    yield _priced(_single_lines(lines, marks), marks)


def _blocks(text: str, lines: Sequence[Place], pattern: re.Pattern[str], kind: str) -> list[Place]:
    """Blocks that begin at a marked line and end before the next mark, a blank line or a shared line."""
    marks: list[tuple[int, str]] = []
    for index, (start, end) in enumerate(lines):
        match = pattern.match(text, start, end)
        if match:
            marks.append((index, match.groupdict().get("n") or ""))
    marks = _in_sequence(marks) if kind in ("number", "letter") else _same_mark(marks)
    return _from_lines(text, lines, [index for index, _ in marks])


def _blocks_at(text: str, lines: Sequence[Place], units: Sequence[int]) -> list[Place]:
    """Blocks that begin at a line that begins with a unit (201호 500/40)."""
    begins = [i for i, (start, end) in enumerate(lines) if any(start <= u <= min(start + 3, end) for u in units)]
    return _from_lines(text, lines, begins)


def _from_lines(text: str, lines: Sequence[Place], begins: Sequence[int]) -> list[Place]:
    blocks = []
    for position, index in enumerate(begins):
        stop = begins[position + 1] if position + 1 < len(begins) else len(lines)
        last = index
        for line in range(index + 1, stop):
            start, end = lines[line]
            if not text[start:end].strip(" \x01\t") or _is_shared(text, start, end):
                break
            last = line
        blocks.append((index, last))
    if len(blocks) > 1 and all(first == last for first, last in blocks[:-1]):
        blocks[-1] = (blocks[-1][0], blocks[-1][0])  # a list of single lines ends with a single line
    return [(lines[first][0], lines[last][1]) for first, last in blocks]


def _is_shared(text: str, start: int, end: int) -> bool:
    """A line that speaks of all listings, the imprint of an office with its number, or the heading of a section."""
    return bool(
        _SHARED_LINE.match(text, start, end)
        or _OFFICE_LINE.search(text, start, end)
        or _HEADING.fullmatch(text, start, end)
    )


def _in_sequence(marks: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Only numbers that count 1, 2, 3 … from the first one on."""
    kept: list[tuple[int, str]] = []
    for index, words in marks:
        number = int(words) if words.isdigit() else ord(words)
        expected = (int(kept[-1][1]) if kept[-1][1].isdigit() else ord(kept[-1][1])) + 1 if kept else number
        in_order = number == expected or (kept and not words.isdigit() and not words.isascii())
        if in_order and (kept or number in (0, 1, ord("A"), ord("가"))):
            kept.append((index, words))
    return kept


def _same_mark(marks: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Bullets of the commonest symbol."""
    if not marks:
        return []
    symbols = [symbol for _, symbol in marks]
    common = max(dict.fromkeys(symbols), key=symbols.count)
    return [(index, symbol) for index, symbol in marks if symbol == common]


def _inline(text: str) -> list[Place]:
    """`1) 500/40 신림 2) 3000/70 봉천` on one line, or behind names on lines of a chat."""
    kept: list[int] = []
    for match in _INLINE.finditer(text):
        if int(match["n"]) == len(kept) + 1:
            kept.append(match.start())
    return [(a, _end_of_item(text, a, b)) for a, b in zip(kept, [*kept[1:], len(text)], strict=False)]


def _inline_units(text: str, units: Sequence[int]) -> list[Place]:
    """`201호 300/30, 305호 300/33` on one line; the last item ends with its sentence."""
    return [
        (a, _end_of_item(text, a, b)) for a, b in zip(units, [*units[1:], _sentence_end(text, units)], strict=False)
    ]


def _sentence_end(text: str, units: Sequence[int]) -> int:
    match = _STOP.search(text, units[-1]) if units else None
    return match.start() if match else len(text)


def _end_of_item(text: str, start: int, stop: int) -> int:
    """Up to a blank line or a line that all listings share."""
    line = text.find("\n", start, stop)
    while line >= 0:
        following = text.find("\n", line + 1, stop)
        end = stop if following < 0 else following
        if not text[line + 1 : end].strip(" \x01\t") or _is_shared(text, line + 1, end):
            return line
        line = following
    return stop


def _paragraphs(lines: Sequence[Place], text: str) -> list[Place]:
    blocks: list[Place] = []
    begin: int | None = None
    last = 0
    for start, end in [*lines, (len(text), len(text))]:
        if text[start:end].strip(" \x01\t-=━─"):
            begin = start if begin is None else begin
            last = end
        elif begin is not None:
            blocks.append((begin, last))
            begin = None
    return blocks


def _single_lines(lines: Sequence[Place], marks: Landmarks) -> list[Place]:
    """Lines that each hold a price and their own place or kind of home."""
    found: list[Place] = []
    said: set[str] = set()
    for start, end in lines:
        if not _any_in(marks.prices, start, end):
            continue
        names = {words for at, words in marks.identities if start <= at < end}
        if names:
            found.append((start, end))
            said |= names
    return found if len(said) >= 2 else []


def _priced(blocks: list[Place], marks: Landmarks) -> list[Place]:
    """The blocks that hold a price and say something about a home."""
    return [(a, b) for a, b in blocks if _any_in(marks.prices, a, b) and _any_in(marks.identities, (a,), (b,))]


def _any_in(points: Sequence[Any], start: Any, end: Any) -> bool:
    """Whether one of the ordered points lies in `start:end`."""
    at = bisect_left(points, start)
    return at < len(points) and points[at] < end


def _unlike(blocks: list[Place], marks: Landmarks) -> list[Place]:
    """Paragraphs that do not all say one and the same price: a copied page repeats its own."""
    said = {marks.worth.get(p, p) for a, b in blocks for p in marks.prices if a <= p < b}
    return blocks if len(said) > 1 else []


def _counted(blocks: list[Place], marks: Landmarks) -> list[Place]:
    """Numbered blocks that all hold a price are listings even if one of them says nothing else (3) 전세 1.8억)."""
    known = _priced(blocks, marks)
    all_priced = all(_any_in(marks.prices, a, b) for a, b in blocks)
    return blocks if all_priced and 2 * len(known) > len(blocks) else known


def _around(blocks: list[Place], length: int) -> Segments:
    """The blocks as listings, everything else as shared."""
    shared: list[Place] = []
    last = 0
    for start, end in blocks:
        if start > last:
            shared.append((last, start))
        last = end
    if last < length:
        shared.append((last, length))
    return Segments(blocks, shared)
