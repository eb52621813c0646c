"""One answer against one case, leaf by leaf.

gold = answer            TP          gold null, answer set    FP, made up
both set, different      FP and FN   gold set, answer null    FN, omitted      both null: counts as nothing
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain import Json
from app.evals.cases import Case
from app.evals.comparators import empty, squash
from app.evals.shape import Node
from app.evals.tally import Tally, total


@dataclass(frozen=True, slots=True)
class Miss:
    """Something wrong or missing at a pointer; `gold` and `said` are lists where elements of a list differ."""

    pointer: str
    path: str
    gold: Json
    said: Json


@dataclass
class Leaves:
    """The counts of one document by field, and everything that is wrong with it."""

    case: Case
    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[Miss] = field(default_factory=list)

    def node(self, at: Node, gold: Json, said: Json, pointer: str) -> None:
        """Score what stands at a node; for a whole result, the root."""
        if self.case.skipped(pointer) or (at.if_given and empty(gold)):
            return
        if at.kind == "object":
            gold, said = (side if isinstance(side, dict) else {} for side in (gold, said))
            for key, member in at.members.items():
                self.node(member, gold.get(key), said.get(key), f"{pointer}/{key}")
        elif at.kind == "scalar":
            self._scalar(at, gold, said, pointer)
        else:
            gold, said = (side if isinstance(side, list) else [] for side in (gold, said))
            (self._objects if at.kind == "objects" else self.scalars)(at, gold, said, pointer)

    def _scalar(self, at: Node, gold: Json, said: Json, pointer: str) -> None:
        gold, said = (None if empty(side) or _same(side, at.silent) else side for side in (gold, said))
        if gold is None and said is None:
            self.fields[at.path].null += 1
            return
        right = gold is not None and said is not None and at.comparator.equal(gold, said)
        self.fields[at.path].add(
            Tally(
                tp=right,
                tpp=right,
                fp=said is not None and not right,
                fn=gold is not None and not right,
                null=gold is None,
                made_up=gold is None,
                omitted=said is None,
            )
        )
        if not right:
            self.misses.append(Miss(pointer, at.path, gold, said))

    def scalars(self, at: Node, gold: list[Json], said: list[Json], pointer: str, most: int | None = None) -> None:
        """Two lists of scalars, as sets; `most` bounds how many can be missed."""
        optional = [one for i, one in enumerate(gold) if self.case.skipped(f"{pointer}/{i}")]
        wanted, missing = [one for one in gold if one not in optional], []
        rest, equal = [one for one in said if not empty(one)], at.comparator.equal
        for one in wanted:
            hit = next((other for other in rest if equal(one, other)), None)
            if hit is None:
                missing.append(one)
            else:
                rest.remove(hit)
        rest = [other for other in rest if not any(equal(one, other) for one in optional)]
        fine = self.case.acceptable if at.acceptable else ()
        wrong = [other for other in rest if not any(equal(one, other) for one in fine)]
        hits = len(wanted) - len(missing)
        if most is not None:
            missing = missing[: max(0, most - hits)]
        self.fields[at.path].add(
            Tally(
                tp=hits,
                tpp=hits + len(rest) - len(wrong),
                fp=len(wrong),
                fn=len(missing),
                null=not gold,
                made_up=not gold and bool(wrong),
                omitted=max(0, len(missing) - len(wrong)),
            )
        )
        if missing or wrong:
            self.misses.append(Miss(pointer, at.path, missing, wrong))

    def _objects(self, at: Node, gold: list[Json], said: list[Json], pointer: str) -> None:
        said = [one for one in said if isinstance(one, dict)]
        judged = at
        if at.pairing.pair == "key":
            judged = self._keys(at, gold, said, pointer)
        for i, j in self._pairs(at, gold, said):
            wanted, got = gold[i] if i is not None else {}, said[j] if j is not None else {}
            self.node(replace(judged, kind="object"), wanted, got, f"{pointer}/{'-' if i is None else i}")

    def _keys(self, at: Node, gold: list[Any], said: list[Any], pointer: str) -> Node:
        """Score the key of a keyed list as a set; what is left to score of its elements."""
        key = at.pairing.keys[0]
        node = replace(at.members[key], acceptable=at.acceptable)
        most = self.case.input.get(at.pairing.most or "", at.most)
        self.scalars(node, [x.get(key) for x in gold], [x.get(key) for x in said], pointer, most)
        return replace(at, members={name: one for name, one in at.members.items() if name != key})

    # ---- which element belongs to which ----------------------------------------------------------------------------
    def _pairs(self, at: Node, gold: list[Any], said: list[Any]) -> list[tuple[int | None, int | None]]:
        if at.pairing.pair == "order":
            n = max(len(gold), len(said), 1)
            return [(k if k < len(gold) else None, k if k < len(said) else None) for k in range(n)]
        if at.pairing.pair == "key":
            key = at.pairing.keys[0]
            names = [[squash(one.get(key)) for one in side] for side in (gold, said)]
            return [(i, j) for i, g in enumerate(names[0]) for j, p in enumerate(names[1]) if g == p]
        left, right = set(range(len(gold))), set(range(len(said)))
        chosen: list[tuple[int | None, int | None]] = []
        for *_, i, j in sorted(self._options(at, gold, said)):
            if i in left and j in right:
                chosen.append((i, j))
                left.remove(i)
                right.remove(j)
        chosen.sort(key=lambda pair: (pair[0] or 0, pair[1] or 0))
        chosen += [(i, None) for i in sorted(left)] + [(None, j) for j in sorted(right)]
        return chosen or [(None, None)]

    def _options(self, at: Node, gold: list[Any], said: list[Any]) -> list[tuple[int, int, int, int, int]]:
        """Every pair that agrees in something, best first when sorted."""
        found = []
        unjudged = replace(self.case, dontcare=())
        for i, g in enumerate(gold):
            for j, p in enumerate(said):
                if at.pairing.pair == "same" and not _agree(at, g, p):
                    continue
                trial = Leaves(unjudged)
                trial.node(replace(at, kind="object"), g, p, "")
                counts = total(trial.fields.values())
                if counts.tp:
                    found.append((-counts.tp, counts.fp + counts.fn, abs(i - j), i, j))
        return found


def _agree(at: Node, gold: dict[str, Json], said: dict[str, Json]) -> bool:
    return any(at.members[k].comparator.equal(gold.get(k) or "", said.get(k) or "") for k in at.pairing.keys)


def _same(value: Json, silent: Json) -> bool:
    """Equal and of one type: 1 is not true."""
    return type(value) is type(silent) and bool(value == silent)
