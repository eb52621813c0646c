"""Replace personal data by typed placeholders, and find the way back.

    010-1234-5678 김실장  ─▶  [PHONE_1] [NAME_1]

The same value gets the same number. A placeholder that the text already holds (a forgery) is never handed out. The
masked text is made from the raw text, so whatever a model copies from it stands in the raw text too, once its
placeholders are restored.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain import Span
from app.korean.fold import Folded
from app.korean.private_span import Kind, PrivateSpan

_LABELS: Mapping[Kind, str] = {
    "phone": "PHONE",
    "phone_tail": "PHONE",
    "messenger": "MESSENGER",
    "messenger_url": "MESSENGER",
    "email": "EMAIL",
    "account": "ACCOUNT",
    "resident_id": "RESIDENT_ID",
    "card": "CARD",
    "name": "NAME",
    "unit": "UNIT",
    "door_code": "DOOR_CODE",
    "car_plate": "CAR_PLATE",
}
PLACEHOLDER = re.compile(r"\[(?:" + "|".join(sorted(set(_LABELS.values()))) + r")_[0-9]{1,4}\]")


@dataclass(frozen=True, slots=True)
class Replacement:
    """One placeholder: where it stands in the masked text, and the raw words it stands for."""

    placeholder: str
    masked: Span
    raw: Span
    value: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its personal data. `text` is what may be shown; `raw` is what it was made of."""

    text: str
    raw: str
    replacements: tuple[Replacement, ...]

    @property
    def values(self) -> dict[str, str]:
        """What each placeholder stands for, as `private` says it: {"[PHONE_1]": "010-1234-5678"}."""
        return {one.placeholder: one.value for one in self.replacements}

    def restore(self, words: str) -> str:
        """`words` with our placeholders replaced by their values; unknown placeholders stay."""
        known = self.values
        return PLACEHOLDER.sub(lambda match: known.get(match[0], match[0]), words)

    def span(self, start: int, end: int) -> Span:
        """The raw span behind `text[start:end]` (start < end); a touched placeholder counts whole."""
        return Span(self._raw(start, last=False), self._raw(end - 1, last=True))

    def _raw(self, position: int, *, last: bool) -> int:
        index = bisect_right(self.replacements, position, key=lambda one: one.masked.start) - 1
        if index < 0:
            return position + last
        before = self.replacements[index]
        if position < before.masked.end:
            return before.raw.end if last else before.raw.start
        return before.raw.end + position - before.masked.end + last


def mask(folded: Folded, spans: Iterable[PrivateSpan]) -> Masked:
    """The raw text behind `folded` with every span (sorted, without overlaps) replaced by a placeholder."""
    names = _Names(folded.raw)
    out: list[str] = []
    done: list[Replacement] = []
    at = length = 0
    for found in spans:
        raw = folded.span(found.start, found.end)
        placeholder = names.of(found)
        before = folded.raw[at : raw.start]
        start = length + len(before)
        out += [before, placeholder]
        done.append(Replacement(placeholder, Span(start, start + len(placeholder)), raw, found.value))
        at, length = raw.end, start + len(placeholder)
    out.append(folded.raw[at:])
    return Masked("".join(out), folded.raw, tuple(done))


class _Names:
    """Hands out placeholders: the same value the same one, and none that the text already holds."""

    def __init__(self, raw: str) -> None:
        self._taken = set(PLACEHOLDER.findall(raw))
        self._given: dict[tuple[str, str], str] = {}
        self._last: dict[str, int] = {}

    def of(self, found: PrivateSpan) -> str:
        label = _LABELS[found.kind]
        key = (label, found.value)
        if key not in self._given:
            number = self._last.get(label, 0) + 1
            while f"[{label}_{number}]" in self._taken:
                number += 1
            self._last[label] = number
            self._given[key] = f"[{label}_{number}]"
        return self._given[key]
