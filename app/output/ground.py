"""Find a model's words in the text it was shown. Words are compared with words, before anything is computed.

    exact in the canonical view ─▶ several hits: the one a scanner typed as this field, else nearest its label, else
                                   the next one in the order of the text
    fuzzy from four characters on, and only where the list of numbers is the same
    nothing: the words do not stand there

A number is never cut out of a longer one: 8평 is not in 18평. The model saw the masked text, so that is searched; spans
lead back to the text as it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from app.domain import Match, Span
from app.korean.masking import Masked
from app.output.canon import Canon, canon, canon_of, numbers, squeeze
from app.output.hints import Hints, generic, overlap
from app.output.proof import match_of_words

_SHORTEST_FUZZY = 4
_LONGEST_FUZZY = 120
_MOST_SLACK = 12
_LEAST_LIKE = 0.75
_MOST_HITS = 200
_NEAR_LABEL = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """Words found: `start:end` in the canonical text, `span` in the raw one."""

    start: int
    end: int
    span: Span
    match: Match


class Grounder:
    """Searches one text. `labels` are the words that announce a field, by its name."""

    def __init__(self, masked: Masked, hints: Hints, labels: Mapping[str, Sequence[str]]) -> None:
        self.masked = masked
        self.hints = hints
        self._labels = labels
        self._view: Canon | None = None
        self._taken: dict[str, list[Span]] = {}
        self._hidden = [one.masked for one in masked.replacements]

    @property
    def view(self) -> Canon:
        """The canonical view of the masked text, made when first needed."""
        if self._view is None:
            self._view = canon(self.masked.text)
        return self._view

    def find(self, words: str, pointer: str, *, private: bool = False) -> Hit | None:
        """The place of `words` for the field at `pointer`, or None. Remembers it: equal words of the next element
        are looked for behind it. Placeholders are only found for `private` fields."""
        hits = list(self.hits(words, private=private))
        chosen = self._choose(hits, pointer) if hits else self._nearly(words, private=private)
        if chosen is not None:
            self._taken.setdefault(generic(pointer), []).append(chosen.span)
        return chosen

    def hits(self, words: str, *, private: bool = False) -> Iterator[Hit]:
        """Every place where `words` stand, in the order of the text."""
        text, needle = self.view.text, squeeze(words)
        at, count = text.find(needle) if needle else -1, 0
        while at >= 0 and count < _MOST_HITS:
            count += 1
            end = at + len(needle)
            if not _cuts_number(text, at, end) and (hit := self._hit(at, end, words, private=private)):
                yield hit
            at = text.find(needle, at + 1)

    def part(self, hit: Hit, words: str, start: int, end: int) -> Span:
        """The raw span of `words[start:end]`, where `words` as a whole were found at `hit`."""
        if hit.match == "fuzzy":
            return hit.span
        inner = canon_of(words)
        inside = [index for index, place in enumerate(inner.places) if start <= place < end]
        if not inside or len(inner.places) != hit.end - hit.start:
            return hit.span
        return self._raw(hit.start + inside[0], hit.start + inside[-1] + 1)

    def words_at(self, span: Span) -> str:
        """The raw words of a span."""
        return self.masked.raw[span.start : span.end]

    # ---- inside ----------------------------------------------------------------------------------------------------
    def _hit(self, start: int, end: int, words: str, *, private: bool, fuzzy: bool = False) -> Hit | None:
        low, high = self.view.raw_span(start, end)
        if not private and any(one.start < high and low < one.end for one in self._hidden):
            return None
        match = match_of_words(words, self.masked.text[low:high], fuzzy=fuzzy)
        return Hit(start, end, self.masked.span(low, high), match)

    def _raw(self, start: int, end: int) -> Span:
        return self.masked.span(*self.view.raw_span(start, end))

    def _choose(self, hits: list[Hit], pointer: str) -> Hit:
        if len(hits) == 1:
            return hits[0]
        taken = self._taken.get(generic(pointer), [])
        for leaf in self.hints.of(pointer):
            for hit in hits:
                if hit.span not in taken and leaf.span is not None and overlap(hit.span, leaf.span):
                    return hit
        free = [hit for hit in hits if hit.span not in taken] or hits
        by_label = self._nearest_label(free, pointer.rpartition("/")[2])
        if by_label is not None:
            return by_label
        behind = taken[-1].end if taken else 0
        return next((hit for hit in free if hit.span.start >= behind), free[0])

    def _nearest_label(self, hits: list[Hit], name: str) -> Hit | None:
        """The hit that follows a label of the field most closely, within a few characters."""
        text = self.view.text
        best: tuple[int, Hit] | None = None
        for label in map(squeeze, self._labels.get(name, ())):
            for hit in hits:
                at = text.rfind(label, max(0, hit.start - _NEAR_LABEL), hit.start) if label else -1
                distance = hit.start - at - len(label)
                if at >= 0 and (best is None or distance < best[0]):
                    best = (distance, hit)
        return best[1] if best else None

    def _nearly(self, words: str, *, private: bool) -> Hit | None:
        """The place that is most like `words`; only with the same numbers."""
        text, needle = self.view.text, squeeze(words)
        if not _SHORTEST_FUZZY <= len(needle) <= min(len(text), _LONGEST_FUZZY):
            return None
        about = fuzz.partial_ratio_alignment(needle, text, score_cutoff=100 * _LEAST_LIKE - 10)
        if about is None:
            return None
        best = _best_window(needle, text, about.dest_start)
        return self._hit(*best, words, private=private, fuzzy=True) if best else None


def _best_window(needle: str, text: str, around: int) -> tuple[int, int] | None:
    """The shortest of the windows most like `needle`, near `around`, that hold exactly its numbers."""
    slack = min(max(1, len(needle) // 4), _MOST_SLACK)
    wanted = numbers(needle)
    best: tuple[float, int, int, int] | None = None
    for start in range(max(0, around - slack), min(len(text), around + slack) + 1):
        for length in range(max(1, len(needle) - slack), len(needle) + slack + 1):
            end = start + length
            if end > len(text):
                break
            like = Levenshtein.normalized_similarity(needle, text[start:end], score_cutoff=_LEAST_LIKE)
            if like < _LEAST_LIKE or (best is not None and (-like, length) >= best[:2]):
                continue
            if not _cuts_number(text, start, end) and numbers(text[start:end]) == wanted:
                best = (-like, length, start, end)
    return (best[2], best[3]) if best else None


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Whether a cut at `start` or `end` goes through a number."""
    return _is_inside_number(text, start) or _is_inside_number(text, end)


def _is_inside_number(text: str, at: int) -> bool:
    """Whether the cut before `text[at]` parts a number. A date's dots may be cut, a decimal's not."""
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    if before.isdigit() and after.isdigit():
        return True
    if before.isdigit() and after == ".":
        return _is_decimal(text, at)
    if before == "." and after.isdigit():
        return _is_decimal(text, at - 1)
    return False


def _is_decimal(text: str, dot: int) -> bool:
    """Whether the dot stands in a number with one dot, such as 59.5, and not in 2026.3.15."""
    left = dot
    while left > 0 and text[left - 1].isdigit():
        left -= 1
    right = dot + 1
    while right < len(text) and text[right].isdigit():
        right += 1
    return right > dot + 1 and left < dot and text[right : right + 1] != "." and text[left - 1 : left] != "."
