"""What the group is for: its topic, and the activity as written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.readers.meetup.activity import find_activity
from app.readers.meetup.lexicon import Lexicon
from app.readers.meetup.mentions import Mention, find_mentions
from app.readers.meetup.page import Page


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic, the word that carries it, and the place of the activity's words (None if no activity is named)."""

    name: str
    start: int
    end: int
    activity: tuple[int, int] | None


def find_topic(page: Page, words: Lexicon) -> Topic | None:
    """The one topic the text is about, by its words: how telling they are, how often, and how early they stand."""
    standing = list(find_mentions(page, words))
    if not standing:
        return None
    name = _winner(standing, words)
    of_topic = [one for one in standing if one.word.topic == name]
    best = max(of_topic, key=lambda one: (one.weight, -one.start))
    return Topic(name, best.start, best.end, find_activity(page, standing, of_topic))


def _winner(mentions: list[Mention], words: Lexicon) -> str:
    totals: dict[str, float] = {}
    for key, weight, topic in _distinct(mentions):
        if key in words.exams:
            totals["study"] = totals.get("study", 0.0) + 1.0
        totals[topic] = totals.get(topic, 0.0) + weight
    strong = {topic for topic, total in totals.items() if total >= 1.0}
    beaten = {loser for winner, loser in words.beats if winner in strong and loser in totals}
    left = {topic: total for topic, total in totals.items() if topic not in beaten} or totals
    return max(left, key=lambda topic: left[topic])


def _distinct(mentions: Iterable[Mention]) -> Iterable[tuple[str, float, str]]:
    """Each word once, with its best weight."""
    best: dict[str, Mention] = {}
    for one in mentions:
        if one.key not in best or best[one.key].weight < one.weight:
            best[one.key] = one
    return [(key, one.weight, one.word.topic) for key, one in best.items()]
