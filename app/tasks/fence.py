"""Keep a pasted text inside its fence: nothing in it may look like a tag, and its length does not change.

The fence carries a nonce that the writer of a post cannot know; this is the second lock. Offsets and copied words stay
comparable, because one character always becomes one character.
"""

from __future__ import annotations

import re

_UNSEEN = "\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad"
_OPENS_A_TAG = re.compile(
    rf"[<\uff1c\ufe64](?=[\s{_UNSEEN}]{{0,8}}[/\uff0f\u2044\u2215!?A-Za-z\uff21-\uff3a\uff41-\uff5a])"
)
_SMUGGLES = re.compile("[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Tag characters spell out invisible orders, direction controls reorder what people see, control characters break JSON
readers of small servers. Hangul tags such as <매물정보> are ordinary decoration and stay."""


def neutralise(text: str) -> str:
    """`text` with `<` of anything like a tag turned into `‹` and unseen orders into spaces, one for one."""
    return _SMUGGLES.sub(" ", _OPENS_A_TAG.sub("‹", text))
