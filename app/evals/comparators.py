"""When are two values the same: by type, and by what a field's declaration says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import Json
from app.evals.measures import How
from app.tasks.spec import FieldSpec, Within

_DIGIT_WORDS = str.maketrans("공영일이삼사오육칠팔구ol", "0012345678901")
_NOT_DIGITS = re.compile(r"\D")
LEAST_SHARE = 0.8
"""Free text that holds the other is right if the shorter has this share of its length."""


def empty(value: Json) -> bool:
    """null, [], "" and objects of nothing but that say nothing; false and 0 say something."""
    if isinstance(value, dict):
        return all(map(empty, value.values()))
    return value is None or value == [] or value == ""


def squash(value: object) -> str:
    """NFKC, lower case, without spaces and invisible characters."""
    folded = unicodedata.normalize("NFKC", str(value)).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def digits(value: object) -> str:
    """The digits of a number however it is disguised (공일공, full width, O for 0)."""
    return _NOT_DIGITS.sub("", squash(value).translate(_DIGIT_WORDS))


def alike(one: str, other: str) -> bool:
    """Equal when squashed, or one holds the other and is hardly longer."""
    short, long = sorted((squash(one), squash(other)), key=len)
    return short == long or (bool(short) and short in long and len(short) >= LEAST_SHARE * len(long))


@dataclass(frozen=True, slots=True)
class Comparator:
    """How a field is compared. `within` is a relative difference of numbers."""

    how: How = "text"
    within: float | None = None

    def equal(self, gold: Json, said: Json) -> bool:
        """Whether `said` is right where `gold` is expected; both are set."""
        if isinstance(gold, bool) or isinstance(said, bool):
            return gold is said
        if isinstance(gold, (int, float)):
            if not isinstance(said, (int, float)):
                return False
            return abs(gold - said) <= (1e-6 if self.within is None else abs(gold) * self.within)
        return isinstance(gold, str) and isinstance(said, str) and self._same_words(gold, said)

    def _same_words(self, gold: str, said: str) -> bool:
        if self.how == "exact":
            return gold == said
        if self.how == "digits" and digits(gold):
            return digits(gold) == digits(said)
        return squash(gold) == squash(said) if self.how == "same" else alike(gold, said)


def comparator(field: FieldSpec, override: How | Within | None) -> Comparator:
    """The comparator of a field: metrics.yaml, else its `metric`, else what follows from its type."""
    said = override or field.metric
    if isinstance(said, Within):
        return Comparator("exact", said.within)
    if override is not None:
        return Comparator(override) if not isinstance(override, Within) else Comparator()
    if field.enum or "enum" in (field.type, field.of) or field.type == "date" or field.pattern:
        return Comparator("exact")
    if field.source in ("pii.phone", "pii.account"):
        return Comparator("digits")
    return Comparator("same" if field.metric == "exact" else "text")


def tidy(value: Json) -> Json:
    """Without what only repeats another value: an amount of 0 under status none."""
    if isinstance(value, Mapping):
        none = value.get("status") == "none"
        return {key: tidy(one) for key, one in value.items() if not (none and key == "amount" and one == 0)}
    return [tidy(one) for one in value] if isinstance(value, list) else value


def walk(value: Any, pointer: str = "") -> list[tuple[str, Json]]:
    """Every non-null leaf of a result with its pointer."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for key, below in pairs for leaf in walk(below, f"{pointer}/{key}")]
    return [] if empty(value) else [(pointer, value)]


def field_of(pointer: str) -> str:
    """The field a pointer names: `/listings/0/deals/1/rent` is `listings/deals/rent`."""
    return "/".join(part for part in pointer.split("/") if part and not part.isdigit())
