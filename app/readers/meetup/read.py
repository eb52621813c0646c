"""One pass over a post: what the group is for, whether it is one, then who, when, where, how much."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain import Leaf, Reading, Source
from app.readers.meetup.ages import find_ages
from app.readers.meetup.beginners import beginner_friendly
from app.readers.meetup.capacity import find_capacity
from app.readers.meetup.fee import find_fee
from app.readers.meetup.gate import find_gate
from app.readers.meetup.gender import gender
from app.readers.meetup.lexicon import Lexicon, lexicon
from app.readers.meetup.page import Page, page
from app.readers.meetup.places import find_online, find_place
from app.readers.meetup.schedule import find_schedule
from app.readers.meetup.topics import Topic, find_topic

_PRIVATE = ("phones", "names", "messengers", "accounts")
_SURE_PLACE = 3.0
_SPONTANEOUS = re.compile(r"번개|벙개|급벙")


def read(source: Source, rules: Mapping[str, Any]) -> Reading:
    """Read a post; `rules` is the parsed rules.yaml (gate words, topic words), {} leaves topics and the gate unsure."""
    sheet = page(source.text)
    words = lexicon(rules)
    topic = find_topic(sheet, words)
    schedule = find_schedule(sheet, source.reference_date, topic.name if topic else None)
    gate = find_gate(sheet, words, (topic.start, topic.end) if topic else None, _appointed(sheet, schedule))
    tree: dict[str, Any] = {"is_meetup": Leaf(gate.is_meetup)}
    if gate.is_meetup:
        tree["gender"] = gender(sheet, gate)
        tree |= find_ages(sheet, source.reference_date)
        tree |= _topic(sheet, topic, gate.start, gate.end)
        tree["schedule"] = schedule
        tree |= _place(sheet, words)
        tree |= {
            "fee": find_fee(sheet),
            "capacity": find_capacity(sheet),
            "beginner_friendly": beginner_friendly(sheet),
        }
    tree["private"] = _private(sheet)
    return Reading({key: value for key, value in tree.items() if value not in (None, [], {})})


def _appointed(sheet: Page, schedule: list[dict[str, Any]]) -> bool:
    """Whether a time is set, or a day for what is called a 번개 (낚시 번개 6/6~7)."""
    if any("date" in entry for entry in schedule) and _SPONTANEOUS.search(sheet.text):
        return True
    return any("time" in entry for entry in schedule)


def _topic(sheet: Page, topic: Topic | None, start: int, end: int) -> dict[str, Any]:
    if topic is None:
        return {"topics": [sheet.leaf("other", start, end, "inferred")]}
    found: dict[str, Any] = {"topics": [sheet.leaf(topic.name, topic.start, topic.end, "inferred")]}
    if topic.activity is not None:
        start, end = topic.activity
        found["activity"] = sheet.leaf(" ".join(sheet.text[start:end].split()), start, end)
    return found


def _place(sheet: Page, known: Lexicon) -> dict[str, Any]:
    """`place` and `online`: a physical place is not online, unless it is only a guess and 줌 stands there."""
    spot, online = find_place(sheet, known.landmarks), find_online(sheet)
    if spot is not None and (online is None or spot.score >= _SURE_PLACE):
        words = " ".join(sheet.text[spot.start : spot.end].split())
        return {
            "place": sheet.leaf(words, spot.start, spot.end),
            "online": sheet.leaf(False, spot.start, spot.end, "inferred"),
        }
    return {"online": sheet.leaf(True, *online, "inferred")} if online is not None else {}


def _private(sheet: Page) -> dict[str, list[Leaf]]:
    """Personal data by field, each value once."""
    found: dict[str, dict[str, Leaf]] = {}
    for one in sheet.private:
        if one.field in _PRIVATE:
            found.setdefault(one.field, {}).setdefault(one.value, sheet.leaf(one.value, one.start, one.end))
    return {field: list(values.values()) for field, values in found.items()}
