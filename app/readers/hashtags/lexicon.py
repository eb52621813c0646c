"""The word lists of rules.yaml, prepared once for looking up. A missing list is an empty one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_SHORT = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """What a text may be about: the words that show it and the tags that fit it, best first.

    A topic that `leads` (a lost dog, a job) makes the others incidental; nouns of the groups it `mutes` are scenery.
    """

    name: str
    when: tuple[str, ...]
    also_needs: tuple[tuple[str, ...], ...]
    never_with: tuple[str, ...]
    tags: tuple[str, ...]
    also: tuple[str, ...]
    kind: str
    leads: bool
    mutes: frozenset[str]

    def spots(self, text: str) -> tuple[int, ...]:
        """Where each of its words that `text` holds stands first, in order; empty when the topic does not apply."""
        held = [word for word in self.when if word in text]
        if not held or any(word in text for word in self.never_with):
            return ()
        if not all(any(word in text for word in needed) for needed in self.also_needs):
            return ()
        return tuple(sorted(at for word in held if (at := stands_at(word, text)) >= 0))


def stands_at(word: str, text: str) -> int:
    """Where `word` stands first, or -1; two letters count only where a word begins (밥도둑 is no 도둑)."""
    at = text.find(word)
    while at >= 0:
        if len(word) > _SHORT or at == 0 or not "가" <= text[at - 1] <= "힣":
            return at
        at = text.find(word, at + 1)
    return -1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Nouns with their group, groups with their kind, topics, and plain lists."""

    group_of: Mapping[str, str]
    kind_of: Mapping[str, str]
    aliases: Mapping[str, str]
    same_as: Mapping[str, str]
    topics: tuple[Topic, ...]
    lists: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, frozenset[str]]
    sensitive: Mapping[str, tuple[str, ...]]

    def words(self, name: str) -> tuple[str, ...]:
        """The list called `name`."""
        return self.lists.get(name, ())

    def holds(self, name: str, word: str) -> bool:
        """Whether `word` is in the list called `name`."""
        return word in self.sets.get(name, frozenset())

    def noun(self, word: str) -> str | None:
        """The tag that `word` stands for, if it is a known noun."""
        word = self.aliases.get(word, word)
        return word if word in self.group_of else None

    def kind(self, tag: str, otherwise: str = "topic") -> str:
        """topic · thing · place · activity · mood of a known noun."""
        return self.kind_of.get(self.group_of.get(tag, ""), otherwise)


_PREPARED: dict[int, tuple[Mapping[str, Any], Lexicon]] = {}
_KEPT = 8


def lexicon_of(rules: Mapping[str, Any]) -> Lexicon:
    """The lexicon of these very rules; prepared once per loaded version of them."""
    kept = _PREPARED.get(id(rules))
    if kept is None or kept[0] is not rules:
        if len(_PREPARED) >= _KEPT:
            _PREPARED.clear()
        kept = _PREPARED[id(rules)] = (rules, _prepare(rules))
    return kept[1]


def _prepare(rules: Mapping[str, Any]) -> Lexicon:
    nouns: Mapping[str, Any] = rules.get("nouns") or {}
    lists = {name: _strings(words) for name, words in rules.items() if isinstance(words, list)}
    return Lexicon(
        group_of={str(word): group for group, facts in nouns.items() for word in facts.get("words") or ()},
        kind_of={group: str(facts.get("kind", "topic")) for group, facts in nouns.items()},
        aliases={str(k): str(v) for k, v in (rules.get("aliases") or {}).items()},
        same_as={str(k): str(v) for k, v in (rules.get("same_as") or {}).items()},
        topics=tuple(_topic(name, facts) for name, facts in (rules.get("topics") or {}).items()),
        lists=lists,
        sets={name: frozenset(words) for name, words in lists.items()},
        sensitive={k: _strings(v) for k, v in (rules.get("sensitive") or {}).items()},
    )


def _topic(name: str, facts: Mapping[str, Any]) -> Topic:
    return Topic(
        name=name,
        when=_strings(facts.get("when") or ()),
        also_needs=tuple(_strings(words) for words in facts.get("and") or ()),
        never_with=_strings(facts.get("not") or ()),
        tags=_strings(facts.get("tags") or ()),
        also=_strings(facts.get("also") or ()),
        kind=str(facts.get("kind", "topic")),
        leads=bool(facts.get("leads")),
        mutes=frozenset(_strings(facts.get("mutes") or ())),
    )


def _strings(words: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(word) for word in words)
