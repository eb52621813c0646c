"""The word lists of rules.yaml as patterns: gate words, topic words, which topic wins, venues."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.readers.meetup.alternatives import any_of

_NEVER = re.compile(r"(?!)")
GATE_KINDS = ("invites", "hints", "questions", "promotion", "trades", "reviews", "attacks")


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A word of a topic: `do` may become the activity, `about` is a sign, `weak` a faint one."""

    topic: str
    role: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader looks up. `words` is keyed by lower-case word without spaces."""

    gate: Mapping[str, re.Pattern[str]]
    topic_words: re.Pattern[str]
    words: Mapping[str, TopicWord]
    beats: frozenset[tuple[str, str]]
    exams: frozenset[str]
    landmarks: re.Pattern[str]


def lexicon(rules: Mapping[str, Any]) -> Lexicon:
    """The lists of `rules` (a parsed rules.yaml, or {}), compiled once per content."""
    wanted = {key: rules.get(key) for key in ("gate", "topics", "beats", "exams", "landmarks")}
    return _compiled(json.dumps(wanted, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=8)
def _compiled(content: str) -> Lexicon:
    rules = json.loads(content)
    gate = rules["gate"] or {}
    words: dict[str, TopicWord] = {}
    written: list[str] = []
    for topic, lists in (rules["topics"] or {}).items():
        for role, listed in lists.items():
            for word in map(_spaced, split(listed)):
                words.setdefault(squeeze(word), TopicWord(topic, role))
                written.append(word)
    return Lexicon(
        gate={kind: _any_of(split(gate.get(kind, ""))) for kind in GATE_KINDS},
        topic_words=_any_of(written),
        words=words,
        beats=frozenset((one, other) for one, other in rules["beats"] or ()),
        exams=frozenset(squeeze(word) for word in split(rules["exams"] or "")),
        landmarks=_any_of(split(rules["landmarks"] or "")),
    )


def _spaced(word: str) -> str:
    """독서모임 may be written 독서 모임."""
    return re.sub(r"(?<=[가-힣]{2})모임\Z", " 모임", word)


def split(listed: str | Iterable[str]) -> list[str]:
    """A list of rules.yaml: words separated by commas, or a YAML list."""
    parts = listed.split(",") if isinstance(listed, str) else listed
    return [word.strip() for word in parts if word.strip()]


def squeeze(word: str) -> str:
    """`word` as a key: lower case, without spaces."""
    return "".join(word.lower().split())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    spelled = any_of(" ".join(word.split()) for word in words)
    return re.compile(spelled, re.IGNORECASE) if spelled else _NEVER
