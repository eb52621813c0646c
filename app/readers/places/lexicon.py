"""The word lists of rules.yaml, prepared once for looking up.

A missing list is an empty one: without any rules the reader still sees names by their shape (이름 : 감상,
이름이라는 데, 동네 + 이름에서).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.korean.inflection import Verbs
from app.korean.verbs import forms
from app.readers.places.phrases import spellings

STRONG, WEAK = 2.0, 1.0
SIDES = ("positive", "negative", "kind", "both")
"""The lists of `sentiment` that judge."""
_MODIFIERS, _GENERIC, _OF_DISHES = "modifiers", "generic or modifiers", "dish words or modifiers"
_LONGEST_WORD = 20
_LONGEST_PIECE = 6


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain: the name it is known by, and its category."""

    name: str
    category: str | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader looks up, by lower-case word."""

    chains: Mapping[str, Chain]
    suffixes: Mapping[str, tuple[str, float]]
    heads: Mapping[str, str]
    kinds: Mapping[str, str]
    category_words: Mapping[str, tuple[str, ...]]
    gate: Mapping[str, tuple[str, ...]]
    sentiment: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, frozenset[str]]
    lists: Mapping[str, tuple[str, ...]]
    shop_ends: tuple[str, ...] = ()
    """Ends that speak for a shop by themselves, two letters or more."""
    done_there: tuple[str, ...] = ()
    """Beginnings of every form of the verbs for what one does at a shop (다니, 다녔, 다닙)."""

    verbs: Verbs = field(default_factory=lambda: Verbs(()))
    """Verbs of which no form is a name."""

    leans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Slight signs of praise and of blame."""
    stems: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """The words of `sentiment` by their first two letters, each with the list it is in."""

    def has(self, kind: str, word: str) -> bool:
        """Whether `word` is in the list called `kind`."""
        return word in self.sets.get(kind, frozenset())

    def judging(self, text: str) -> Iterator[tuple[str, int, str]]:
        """Every word of `sentiment` in `text`: (word, where, its list)."""
        begun, none = self.stems.get, ()
        for at, (char, following) in enumerate(zip(text, (*text[1:], ""), strict=True)):
            for word, side in begun(char, none):
                yield word, at, side
            for word, side in begun(char + following, none) if following else none:
                if text.startswith(word, at):
                    yield word, at, side

    def does(self, word: str) -> bool:
        """Whether `word` is a form of a verb of `visit_stems`."""
        return word.startswith(self.done_there)

    def trade(self, word: str) -> str | None:
        """The category that a dish, a service or a kind of shop belongs to."""
        told = self.heads.get(word) or self.kinds.get(word) or next(iter(self.suffixes.get(word, ())), None)
        return str(told) if told else next((c for c, words in self.category_words.items() if word in words), None)

    def words(self, kind: str) -> tuple[str, ...]:
        """The list called `kind`, as written."""
        return self.lists.get(kind, ())

    def suffix(self, word: str) -> tuple[str, str, float] | None:
        """The longest known end of `word` that leaves something in front: (suffix, category, weight)."""
        for at in range(1, len(word)):
            found = self.suffixes.get(word[at:])
            if found is not None:
                return word[at:], found[0], found[1]
        return None

    def is_kind(self, word: str) -> bool:
        """Whether `word` is a kind of shop with nothing of its own in front: 작은책방, 수제버거집."""
        found = self.suffix(word)
        if found is None:
            return False
        front = word[: -len(found[0])]
        return self.only_modifies(front) or (found[0] == "집" and self.has("foods", front))

    def is_generic(self, word: str) -> bool:
        """Whether `word` is made of nothing but words that are no name: 동네, 어린이영어, 회사상가."""
        return _covered(word, self.sets[_GENERIC])

    def only_modifies(self, word: str, dishes: bool = False) -> bool:
        """Whether `word` in front of a kind of shop or dish makes no name of it: 동네, 영어; of a dish also 바지락."""
        return _covered(word, self.sets[_OF_DISHES if dishes else _MODIFIERS])


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
    lists = {name: _strings(words) for name, words in rules.items() if isinstance(words, list)}
    sentiment = {k: _strings(v) for k, v in (rules.get("sentiment") or {}).items()}
    trades = {k: _strings(v) for k, v in (rules.get("category_words") or {}).items()}
    suffixes = _suffixes(rules.get("suffixes") or {}, lists.get("foods", ()), trades)
    return Lexicon(
        chains=_chains(rules.get("chains") or {}),
        suffixes=suffixes,
        shop_ends=tuple(end for end, (_, weight) in suffixes.items() if weight == STRONG and len(end) > 1),
        heads={word: category for category, words in (rules.get("heads") or {}).items() for word in words},
        kinds=dict(rules.get("kind_words") or {}),
        category_words=trades,
        gate={k: _strings(v) for k, v in (rules.get("gate") or {}).items()},
        sentiment=sentiment,
        leans={k: _strings(v) for k, v in (rules.get("leans") or {}).items()},
        stems=_by_beginning(sentiment),
        verbs=Verbs(lists.get("verbs", ())),
        sets=_sets(lists),
        lists=lists,
        done_there=tuple(form for stem in lists.get("visit_stems", ()) for form in forms(stem)),
    )


