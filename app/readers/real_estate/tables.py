"""Tables in a pasted text: a header row of known labels and the rows below it, whatever parts the cells.

Tabs, pipes and wide spaces are read as they stand. Comma-separated lines and HTML tables are first laid out with tabs
and line breaks, one character for one character, so that no number joins its neighbour (500,45 is two cells).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.readers.real_estate.labels import ALTERNATION, Entry, field_of

_CELL_END = re.compile(r"[\t|]")
_HEADER_LABEL = re.compile(
    rf"(?P<label>{ALTERNATION}|역세권|역|상세|내용|설명)\s?(?:\((?P<unit>만원?|천원|원|㎡|평)\))?"
)
_PARTED = re.compile(r"[\t|]|[ ]{2}")
_WIDE = re.compile(r"\S(?:[^\s]|[ ](?![ ]))*")
_PIPED = re.compile(rf"[^\w\n|]{{0,4}}(?:{ALTERNATION})[ ]?\|[^|]*$")
_TAG = re.compile(r"<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9]{0,9})[^<>\n]{0,300}>")
_CELLS = frozenset(("td", "th", "dd"))
_BLOCKS = frozenset(("tr", "li", "p", "div", "br", "dl", "h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class Table:
    """A header row and the rows below it; each row is its span and its labelled cells."""

    start: int
    rows: list[tuple[int, int, list[Entry]]]


def markup_breaks(text: str) -> Iterator[tuple[int, str]]:
    """Where HTML tags part cells (a tab at the end of an opening td) and lines (at a closing tr, li, p …)."""
    last = 0
    for match in _TAG.finditer(text):
        tag = match["tag"].lower()
        if tag in _CELLS and not match["close"]:
            yield match.end() - 1, "\t"
        elif tag in _BLOCKS and (match["close"] or tag == "br") and _TAG.sub("", text[last : match.start()]).strip():
            yield match.start(), "\n"
            last = match.end()


def with_tabs(text: str) -> str:
    """`text` with tabs for what parts the cells of comma-separated lines and of `label|value` lines; the same length."""
    if "|" not in text and "," not in text and ";" not in text:
        return text
    lines = text.split("\n")
    piped = [index for index, line in enumerate(lines) if "|" in line and _PIPED.match(line)]
    if len(piped) >= 3:
        for index in piped:
            lines[index] = lines[index].replace("|", "\t", 1)
        return "\n".join(lines)
    for index, line in enumerate(lines):
        for mark in ",;":
            cells = line.split(mark) if line.count(mark) >= 3 else []
            if sum(_HEADER_LABEL.fullmatch(cell.strip()) is not None for cell in cells) >= 3:
                for row in range(index, len(lines)):
                    if lines[row].count(mark) != len(cells) - 1:
                        break
                    lines[row] = lines[row].replace(mark, "\t")
                return "\n".join(lines)
    return text


def find_table(text: str, lines: list[tuple[int, int]]) -> Table | None:
    """A table with a header row of at least three known labels, its cells parted by tabs, pipes or wide spaces."""
    for index, (start, end) in enumerate(lines):
        if not _PARTED.search(text, start, end):
            continue
        for cells in (_cells(text, start, end), _wide_cells(text, start, end)):
            header = [_HEADER_LABEL.fullmatch(text[a:b].strip()) for a, b in cells] if len(cells) >= 3 else []
            if sum(h is not None for h in header) >= 3:
                rows = list(_rows(text, lines[index + 1 :], header, wide=cells != _cells(text, start, end)))
                if rows:
                    return Table(start, rows)
    return None


def _rows(
    text: str, lines: list[tuple[int, int]], header: list[re.Match[str] | None], *, wide: bool
) -> Iterator[tuple[int, int, list[Entry]]]:
    for start, end in lines:
        cells = _wide_cells(text, start, end) if wide else _cells(text, start, end)
        if len(cells) < len(header) - 1 or len(cells) < 3:
            return
        entries = []
        for label, (a, b) in zip(header, cells, strict=False):
            if label is not None and text[a:b].strip():
                entries.append(Entry(_cell_field(label["label"]), a, b, label["unit"]))
        yield start, end, entries


def _cell_field(words: str) -> str:
    return "note" if words in ("역세권", "역", "상세", "내용", "설명") else field_of(words)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cells parted by tabs or pipes; an empty cell keeps its column."""
    cells, begin = [], start
    for match in _CELL_END.finditer(text, start, end):
        cells.append((begin, match.start()))
        begin = match.end()
    return [*cells, (begin, end)] if cells else []


def _wide_cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span() for m in _WIDE.finditer(text, start, end)]
