"""A phrase of the word lists with the other particles that its noun may carry: 성적이 올 → 성적은 올, 성적도 올, 성적 올.

What is said of a noun is the same whichever of 이, 은, 도, 을 the writer chose, so that one of them in a list is enough.
A phrase with 은 is left as it is: 맛은 있는데 concedes what 맛이 있다 praises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.korean.jamo import has_final

_PHRASE = re.compile(r"(?P<noun>[가-힣]{2,6})(?P<particle>[이가을를도]) (?P<said>[가-힣].*)")
_AFTER = {True: ("이", "은", "을", "도"), False: ("가", "는", "를", "도")}
_ADVERBS = "앞으로 아직 하나 깨끗 그래 아무 조금 하루 이틀 사흘 나흘 며칠 일주일 만한 한두번 이래 그렇게"
_NO_NOUNS = frozenset(_ADVERBS.split())
_OF_VERBS = ("지", "고", "서", "면", "해", "어", "아", "려", "여", "워", "와", "도", "없")
"""보지도 않, 해도 그대로: a verb, whose 도 is no particle of a noun."""


def spellings(phrase: str) -> Iterator[str]:
    """`phrase` with other particles, and each of them also without the space between long words (무한리필)."""
    for written in with_other_particles(phrase):
        yield written
        words = written.split(" ")
        if len(words) == 2 and min(map(len, words)) > 1:
            yield "".join(words)


def with_other_particles(phrase: str) -> Iterator[str]:
    """`phrase`, and the same with each other particle and with none."""
    yield phrase
    match = _PHRASE.fullmatch(phrase)
    if match is None or match["noun"] in _NO_NOUNS or match["noun"].endswith(_OF_VERBS):
        return
    noun, said = match["noun"], match["said"]
    particles = _AFTER[has_final(noun[-1])]
    if match["particle"] in particles:
        for particle in (*particles, ""):
            yield f"{noun}{particle} {said}"
