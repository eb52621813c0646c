"""What was found in a text, and the candidates that are made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.readers.hashtags.lexicon import Lexicon, Topic
from app.readers.hashtags.nouns import Nouns
from app.readers.hashtags.places import Where

_SLOT = re.compile(r"\{([^{}|]{1,10})(?:\|([^{}|]{1,10}))?\}")
OPENING = 60
"""What a post is about mostly stands in its first letters."""
PASSING = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tag with its kind and how well it fits."""

    tag: str
    kind: str
    score: float
    known: bool = False
    filler: bool = False
    """Fits almost any post, so it says nothing by itself."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in a text, for making tags of it."""

    text: str
    nouns: Nouns
    where: Where
    topics: tuple[tuple[Topic, tuple[int, ...]], ...]
    """Each with where its words stand."""

    @property
    def led(self) -> bool:
        """Whether one topic makes the others incidental."""
        return any(topic.leads for topic, _ in self.topics)


def passing(spots: Sequence[int], found: Evidence) -> float:
    """What a topic loses that only one later word speaks of, or only the end, or scenery: it is mentioned in passing."""
    if all(at in found.nouns.placed for at in spots):
        return PASSING
    late = OPENING if len(spots) == 1 else max(OPENING, len(found.text) // 2)
    return PASSING if spots[0] >= late else 0.0


def fill(template: str, found: Evidence, lexicon: Lexicon) -> str | None:
    """A tag template with its slot filled: {지역} with the quarter, {group} or {list} with the first noun of it.

    {group|word} falls back on the word when the text names none.
    """
    slot = _SLOT.search(template)
    if slot is None:
        return template
    if slot.group(1) == "지역":
        value = found.where.dong
    elif listed := lexicon.words(slot.group(1)):
        value = min((word for word in listed if word in found.text), key=found.text.find, default=None)
    else:
        members = [noun for noun in found.nouns.counts if lexicon.group_of.get(noun) == slot.group(1)]
        value = min(members, key=lambda noun: found.nouns.first_at[noun], default=None)
    value = value or slot.group(2)
    return None if value is None else _SLOT.sub(value, template, count=1)