def _sets(lists: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Every list as a set, and the unions that make no name."""
    sets = {name: frozenset(words) for name, words in lists.items()}
    sets[_MODIFIERS] = sets.get(_MODIFIERS, frozenset())
    sets[_GENERIC] = sets.get("generic", frozenset()) | sets[_MODIFIERS]
    sets[_OF_DISHES] = sets.get("dish_words", frozenset()) | sets[_MODIFIERS]
    return sets


def _strings(words: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(word) for word in words)


def _by_beginning(sentiment: Mapping[str, Iterable[str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, dict[str, str]] = {}
    written = {word for words in sentiment.values() for word in words}
    for side, words in sentiment.items():
        for word in words:
            for phrase in spellings(word):
                if phrase == word or phrase not in written:
                    found.setdefault(phrase[:2], {}).setdefault(phrase, side)
    return {beginning: tuple(words.items()) for beginning, words in found.items()}


def _chains(declared: Mapping[str, Any]) -> dict[str, Chain]:
    chains: dict[str, Chain] = {}
    for shown, facts in declared.items():
        chain = Chain(str(facts.get("name", shown)), facts.get("category"))
        for alias in (shown, *(facts.get("aliases") or ())):
            chains[str(alias).casefold().replace(" ", "")] = chain
    return chains


def _suffixes(
    declared: Mapping[str, Any], foods: Iterable[str], trades: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, float]]:
    """End of a name → category and weight; a dish (왕가탕수육) is a weak end, of a bakery's if it is baked (고요한식빵)."""
    baked = trades.get("bakery", ())
    eaten = (food for food in foods if len(food) > 1 and declared)
    found = {food: ("bakery" if food in baked else "restaurant", WEAK) for food in eaten}
    for category, ends in declared.items():
        found |= {str(end): (category, WEAK) for end in ends.get("weak") or ()}
        found |= {str(end): (category, STRONG) for end in ends.get("strong") or ()}
    return found


def _covered(word: str, pieces: frozenset[str]) -> bool:
    """Whether `word` can be cut into `pieces` without a rest, at most one of them a single letter (소소 is a name)."""
    if len(word) > _LONGEST_WORD:
        return False
    fewest: list[int | None] = [0] + [None] * len(word)  # single letters needed to reach each cut
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            before = fewest[start]
            if before is not None and word[start:end] in pieces:
                singles = before + (end - start == 1)
                best = fewest[end]
                fewest[end] = singles if best is None else min(best, singles)
    last = fewest[-1]
    return last is not None and last <= 1
