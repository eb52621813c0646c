"""The reader of a task that names none: labels, words and normalisers from its own declaration.

    gate            the first value whose words (or rules.yaml gate words) stand in the text
    enum, list      the words of each value, longest first
    boolean, tri    a topic word and what is said about it (polarity)
    clean           a labelled value, `보증금: 500`, through the field's normaliser

It sees one object where the declaration has a list of objects: telling several apart needs a reader of the task's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from app.domain import Leaf, Reading, Source, Span, Warn
from app.korean.fold import Folded, fold
from app.korean.normalise import NORMALISERS
from app.korean.polarity import polarity
from app.tasks.spec import FieldSpec, TaskSpec

MAX_VALUE_CHARS = 60


def read(spec: TaskSpec, source: Source, rules: Mapping[str, Any]) -> Reading:
    """Whatever the declaration's own words find in the text; `rules` may add `labels` and `gate` words."""
    reading = _Generic(fold(source.text), source, rules)
    tree = reading.members(spec.fields)
    if spec.gate is not None:
        name, gate = spec.gate
        value = reading.gate(gate)
        tree[name] = Leaf(value)
        if not gate.opened_by(value):
            tree = {name: tree[name]}
    return Reading(tree, reading.warnings)


class _Generic:
    def __init__(self, folded: Folded, source: Source, rules: Mapping[str, Any]) -> None:
        self._folded = folded
        self._source = source
        self._labels: Mapping[str, list[str]] = rules.get("labels") or {}
        self._gate: Mapping[str, list[str]] = rules.get("gate") or {}
        self.warnings: list[Warn] = []

    # ---- structure ----
    def members(self, fields: Mapping[str, FieldSpec]) -> dict[str, Any]:
        found = {}
        for name, field in fields.items():
            if field.role != "value" or field.by == "code":
                continue
            value = self._field(name, field)
            if value is not None and value not in ({}, []):
                found[name] = value
        return found

    def _field(self, name: str, field: FieldSpec) -> Any:
        if field.clean is not None:
            return self._cleaned(name, field)
        if field.type == "list" and field.of == "enum":
            return [leaf for _, leaf in self._enum(field)][: field.max]
        if field.type == "list" and field.fields is not None:
            one = self.members(field.fields)
            return [one] if one else []
        if field.type == "object":
            return self.members(field.fields or {})
        if field.type == "enum":
            return next((leaf for _, leaf in self._enum(field)), None)
        if field.type in ("boolean", "tri"):
            return self._said(field)
        return self._labelled(name)

    # ---- leaves ----
    def gate(self, field: FieldSpec) -> Any:
        """The gate's value: by the words of rules.yaml, then its own, then the first that opens."""
        text = self._folded.text
        for value, words in self._gate.items():
            if any(word in text for word in words):
                return _gate_value(field, value)
        for value, _ in self._enum(field):
            return value
        return field.opens[0] if field.opens else next(iter(field.enum), None)

    def _enum(self, field: FieldSpec) -> Iterator[tuple[str, Leaf]]:
        """Values whose words stand in the text, each once, in the order of the text."""
        by_word = _words(field)
        seen = set()
        for match in _pattern(tuple(by_word)).finditer(self._folded.text) if by_word else ():
            value = by_word[match[0].casefold()]
            if value not in seen:
                seen.add(value)
                yield value, Leaf(value, self._folded.span(*match.span()))

    def _said(self, field: FieldSpec) -> Leaf | None:
        topics = _topics(field)
        if not topics:
            return None
        text = self._folded.text
        for match in _pattern(tuple(word.casefold() for word in topics)).finditer(text):
            said = polarity(text, *match.span())
            answer = said.answer if said else "yes"
            span = self._folded.span(min(match.start(), said.start), said.end) if said else self._span(match)
            if field.type == "tri":
                return Leaf(answer, span)
            return Leaf(answer == "yes", span) if answer != "ask" else None
        return None

    def _cleaned(self, name: str, field: FieldSpec) -> Any:
        labelled = self._labelled(name)
        if labelled is None or labelled.span is None:
            return None
        cleaned = NORMALISERS[field.clean or ""](labelled.value, {}, self._source)
        if cleaned.value is None:
            return None
        if isinstance(cleaned.value, Mapping):
            return {key: Leaf(value, labelled.span) for key, value in cleaned.value.items() if value is not None}
        if isinstance(cleaned.value, list):
            return [Leaf(value, labelled.span) for value in cleaned.value]
        return Leaf(cleaned.value, labelled.span)

    def _labelled(self, name: str) -> Leaf | None:
        labels = self._labels.get(name)
        if not labels:
            return None
        match = _label_pattern(tuple(labels)).search(self._folded.text)
        if match is None:
            return None
        words = match["value"].rstrip()
        start = match.start("value")
        return Leaf(words, self._folded.span(start, start + len(words))) if words else None

    def _span(self, match: re.Match[str]) -> Span:
        return self._folded.span(*match.span())


def _gate_value(field: FieldSpec, value: str) -> Any:
    return value == "true" if field.type == "boolean" else value


def _topics(field: FieldSpec) -> list[str]:
    """The words that bring up what a boolean or a tri is about."""
    if isinstance(field.words, dict):
        return [word for words in field.words.values() for word in words]
    return field.words if isinstance(field.words, list) else []


def _words(field: FieldSpec) -> dict[str, str]:
    """Word, lower case → enum value. The value itself is a word, too."""
    if not isinstance(field.words, dict):
        return {}
    return {word.casefold(): value for value, words in field.words.items() for word in words}


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One alternation, longest word first: linear, since it repeats nothing."""
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)


@lru_cache(maxsize=512)
def _label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?:{either})[ \t]{{0,3}}[:=]?[ \t]{{0,3}}(?P<value>[^\n,|:=]{{1,{MAX_VALUE_CHARS}}})")
