"""The text as this reader sees it: folded, with private data and forged markup blanked out, offsets kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain import Leaf, Match, Span
from app.korean.fold import Folded, fold
from app.korean.pii import PrivateSpan, find_private

BLANK = "\ufffc"
_MARKUP = re.compile(r"</[^<>\n]{1,60}>|<[A-Za-z!][^<>\n]{0,60}>|\{[\"'][^\n]{0,600}\}|\[/?INST\]")


@dataclass(frozen=True, slots=True)
class Page:
    """`text` has the length of the folded text; what must not be read is `BLANK`."""

    folded: Folded
    text: str
    private: tuple[PrivateSpan, ...]

    def span(self, start: int, end: int) -> Span:
        """The raw span behind `text[start:end]`."""
        return self.folded.span(start, end)

    def leaf(self, value: object, start: int, end: int, match: Match | None = None) -> Leaf:
        """A value proven by `text[start:end]`."""
        return Leaf(value, self.span(start, end), match)

    def line(self, position: int) -> tuple[int, int]:
        """Start and end of the line that `position` stands on."""
        start = self.text.rfind("\n", 0, position) + 1
        end = self.text.find("\n", position)
        return start, end if end >= 0 else len(self.text)


def page(raw: str) -> Page:
    """Fold `raw` and blank what is not the writer's to say: personal data (kept aside) and forged markup."""
    folded = fold(raw)
    private = tuple(find_private(folded))
    chars = list(folded.text)
    for start, end in [
        *((one.start, one.end) for one in private),
        *(match.span() for match in _MARKUP.finditer(folded.text)),
    ]:
        chars[start:end] = BLANK * (end - start)
    return Page(folded, "".join(chars), private)
