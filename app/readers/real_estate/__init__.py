"""Reads a pasted real-estate text without a model: gate, listings, evidence (TASKS.md, parse/real-estate).

raw ──paint──▶ canvas ──scan once──▶ findings ──gate──▶ intent ──split──▶ parts ──read──▶ listings
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import Leaf, Reading, Source, Warn
from app.korean.money import is_counted
from app.readers.private import read_private
from app.readers.real_estate.bargain import find_references
from app.readers.real_estate.canvas import paint
from app.readers.real_estate.gate import Signals, judge_intent
from app.readers.real_estate.law import missing_required
from app.readers.real_estate.listing import Part, read_listing
from app.readers.real_estate.roles import role_of
from app.readers.real_estate.scan import Scan, scan
from app.readers.real_estate.segments import Landmarks, Segments, split

MOST_LISTINGS = 10


def read(source: Source, rules: Mapping[str, Any]) -> Reading:
    """The reading of one text. `rules` may hold more gate words; everything works without."""
    canvas = paint(source.text)
    found = scan(canvas, source.reference_date)
    prices = price_positions(found)
    intent = judge_intent(canvas.text, signals(found, prices))
    tree: dict[str, Any] = {"intent": Leaf(intent)}
    warnings: list[Warn] = []
    if intent in ("offer", "transfer"):
        listings = _listings(found, source, prices, warnings, transfer=intent == "transfer")
        tree["listings"] = listings
        missing = missing_required(listings)
        if missing:
            tree["missing_required"] = missing
    private = read_private(canvas.folded, canvas.private)
    if private:
        tree["private"] = private
    return Reading(tree, warnings)


def price_positions(found: Scan) -> list[int]:
    """Where the prices of deals stand: pairs, and amounts that a word makes a jeonse, a sale or a yearly rent."""
    text = found.canvas.text
    positions: list[int] = []
    taken: set[int] = set()
    since = 0
    for pair in found.pairs:
        taken |= {pair.deposit.start, pair.rent.start}
        if role_of(text, pair.deposit, since)[0] not in ("other", "premium", "fee"):
            positions.append(pair.start)
        since = pair.end
    since = 0
    labels = {e.start for e in found.entries if e.field in ("price", "sale", "jeonse", "yearly", "deposit", "rent")}
    for amount in found.amounts:
        if amount.start not in taken and not is_counted(text, amount):
            role = role_of(text, amount, since)[0]
            whole = role in ("jeonse", "sale", "yearly") and (amount.unit != "bare" or amount.group >= 2)
            if not amount.bound and (whole or amount.start in labels or (role == "rent" and amount.unit != "bare")):
                positions.append(amount.start)
        since = amount.end
    return sorted(positions)


def signals(found: Scan, prices: list[int]) -> Signals:
    """What the gate wants to know."""
    facts = [
        bool(found.types), bool(found.floors), bool(found.areas), bool(found.counts), bool(found.stations), bool(found.options),
        bool(found.security), bool(found.facings), bool(prices), len({f.topic for f in found.facts}) > 0,
        len({f.topic for f in found.facts}) > 1, any(w in found.canvas.text for w in ("입주", "풀옵", "공실", "즉입")),
        any(w in found.canvas.text for w in ("월세", "전세", "매매", "임대", "연세", "년세", "보증금", "관리비")),
    ]  # fmt: skip
    return Signals(len(prices), sum(facts), len({e.field for e in found.entries}))


def _listings(
    found: Scan, source: Source, prices: list[int], warnings: list[Warn], *, transfer: bool
) -> list[dict[str, Any]]:
    table = found.table
    rows = [(a, b) for a, b, _ in table.rows] if table else None
    units = [found.canvas.position(p.start) for p in found.canvas.private if p.kind == "unit"]
    marks = Landmarks(prices, _identities(found), [e.field for e in found.entries], units)
    parts = split(found.canvas.text, found.canvas.lines, marks, rows)
    if len(parts.listings) > MOST_LISTINGS:
        warnings.append(Warn("listings_truncated", "/listings"))
    known = source.inputs.get("known_fields") or {}
    shared = Part(found, parts.shared, source.reference_date, transfer, known) if parts.shared else None
    trees = []
    for index, place in enumerate(parts.listings[:MOST_LISTINGS]):
        own = Part(found, [place], source.reference_date, transfer, known)
        tree, said = read_listing(own, shared)
        warnings += [Warn(w.code, f"/listings/{index}{w.path}") for w in said]
        trees.append(tree)
    _mark_referred(found, parts, trees)
    return trees


def _mark_referred(found: Scan, parts: Segments, trees: list[dict[str, Any]]) -> None:
    """A remark below the list that names a listing by its number makes that one's first deal negotiable."""
    for start, end in parts.shared:
        for number, begin, finish in find_references(found.canvas.text, start, end):
            deals = trees[number - 1].get("deals") if 0 < number <= len(trees) else None
            if deals:
                deals[0].setdefault("negotiable", Leaf(True, found.canvas.span(begin, finish)))


def _identities(found: Scan) -> list[tuple[int, str]]:
    """Words that tell one home from another, with their places."""
    text, canvas = found.canvas.text, found.canvas
    spans = [(one.start, one.end) for group in (found.addresses, found.types, found.areas) for one in group]
    spans += [(f.start, f.end) for f in found.floors if f.number is not None or f.kind]
    spans += [(s.start, s.end) for s in found.stations] + [(c.start, c.end) for c in found.counts if c.named]
    units = [(canvas.position(p.start), p.value) for p in canvas.private if p.kind == "unit"]
    return sorted([*[(a, text[a:b]) for a, b in spans], *units])
