"""The word lists of rules.yaml, compiled so that one pass over a text finds the words of every list.

A list is words separated by commas (or a YAML list). A space inside a word is optional in the text. Each word keeps
what it means in its list: the canonical name of a brand, the kind of a product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_FLAT = (
    "weak_brands",
    "shoe_brands",
    "model_suffixes",
    "parts",
    "pieces",
    "modifiers",
    "fillers",
    "teams",
    "colours",
    "defects",
    "weak_defects",
    "accessories",
    "accessory_prefixes",
    "whole_set",
    "reserved",
    "sold",
    "counterfeit",
    "counterfeit_not",
    "prohibited",
    "prohibited_not",
    "regions",
    "noise",
)
_NESTED = ("condition", "intent", "trade", "shipping", "price")
_OFF_SCAN = frozenset(
    ("weak_brands", "shoe_brands", "model_suffixes", "modifiers", "fillers", "weak_defects", "accessory_prefixes")
)


_LONGEST_ENDING = 8
_MISSPELT = ("brand", "model")
_ALIKE = {1: (5,), 5: (1,)}
"""ㅐ and ㅔ, by their place among the vowels."""
_AFTER_PALATAL = {0: (2,), 2: (0,), 4: (6,), 6: (4,), 8: (12,), 12: (8,), 13: (17,), 17: (13,)}
"""ㅏ/ㅑ, ㅓ/ㅕ, ㅗ/ㅛ, ㅜ/ㅠ sound alike behind ㅅ, ㅈ, ㅉ and ㅊ."""
_PALATAL = (9, 12, 13, 14)


class Hit(NamedTuple):
    """`text[start:end]` is a word of a list; `data` is what the list says of it."""

    start: int
    end: int
    data: Any


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Compiled lists: words by their first two letters for the scan, and plain sets for membership."""

    by_head: Mapping[str, tuple[tuple[str, str, Any], ...]]
    single: Mapping[str, tuple[tuple[str, str, Any], ...]]
    sets: Mapping[str, frozenset[str]]
    brand_types: Mapping[str, str]
    defect_verbs: Mapping[str, str]
    brand_lines: Mapping[str, str]
    kinds: Mapping[str, str]
    """The kind (group of rules.yaml) of every product noun."""
    noun_endings: tuple[str, ...]
    place_endings: frozenset[str]
    place_not: frozenset[str]
    place_last: frozenset[str]
    """The last letters of place endings: most words end in none of them and need no further look."""

    def scan(self, low: str) -> dict[str, list[Hit]]:
        """Words of every list in a lower-case text: per list the longest at each place, without overlaps."""
        found: dict[str, list[Hit]] = {}
        busy: dict[str, int] = {}
        pairs, singles = self.by_head.get, self.single.get
        for at, first in enumerate(low):
            entries, short = pairs(low[at : at + 2], ()), singles(first)
            for word, name, data in entries + short if short else entries:
                if busy.get(name, 0) <= at and low.startswith(word, at):
                    busy[name] = at + len(word)
                    found.setdefault(name, []).append(Hit(at, at + len(word), data))
        return found

    def place_ending(self, word: str) -> str | None:
        """The longest listed ending of a place's name that the word has."""
        if word[-1:] not in self.place_last:
            return None
        ends = (word[-width:] for width in range(min(len(word), _LONGEST_ENDING), 0, -1))
        return next((end for end in ends if end in self.place_endings), None)

    def has(self, name: str, word: str) -> bool:
        """Whether `word` (any letter case) stands in the list `name`."""
        return word.lower() in self.sets.get(name, frozenset())


def words_of(value: Any) -> Iterator[str]:
    """The words of a list written as `a, b, c` or as a YAML list, lower-case."""
    if isinstance(value, str):
        value = value.split(",")
    for word in value or ():
        if cleaned := str(word).strip().lower():
            yield cleaned


