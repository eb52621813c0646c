"""What a noun does in its sentence: is it spoken of, or only the scenery (편의점 앞에서, 커튼을 걷고) or one of a list?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.readers.hashtags.lexicon import Lexicon
from app.readers.hashtags.words import Word

_PLACED = frozenset(
    [
        "에서",
        "에서는",
        "에서도",
        "에선",
        "에",
        "엔",
        "에는",
        "에도",
        "에만",
        "까지",
        "쪽",
        "쪽에",
        "쪽으로",
        "처럼",
        "한테",
        "보다",
        "마다",
    ]
)
_BESIDE = ("앞", "옆", "뒤", "근처", "아래", "안에", "위에", "밑", "건너편", "맞은편", "방향", "틈")
_BETWEEN = frozenset([" ", ", ", ",", "·", " · ", "/", " / ", "\n"])
_MANY = 3


def scenery(words: Sequence[Word], text: str, lexicon: Lexicon) -> frozenset[int]:
    """Where those words start that only say where something is, or stand in a list of three things or more."""
    placed = {word.start for word, after in pairwise((*words, None)) if word and _is_placed(word, after)}
    return frozenset(placed | _listed(words, text, lexicon))


def _is_placed(word: Word, after: Word | None) -> bool:
    if any(particle in _PLACED for _, particle in word.readings):
        return True
    return after is not None and after.text.startswith(_BESIDE) and len(after.text) <= _MANY


def _listed(words: Sequence[Word], text: str, lexicon: Lexicon) -> set[int]:
    """정육점 약국 미용실 다 되고: bare nouns in a row are examples; what they are examples of is the subject."""
    listed: set[int] = set()
    row: list[Word] = []
    for word in words:
        if row and text[row[-1].end : word.start] not in _BETWEEN:
            listed |= _many(row)
            row = []
        if lexicon.noun(word.text) is None:
            listed |= _many(row)
            row = []
        else:
            row.append(word)
    return listed | _many(row)


def _many(row: Sequence[Word]) -> set[int]:
    return {word.start for word in row} if len(row) >= _MANY else set()
