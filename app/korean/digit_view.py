"""See digits behind their disguises: a view of the same length in which O, l, 공 and 一 stand as 0, 1, 0 and 1.

The view keeps every position, so what a pattern finds in it stands at the same place in the text. It is only good for
patterns that ask for a whole number of digits: on its own it turns every 이 into a 2.
"""

from __future__ import annotations

from functools import lru_cache

_LOOKALIKES = {
    "0": "OoQ〇零공영",
    "1": "lI|i일一",
    "2": "이二",
    "3": "삼三",
    "4": "사四",
    "5": "오五",
    "6": "육륙六",
    "7": "칠七",
    "8": "팔八",
    "9": "구九",
}
_TABLE = str.maketrans({char: digit for digit, chars in _LOOKALIKES.items() for char in chars})


@lru_cache(maxsize=4)
def digit_view(text: str) -> str:
    """`text` with every character that people write for a digit replaced by that digit; same length."""
    return text.translate(_TABLE)


def digits_of(view: str) -> str:
    """The ASCII digits of `view`, in order."""
    return "".join(char for char in view if "0" <= char <= "9")