_COMPILED: dict[int, tuple[Mapping[str, Any], Vocabulary]] = {}
_KEPT = 8


def vocabulary(rules: Mapping[str, Any]) -> Vocabulary:
    """The compiled lists of `rules`, compiled once per mapping (a reload brings a new mapping)."""
    kept = _COMPILED.get(id(rules))
    if kept and kept[0] is rules:
        return kept[1]
    compiled = _compile(rules)
    if len(_COMPILED) >= _KEPT:
        _COMPILED.pop(next(iter(_COMPILED)), None)
    _COMPILED[id(rules)] = (rules, compiled)
    return compiled


def _compile(rules: Mapping[str, Any]) -> Vocabulary:
    entries: dict[tuple[str, str], Any] = {}
    for name, word, data in _entries(rules):
        for spelling in {word, word.replace(" ", "")}:
            entries.setdefault((name, spelling), data)
    for (name, word), data in list(entries.items()):
        if name in _MISSPELT:
            for spelling in _misspellings(word):
                if not any((listed, spelling) in entries for listed in ("product", "brand", "model", "accessories")):
                    entries[name, spelling] = data
    heads: dict[str, list[tuple[str, str, Any]]] = {}
    for (name, word), data in entries.items():
        if name not in _OFF_SCAN:
            heads.setdefault(word[:2], []).append((word, name, data))
    ordered = {head: tuple(sorted(found, key=lambda e: -len(e[0]))) for head, found in heads.items()}
    sets: dict[str, set[str]] = {}
    for name, word in entries:
        sets.setdefault(name, set()).add(word)
    return Vocabulary(
        {head: found for head, found in ordered.items() if len(head) == 2},
        {head: found for head, found in ordered.items() if len(head) == 1},
        {name: frozenset(words) for name, words in sets.items()},
        dict(rules.get("brand_types") or {}),
        dict(rules.get("defect_verbs") or {}),
        dict(rules.get("brand_lines") or {}),
        {word: data for (name, word), data in entries.items() if name == "product"},
        tuple(words_of(rules.get("noun_endings"))),
        frozenset(words_of(rules.get("place_endings"))),
        frozenset(words_of(rules.get("place_not"))),
        frozenset(word[-1] for word in words_of(rules.get("place_endings"))),
    )


def _misspellings(word: str) -> Iterator[str]:
    """How people also write a foreign name, one vowel off: 스텐리, 퀜쳐, 켈러웨이, 쥬방. Short names stay as they are."""
    if len(word) < 3 or not all("가" <= char <= "힣" for char in word):
        return
    for at, char in enumerate(word):
        first, rest = divmod(ord(char) - 0xAC00, 588)
        vowel, final = divmod(rest, 28)
        for other in (*_ALIKE.get(vowel, ()), *(_AFTER_PALATAL.get(vowel, ()) if first in _PALATAL else ())):
            yield word[:at] + chr(0xAC00 + first * 588 + other * 28 + final) + word[at + 1 :]


def _entries(rules: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(list, word, what it means) for every word of the rules."""
    for canonical, aliases in (rules.get("brands") or {}).items():
        for word in (str(canonical).lower(), *words_of(aliases)):
            yield "brand", word, str(canonical)
    for model in rules.get("models") or ():
        for word in words_of(model.get("words")):
            yield "model", word, (model.get("brand"), model.get("type"))
    for kind, nouns in (rules.get("products") or {}).items():
        for word in words_of(nouns):
            yield "product", word, kind
    for name in _FLAT:
        for word in words_of(rules.get(name)):
            yield name, word, word
    for word in words_of(rules.get("weak_defects")):
        yield "defects", word, word  # found as damage, then looked at again
    for name in _NESTED:
        for value, listed in (rules.get(name) or {}).items():
            for word in words_of(listed):
                yield f"{name}.{value}", word, word
    for word, noun in (rules.get("defect_verbs") or {}).items():
        yield "defect_verb", str(word), noun
