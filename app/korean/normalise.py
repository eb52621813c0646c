"""From words to values: every normaliser a task folder may name with `clean`.

A model copies words, code computes. A normaliser gets the words of one field, the other words of the same object
(`3.2` is 억 beside 전세 and 만원 beside 월세) and the source (for its reference date), and gives the value, the spans
within the words that carry each leaf, and codes of warnings. What it does not understand is None, never a guess.
Cleaning twice gives the same as cleaning once, because the scanners read their own spelling back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.domain import Json, Source, Span
from app.korean.address import find_address, primary_address
from app.korean.approval import read_approval
from app.korean.area import read_area
from app.korean.direction import read_compass
from app.korean.fee_items import read_items
from app.korean.floor import read_floor
from app.korean.fold import Folded, fold
from app.korean.lease import read_lease
from app.korean.money import Role, read_money
from app.korean.move_in import read_move_in
from app.korean.options import find_options, find_security
from app.korean.rooms import read_count
from app.korean.stations import find_stations


@dataclass(frozen=True, slots=True)
class Normalised:
    """A value with the spans of its leaves within the words, by pointer below it (`""` is the value itself)."""

    value: Json = None
    spans: Mapping[str, Span] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


Normaliser = Callable[[str, Mapping[str, Any], Source], Normalised]
UNKNOWN = Normalised()


# ---- numbers ---------------------------------------------------------------------------------------------------------
def _money(role: Role, words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    if role == "deposit" and siblings.get("type") == "jeonse":
        role = "price"  # the bare-number rule of 전세 is that of prices, although the amount is a deposit
    money = read_money(folded.text, role)
    if money is None:
        return UNKNOWN
    warnings = (money.warning,) if money.warning else ()
    return Normalised(money.won, {"": folded.span(*money.span)} if money.won is not None else {}, warnings)


def _area(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    m2 = read_area(fold(words).text)
    return Normalised(m2, _whole(words)) if m2 is not None else UNKNOWN


def _count(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = read_count(folded.text)
    return Normalised(found[0], {"": folded.span(*found[1:])}) if found else UNKNOWN


# ---- floors, dates, directions ---------------------------------------------------------------------------------------
def _floor(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = read_floor(folded.text)
    if found is None:
        return UNKNOWN
    return _object(folded, {"number": found.number, "total": found.total, "kind": found.kind}, found.places)


def _move_in(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = read_move_in(folded.text, source.reference_date)
    if found is None:
        return UNKNOWN
    value = {
        "kind": found.kind,
        "earliest": found.earliest.isoformat() if found.earliest else None,
        "latest": found.latest.isoformat() if found.latest else None,
        "negotiable": found.negotiable or None,
    }
    return _object(folded, value, found.places)


def _approval_date(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = read_approval(folded.text)
    return Normalised(found.value, {"": folded.span(found.start, found.end)}) if found else UNKNOWN


def _lease(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = read_lease(folded.text)
    if found is None:
        return UNKNOWN
    places = {name: found.places[key] for name, key in _LEASE.items() if key in found.places}
    return _object(folded, {"min_months": found.least, "max_months": found.most}, places)


_LEASE = {"min_months": "least", "max_months": "most"}


def _compass(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = read_compass(folded.text)
    return Normalised(found.compass, {"": folded.span(found.start, found.end)}) if found else UNKNOWN


# ---- lists -----------------------------------------------------------------------------------------------------------
def _items(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    inside, outside, _ = read_items(folded.text, 0, len(folded.text), labelled=True)
    return _list(folded, [*inside, *outside])


def _options(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    return _list(folded, [(thing.value, thing.start, thing.end) for thing in find_options(folded.text)])


def _security(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    return _list(folded, [(thing.value, thing.start, thing.end) for thing in find_security(folded.text)])


# ---- places ----------------------------------------------------------------------------------------------------------
def _address(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = primary_address(find_address(folded.text))
    if found is None:
        return Normalised({"text": words}, _whole(words, "/text"))
    names = ("sido", "sigungu", "dong", "jibun", "road", "building_name")
    parts = {name: part for name in names if (part := getattr(found, name)) is not None}
    value = {"text": folded.quote(found.start, found.end), **{name: part.value for name, part in parts.items()}}
    places = {"text": (found.start, found.end), **{name: (part.start, part.end) for name, part in parts.items()}}
    return _object(folded, value, places)


def _station(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    found = next(iter(find_stations(folded.text)), None)
    if found is not None and found.name is not None and found.name_at is not None:
        return Normalised(found.name, {"": folded.span(*found.name_at)})
    name = folded.text.strip().removesuffix("역")
    return Normalised(name, _whole(words)) if name else UNKNOWN


def _walk_minutes(words: str, siblings: Mapping[str, Any], source: Source) -> Normalised:
    folded = fold(words)
    lead = "역 " if "역" not in folded.text else ""  # minutes belong to a station: lend them one
    found = next(iter(find_stations(lead + folded.text)), None)
    if found is None or found.walk_minutes is None or found.walk_at is None:
        return UNKNOWN
    start, end = (max(0, at - len(lead)) for at in found.walk_at)
    return Normalised(found.walk_minutes, {"": folded.span(start, end)})


# ---- shapes ----------------------------------------------------------------------------------------------------------
def _object(folded: Folded, value: Mapping[str, Json], places: Mapping[str, tuple[int, int]]) -> Normalised:
    known = {name: one for name, one in value.items() if one is not None}
    spans = {f"/{name}": folded.span(*places[name]) for name in known if name in places}
    return Normalised(known or None, spans)


def _list(folded: Folded, found: Iterable[tuple[str, int, int]]) -> Normalised:
    first: dict[str, Span] = {}
    for value, start, end in found:
        first.setdefault(value, folded.span(start, end))
    return Normalised(list(first), {f"/{index}": span for index, span in enumerate(first.values())})


def _whole(words: str, pointer: str = "") -> dict[str, Span]:
    return {pointer: Span(0, len(words))} if words else {}


NORMALISERS: Mapping[str, Normaliser] = {
    "krw.deposit": partial(_money, "deposit"),
    "krw.rent": partial(_money, "rent"),
    "krw.fee": partial(_money, "fee"),
    "krw.price": partial(_money, "price"),
    "krw.goods": partial(_money, "goods"),
    "area": _area,
    "rooms": _count,
    "count": _count,
    "floor": _floor,
    "compass": _compass,
    "move_in": _move_in,
    "approval_date": _approval_date,
    "lease_months": _lease,
    "maintenance_items": _items,
    "options": _options,
    "security": _security,
    "address": _address,
    "station": _station,
    "walk_minutes": _walk_minutes,
}
