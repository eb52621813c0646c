"""Every scanner runs once over the whole canvas; a listing then takes what stands in its own part.

So the cost is linear in the text, however many listings it holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Protocol, TypeVar

from app.korean.address import AddressFound, find_address
from app.korean.area import Area, find_areas
from app.korean.dates import When, find_dates
from app.korean.direction import Facing, find_facings
from app.korean.facts import Fact, find_facts
from app.korean.floor import Floor, find_floors
from app.korean.money import Amount, find_amounts, is_counted
from app.korean.options import Thing, find_options, find_security
from app.korean.pairs import Pair, find_pairs
from app.korean.rooms import Count, find_counts
from app.korean.stations import StationFound, find_stations
from app.korean.taken import Taken
from app.readers.real_estate.canvas import WALL, Canvas
from app.readers.real_estate.kinds import Kind, find_types
from app.readers.real_estate.labels import Entry, find_entries
from app.readers.real_estate.outdated import find_outdated
from app.readers.real_estate.tables import Table, find_table


class Placed(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...


T = TypeVar("T", bound=Placed)
_start = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Scan:
    """All findings of one canvas, each list in the order of the text; `money` are the amounts that count nothing else."""

    canvas: Canvas
    amounts: list[Amount]
    money: list[Amount]
    pairs: list[Pair]
    entries: list[Entry]
    table: Table | None
    floors: list[Floor]
    areas: list[Area]
    counts: list[Count]
    facings: list[Facing]
    facts: list[Fact]
    options: list[Thing]
    security: list[Thing]
    dates: list[When]
    stations: list[StationFound]
    addresses: list[AddressFound]
    types: list[Kind]


def scan(canvas: Canvas, reference: date) -> Scan:
    """Run every scanner once."""
    text = canvas.text
    amounts = _current(text, find_amounts(text))
    table = find_table(text, canvas.lines)
    entries = find_entries(text)
    if table:
        rows = [(table.start, table.rows[0][0]), *((a, b) for a, b, _ in table.rows)]
        entries = [e for e in entries if not any(a <= e.start < b for a, b in rows)]
        entries += [cell for _, _, cells in table.rows for cell in cells]
    return Scan(
        canvas=canvas,
        amounts=amounts,
        money=[amount for amount in amounts if not is_counted(text, amount)],
        pairs=find_pairs(text, amounts),
        entries=_in_order(entries),
        table=table,
        floors=find_floors(text),
        areas=find_areas(text),
        counts=find_counts(text),
        facings=_in_order(find_facings(text)),
        facts=_in_order(find_facts(text)),
        options=find_options(text),
        security=find_security(text),
        dates=find_dates(text, reference),
        stations=find_stations(text),
        addresses=_addresses(canvas),
        types=find_types(text),
    )


def _current(text: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts that the text does not set aside as outdated."""
    passed = Taken(find_outdated(text))
    return [amount for amount in amounts if not passed.overlaps(amount.start, amount.end)]


def _addresses(canvas: Canvas) -> list[AddressFound]:
    """Addresses are found in the folded text, where units and imprints still stand beside them, and moved to canvas
    positions; those that were painted over fall away."""
    moved = []
    for found in find_address(canvas.folded.text):
        start, end = canvas.position(found.start), canvas.position(found.end - 1) + 1
        if canvas.text[start] != WALL and start < end:
            parts = {
                name: replace(part, start=canvas.position(part.start), end=canvas.position(part.end - 1) + 1)
                for name in ("sido", "sigungu", "dong", "jibun", "road", "building_name")
                if (part := getattr(found, name)) is not None
            }
            moved.append(replace(found, start=start, end=end, **parts))
    return moved


def within(found: Sequence[T], places: Sequence[tuple[int, int]]) -> list[T]:
    """Those that begin in one of the places; `found` is in the order of the text."""
    out: list[T] = []
    for start, end in places:
        low = bisect_left(found, start, key=_start)
        out += found[low : bisect_left(found, end, low, key=_start)]
    return out


def _in_order(found: Iterable[T]) -> list[T]:
    return sorted(found, key=_start)
