"""The words every floor shares: a text, a place in it, a value with its proof, an answer.

    Source ──read──▶ tree of Leaf ──unzip──▶ result + evidence ──▶ Answer

Offsets are Unicode code points into the text exactly as it was sent, end exclusive.
Pointers are JSON pointers (RFC 6901) into the answer's `result`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

Match = Literal["exact", "normalized", "fuzzy", "inferred"]
Json = Any
"""A JSON value: dict, list, str, int, float, bool or None."""


class Span(NamedTuple):
    """Where words stand: `source[start:end]`, in code points, `0 <= start < end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of an answer together with the words that carry it.

    `span` is None for a judgement about the whole text, which needs no proof. `match` None leaves the
    choice between exact, normalized and inferred to whoever knows how the field is declared. `of` names
    the input the span points into, when it is not the text (`title`).
    """

    value: Json
    span: Span | None = None
    match: Match | None = None
    of: str = "text"


@dataclass(frozen=True, slots=True)
class Warn:
    """Something a person should look at: a code of the public contract and where it applies."""

    code: str
    path: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What a client sent: the text and the other inputs, checked, and the day that anchors relative dates."""

    text: str
    reference_date: date
    inputs: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a source: a nested dict/list tree whose leaves are `Leaf` or plain values.

    Sparse: what the text does not say is simply absent.
    """

    tree: dict[str, Any]
    warnings: list[Warn] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence of one leaf, ready to be shown: the span, its words and how they match."""

    span: Span
    quote: str
    match: Match
    of: str = "text"


def leaves(tree: Json, pointer: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every Leaf below `tree` with its JSON pointer, in document order."""
    if isinstance(tree, Leaf):
        yield pointer, tree
    elif isinstance(tree, dict):
        for key, below in tree.items():
            yield from leaves(below, f"{pointer}/{key}")
    elif isinstance(tree, list):
        for index, below in enumerate(tree):
            yield from leaves(below, f"{pointer}/{index}")


def values(tree: Json) -> Json:
    """The same tree with every Leaf replaced by its plain value."""
    if isinstance(tree, Leaf):
        return tree.value
    if isinstance(tree, dict):
        return {key: values(below) for key, below in tree.items()}
    if isinstance(tree, list):
        return [values(below) for below in tree]
    return tree


# ---- who asks, and what they get -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Client:
    """Who asks. `tasks` None means every task; `batch` callers give way to interactive ones; `debug`: may see how an
    answer came about; `reviewer`: may see everybody's masked samples and judge them."""

    name: str
    tasks: frozenset[str] | None = None
    batch: bool = False
    debug: bool = False
    reviewer: bool = False

    def may_use(self, task: str) -> bool:
        return self.tasks is None or task in self.tasks


ANONYMOUS = Client("anonymous")


@dataclass(frozen=True, slots=True)
class Answer:
    """A validated answer, before it is dressed with what only this request knows (ids, latency, cache state).

    `cost_usd` is None where the price or the usage is not known, never 0. `usage` has the keys of `meta.usage`.
    `use` is the entry of `models:` that answered; `repaired`: its model had to be asked again about what was wrong.
    `reasoning` is what the model wrote before it decided: for evaluation, never for a client.
    """

    result: dict[str, Json]
    evidence: Mapping[str, Proof]
    warnings: tuple[Warn, ...]
    task: str
    version: str
    provider: str
    model: str
    degraded: bool = False
    attempts: int = 1
    usage: Mapping[str, int | None] | None = None
    cost_usd: float | None = None
    use: str = ""
    repaired: bool = False
    reasoning: str = ""
