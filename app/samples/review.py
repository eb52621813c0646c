"""The reviewers' desk: what there is to judge, in which order, what was said, and what it comes to.

    corrected by a user ─▶ failed, ungrounded, repaired, degraded ─▶ differs from a shadow ─▶ the share by hash

Newest first within each. Nobody sees what others said of a sample before they have said something themselves. A sample
is confirmed when everybody who judged it vouches for the same form.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.domain import Json
from app.samples.adopted import case_id
from app.samples.agreement import Agreement, Ratings, agreement
from app.samples.rows import path_of
from app.samples.shelf import Shelf
from app.samples.verdict import Verdict, seen_as, settled, verdict_of
from app.tasks.task import Task

MOST_LISTED = 1_000
"""So many samples are on the desk, the most urgent ones; the others come up when these are done or gone."""
FRESH_S = 3.0
"""What other pods wrote is seen that much later; a verdict of one's own at once."""
REST = 20.0
"""Where reading takes long, it is not done again before so many times as long have passed."""
RANKS: Mapping[str, int] = {
    "corrected": 0,
    "failed": 1,
    "ungrounded_dropped": 1,
    "repaired": 1,
    "degraded": 1,
    "shadow": 2,
    "share": 3,
}
MISSING = "(missing)"
"""How the question whether anything is missing is called among the fields."""
State = Literal["open", "disputed", "confirmed"]


@dataclass(frozen=True, slots=True)
class Item:
    """A sample on the desk. `id` is the one it has as a case; `seen` says which form of it was looked at."""

    id: str
    seen: str
    rank: int
    sample: Mapping[str, Any]

    @property
    def place(self) -> tuple[int, float, str]:
        """Where it stands in the queue."""
        return self.rank, -self.sample["at"], self.id


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the verdicts on one sample come to. `form` is there when it is confirmed."""

    state: State
    form: dict[str, Json] | None = None


@dataclass
class Board:
    """Everything on the desk at one moment. Threads read it while verdicts come in: what they hold never changes."""

    items: dict[str, Item]
    verdicts: dict[tuple[str, str], Mapping[str, Verdict]] = field(default_factory=dict)
    """(id, seen) → reviewer → the last thing they said."""

    def said_of(self, item: Item) -> Mapping[str, Verdict]:
        """Who said what of the form as it is now."""
        return self.verdicts.get((item.id, item.seen), {})

    def note(self, verdict: Verdict) -> None:
        """The last word of a reviewer is the one that counts."""
        about = (verdict.id, verdict.seen)
        said = self.verdicts.get(about, {})
        known = said.get(verdict.reviewer)
        if known is None or known.at <= verdict.at:
            self.verdicts[about] = {**said, verdict.reviewer: verdict}


class Desk:
    """Samples and verdicts of a shelf. Raises what its stores raise."""

    def __init__(
        self, shelf: Shelf, *, now: Callable[[], float] = time.time, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.now = now
        self._shelf, self._clock = shelf, clock
        self._board, self._stale_at = Board({}), clock()
        self._busy = asyncio.Lock()

    async def board(self) -> Board:
        """The desk as it was a moment ago: many reviewers cost no more reading than one."""
        async with self._busy:
            began = self._clock()
            if began >= self._stale_at:
                board = Board(await _items(self._shelf.samples.read()))
                async for line in self._shelf.verdicts.read():
                    verdict = verdict_of(line)
                    if verdict is not None:
                        board.note(verdict)
                ended = self._clock()
                self._board, self._stale_at = board, ended + max(FRESH_S, REST * (ended - began))
        return self._board

    async def take(self, verdict: Verdict) -> None:
        """Keep a verdict; said twice it counts once."""
        async with self._busy:  # a board that is being read would miss it
            known = self._board.verdicts.get((verdict.id, verdict.seen), {}).get(verdict.reviewer)
            if known is not None and (known.fields, known.values) == (verdict.fields, verdict.values):
                return
            await self._shelf.verdicts.add(verdict.client, verdict.line())
            self._board.note(verdict)


async def _items(samples: AsyncIterator[Mapping[str, Any]]) -> dict[str, Item]:
    """What is on the desk, in its order: of the samples of one text the first, or the latest that a user corrected.

    What was answered or corrected alike later, on another day say, is no reason to judge it again.
    """
    found: dict[str, Item] = {}
    async for sample in samples:
        if {"id", "text", "why"} <= sample.keys():
            known = found.get(sample["id"])
            corrected = sample.get("corrected")
            if known is None or (corrected and corrected != known.sample.get("corrected")):
                found[sample["id"]] = _item(sample)
        if len(found) > 2 * MOST_LISTED:
            found = {one.sample["id"]: one for one in _first(found.values())}
    return {one.id: one for one in _first(found.values())}


def _first(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda one: one.place)[:MOST_LISTED]


def _item(sample: Mapping[str, Any]) -> Item:
    rank = min((RANKS.get(why, max(RANKS.values())) for why in sample["why"]), default=max(RANKS.values()))
    return Item(case_id(sample), seen_as(sample), rank, sample)


# ---- what it comes to ------------------------------------------------------------------------------------------------
def outcome(task: Task, item: Item, said: Mapping[str, Verdict]) -> Outcome:
    """Confirmed by one reviewer or by many who vouch for the same form; disputed where they do not."""
    forms = [settled(task, item.sample, verdict) for verdict in said.values()]
    if len({json.dumps(form, ensure_ascii=False, sort_keys=True) for form in forms}) > 1:
        return Outcome("disputed")
    return Outcome("confirmed", forms[0]) if forms and forms[0] is not None else Outcome("open")


def agreements(board: Board, tasks: Iterable[str]) -> dict[str, dict[str, Agreement]]:
    """Task → field → how far reviewers agree on it; the field "" is all of them together.

    Only what two or more have judged counts, in the same form.
    """
    told: dict[str, dict[str, list[Ratings]]] = {name: {} for name in tasks}
    for said in list(board.verdicts.values()):
        task = next(iter(said.values())).task
        if len(said) > 1 and task in told:
            for pointer, ratings in _ratings(said):
                for path in ("", path_of(pointer) or MISSING):
                    told[task].setdefault(path, []).append(ratings)
    return {name: {path: agreement(rated) for path, rated in fields.items()} for name, fields in told.items() if fields}


def _ratings(said: Mapping[str, Verdict]) -> Iterator[tuple[str, Ratings]]:
    """Pointer → whether each reviewer found the value right."""
    for pointer in sorted({pointer for one in said.values() for pointer in one.fields}):
        rated = {name: one.fields[pointer] for name, one in said.items() if pointer in one.fields}
        yield pointer, {name: "right" if word == "right" else "not right" for name, word in rated.items()}
