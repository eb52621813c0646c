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
_BESIDE = ("앞", "옆", "뒤", "근처", "아래", "안에", "위에", "밑", "건너편", "맞은편", "방향", "틈", "쪽")
_GLUED = ("옆", "앞", "뒤", "근처", "맞은편", "건너편", "방향", "쪽")
"""꽈배기집옆: the same without the space."""
_BESIDES = frozenset(["랑", "이랑", "와", "과"])
_TAKEN_WITH = ("먹", "마시", "곁들", "같이", "함께", "비교")
"""우유랑 먹으면: what goes with the subject is not the subject."""
_BECAUSE = frozenset(["이라", "라", "이라서", "라서"])
_BETWEEN = frozenset([" ", ", ", ",", "·", " · ", "/", " / ", "\n"])
_MANY = 3


def scenery(words: Sequence[Word], text: str, lexicon: Lexicon) -> frozenset[int]:
    """Where those words start that only say where something is, or stand in a list of three things or more."""
    placed = {word.start for word, after in pairwise((*words, None)) if word and _is_placed(word, after, lexicon)}
    for word, after in reversed([*pairwise(words)]):
        if after.start in placed and text[word.end : after.start] == " " and _is_landmark(word, lexicon):
            placed.add(word.start)
    return frozenset(placed | _listed(words, text, lexicon))


def _is_placed(word: Word, after: Word | None, lexicon: Lexicon) -> bool:
    if any(particle in _PLACED for _, particle in word.readings) or _is_glued(word, lexicon):
        return True
    if after is None:
        return False
    beside = after.text.startswith(_BESIDE) and len(after.text) <= _MANY
    return beside or after.text.startswith(lexicon.words("set_aside")) or _is_side_dish(word, after, lexicon)


def _is_glued(word: Word, lexicon: Lexicon) -> bool:
    if not word.text.endswith(_GLUED):
        return False
    end = next(end for end in _GLUED if word.text.endswith(end))
    return word.text.removesuffix(end).endswith(lexicon.words("landmarks"))


def _is_side_dish(word: Word, after: Word, lexicon: Lexicon) -> bool:
    """우유랑 먹으면, 애가 천식이라: what goes with the subject, or why, is not the subject."""
    if any(particle in _BECAUSE and _is_reason(noun, lexicon) for noun, particle in word.readings):
        return True
    return after.text.startswith(_TAKEN_WITH) and any(particle in _BESIDES for _, particle in word.readings)


def _is_reason(noun: str, lexicon: Lexicon) -> bool:
    return lexicon.holds("reason_groups", lexicon.group_of.get(lexicon.noun(noun) or "", ""))


def _is_landmark(word: Word, lexicon: Lexicon) -> bool:
    """버스정류장 의자에서, 헬스장 앞에서: shops, stops and furniture in front of a place are part of the way there."""
    group = lexicon.group_of.get(word.text, "")
    return lexicon.holds("props", group) or lexicon.holds("landmark_groups", group)


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
