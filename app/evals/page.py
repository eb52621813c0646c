"""A comparison as one HTML file that needs nothing else: the verdict, plots, tables, and every changed answer side by
side with the words that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.domain import Json
from app.evals.comparators import walk
from app.evals.compare import Compared
from app.evals.judged import FAMILY
from app.evals.pairs import ALL
from app.evals.plots import Bar, forest, twins
from app.evals.questions import right
from app.evals.report import percent
from app.evals.scored import Scored, Scorer
from app.evals.statistics import Interval
from app.evals.tally import total

HERE = Path(__file__).parent
MOST_FIELDS = 24
MAIN = ("micro_f1", "critical_f1", "exact_match", "hallucination_rate", "omission_rate")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, and whose evidence it is: "", old, new or both."""

    words: str
    whose: str


@dataclass(frozen=True, slots=True)
class Change:
    """One leaf that the two answer differently. `old_right` is None where the gold does not judge it."""

    pointer: str
    gold: str
    old: str
    new: str
    old_right: bool | None
    new_right: bool | None


@dataclass(frozen=True, slots=True)
class Story:
    """One document that is answered differently."""

    id: str
    tags: tuple[str, ...]
    kind: str
    """better, worse or other."""
    wrong: tuple[int, int]
    pieces: list[Piece]
    changes: list[Change]
    errors: tuple[str | None, str | None]
    bouts: list[Mapping[str, Any]]
    """What a judge said about places of this document, if one was asked."""


def render(scorer: Scorer, compared: Compared, judged: Mapping[str, Any] | None = None) -> str:
    """The whole file; `judged` is the section of `app.evals.pairs`, if a judge was asked."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"percent": percent, "points": _points, "range": _range}
    bars = [Bar(one.path, one.difference.delta or 0.0, one.difference.interval) for one in compared.fields]
    main = [(name, compared.differences[name]) for name in MAIN]
    template = environment.get_template("comparison.html.j2")
    return template.render(
        one=compared,
        main=main,
        twins=Markup(twins([(name, one.old, one.new) for name, one in main], "figures, old and new")),  # noqa: S704
        forest=Markup(forest(bars[:MOST_FIELDS], "difference per field")),  # noqa: S704 - made and escaped by us
        stories=[story(scorer, old, new, _said(judged, old.case.id)) for old, new in compared.changed],
        judged=judged,
        judged_rows=[*judged["fields"].items(), (ALL, judged[ALL])] if judged and judged["available"] else [],
        family=FAMILY,
        note=compared.body()["note"],
    )


def _said(judged: Mapping[str, Any] | None, document: str) -> list[Mapping[str, Any]]:
    return [one for one in (judged or {}).get("bouts", []) if one["id"] == document]


def story(scorer: Scorer, old: Scored, new: Scored, bouts: list[Mapping[str, Any]]) -> Story:
    """What changed in one document."""
    changes = list(_changes(scorer, old, new))
    wrong = _wrong(old), _wrong(new)
    kind = "better" if wrong[1] < wrong[0] else "worse" if wrong[1] > wrong[0] else "other"
    pointers = {one.pointer for one in changes}
    pieces = _pieces(old.case.text, _spans(old, pointers), _spans(new, pointers))
    errors = old.outcome.error, new.outcome.error
    return Story(old.case.id, old.case.tags, kind, wrong, pieces, changes, errors, bouts)


def _changes(scorer: Scorer, old: Scored, new: Scored) -> Iterable[Change]:
    sides = [dict(walk(one.outcome.result or {})) for one in (old, new)]
    gold = dict(walk(old.case.expected))
    for pointer in sorted({*sides[0], *sides[1]}):
        before, after = (side.get(pointer) for side in sides)
        if before != after:
            judged = [right(scorer, old, pointer, value) for value in (before, after)]
            yield Change(pointer, _words(gold.get(pointer)), _words(before), _words(after), judged[0], judged[1])


def _spans(one: Scored, pointers: set[str]) -> list[tuple[int, int]]:
    proofs: list[Any] = [one.outcome.evidence.get(pointer) for pointer in pointers]
    return [(proof["start"], proof["end"]) for proof in proofs if proof and proof.get("in", "text") == "text"]


def _pieces(text: str, old: list[tuple[int, int]], new: list[tuple[int, int]]) -> list[Piece]:
    """The text cut where evidence begins and ends."""
    cuts = sorted({0, len(text), *(end for span in (*old, *new) for end in span if 0 <= end <= len(text))})
    pieces = []
    for start, end in pairwise(cuts):
        inside = [any(a <= start and end <= b for a, b in spans) for spans in (old, new)]
        whose = {(True, True): "both", (True, False): "old", (False, True): "new"}.get((inside[0], inside[1]), "")
        pieces.append(Piece(text[start:end], whose))
    return pieces


def _wrong(one: Scored) -> int:
    summed = total(one.fields.values())
    return summed.fp + summed.fn


def _points(value: float | None) -> str:
    """A difference of shares, in percentage points."""
    return "–" if value is None else f"{100 * value:+.1f} pp"


def _range(one: Interval | None) -> str:
    return "" if one is None else f"{100 * one.low:+.1f} to {100 * one.high:+.1f}"


def _words(value: Json) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:,}" if isinstance(value, int) else str(value)
