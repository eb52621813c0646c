"""Many words as one pattern that a text passes quickly."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """The pattern of any of `words`, the longest first; a space in a word may be missing in the text.

    Words with the same beginning stand in one group, which a text that begins otherwise passes in one step.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append("[ ]?".join(map(re.escape, word[1:].split(" "))))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
