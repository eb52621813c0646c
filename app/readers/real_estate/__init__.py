"""Reads a pasted real-estate text without a model: gate, listings, evidence (TASKS.md, parse/real-estate).

raw ──paint──▶ canvas ──scan once──▶ findings ──gate──▶ intent ──split──▶ parts ──read──▶ listings
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import Leaf, Reading, Source, Warn
from app.readers.private import read_private
from app.readers.real_estate.bargain import find_references
from app.readers.real_estate.canvas import paint
from app.readers.real_estate.deal import type_before
from app.readers.real_estate.gate import judge_intent
from app.readers.real_estate.landmarks import identities, price_positions, signals, worth
from app.readers.real_estate.law import missing_required
from app.readers.real_estate.listing import read_listing
from app.readers.real_estate.part import Part
from app.readers.real_estate.scan import Scan, scan
from app.readers.real_estate.segments import Landmarks, Segments, split

MOST_LISTINGS = 10


def read(source: Source, rules: Mapping[str, Any]) -> Reading:
    """The reading of one text. The words this reader goes by are those of the trade (lexicon.json and its own modules), so
    `rules` of the task folder say nothing to it."""
    canvas = paint(source.text)
    found = scan(canvas, source.reference_date)
    prices = price_positions(found)
    intent = judge_intent(canvas.spoken, signals(found, prices))
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


def _listings(
    found: Scan, source: Source, prices: list[int], warnings: list[Warn], *, transfer: bool
) -> list[dict[str, Any]]:
    table = found.table
    rows = [(a, b) for a, b, _ in table.rows] if table else None
    units = [found.canvas.position(p.start) for p in found.canvas.private if p.kind == "unit"]
    marks = Landmarks(prices, identities(found), [e.field for e in found.entries], units, worth(found))
    parts = split(found.canvas.text, found.canvas.lines, marks, rows)
    if len(parts.listings) > MOST_LISTINGS:
        warnings.append(Warn("listings_truncated", "/listings"))
    known = source.inputs.get("known_fields") or {}
    shared = Part(found, parts.shared, source.reference_date, transfer, known) if parts.shared else None
    trees = []
    for index, place in enumerate(parts.listings[:MOST_LISTINGS]):
        header = type_before(found.canvas.text, parts.shared, place[0])
        own = Part(found, [place], source.reference_date, transfer, known, header)
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
