"""What it costs: deals and the maintenance fee, as leaves with their words."""

from __future__ import annotations

import re
from typing import Any

from app.domain import Leaf, Span
from app.korean.fee_items import Item
from app.korean.maintenance import Maintenance
from app.korean.money import RANGE, Amount
from app.readers.real_estate.bargain import mark_negotiable
from app.readers.real_estate.deal import Deal
from app.readers.real_estate.deals import read_deals
from app.readers.real_estate.home import entries
from app.readers.real_estate.labels import PRICE_FIELDS
from app.readers.real_estate.part import Part
from app.readers.real_estate.scan import within

_HEADER = re.compile(r"단위\s{0,3}[:=]?\s{0,3}(?P<unit>만원|천원|백만원|원)")
_CELL_SAYS = re.compile(
    r"(?P<actual>실비|사용량|쓴|개별\s?사용)|(?P<included_in_rent>(?:월세에?\s?)?포함|관포)|(?P<unknown>별도|문의|협의|확인|평당|미정)"
)
_HEADER_WON = {"만원": 10_000, "천원": 1_000, "백만원": 1_000_000, "원": 1}


def unit_header(text: str) -> tuple[int, int] | None:
    """Where a unit header stands and the won of one unit: [단위: 천원] → 1000."""
    match = _HEADER.search(text)
    return (match.start(), _HEADER_WON[match["unit"]]) if match else None


def _header_for(part: Part, amount: Amount) -> int | None:
    """The unit of a bare amount below the header; 만원 is what a bare number means anyway, unless it is large."""
    header = unit_header(part.text)
    if header is None or amount.unit != "bare" or (header[1] == 10_000 and amount.group >= 1_000_000):
        return None
    line = part.text.rfind("\n", 0, header[0]) + 1
    return header[1] if amount.start >= line else None


def deals(part: Part) -> list[dict[str, Any]]:
    """The deals of this part, primary first in the order of the text."""
    found: list[Deal] = []
    known = part.header_type or ((part.known.get("deals") or [{}])[0].get("type") if part.known else None)
    for start, end in part.places:
        here = [(start, end)]
        found += read_deals(
            part.text, start, end, within(part.scan.money, here), within(part.scan.pairs, here),
            within(part.scan.entries, here), known,
        )  # fmt: skip
    for start, end in part.places:
        mark_negotiable(part.text, start, end, found, _unpriced_cells(part))
    return [_deal(part, deal, f"/deals/{index}") for index, deal in enumerate(found)]


def _unpriced_cells(part: Part) -> list[tuple[int, int]]:
    """The table cells that speak of something else than the price (입주: 협의)."""
    if part.scan.table is None:
        return []
    rows = [(a, b) for a, b, _ in part.scan.table.rows]
    cells = within(part.scan.entries, [row for row in rows if any(a <= row[0] < b for a, b in part.places)])
    return [(cell.start, cell.end) for cell in cells if cell.field not in PRICE_FIELDS | {"note"}]


def _deal(part: Part, deal: Deal, path: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    if deal.type:
        tree["type"] = part.leaf(deal.type, *(deal.type_at or (deal.start, deal.end)))
    whole = "price" if deal.type == "jeonse" else "deposit"
    for name, amount, role in (
        ("deposit", deal.deposit, whole),
        ("rent", deal.rent, "rent"),
        ("price", deal.price, "price"),
    ):
        if amount is not None:
            _amount(part, tree, name, amount, role, path)
    if deal.no_deposit and "deposit" not in tree:
        tree["deposit"] = part.leaf(0, *deal.no_deposit)
    for name in sorted(deal.bounded):
        part.warn(RANGE, f"{path}/{name}")
    if deal.period:
        tree["rent_period"] = Leaf(deal.period, _span(part, deal))
    if deal.negotiable:
        tree["negotiable"] = part.leaf(True, *deal.negotiable)
    if deal.includes_fee:
        tree["rent_includes_maintenance"] = part.leaf(True, *deal.includes_fee)
    return tree


def _span(part: Part, deal: Deal) -> Span:
    return part.scan.canvas.span(*(deal.type_at or (deal.start, deal.end)))


def _amount(part: Part, tree: dict[str, Any], name: str, amount: Amount, role: str, path: str) -> None:
    won, warning = amount.won(role, _header_for(part, amount))  # type: ignore[arg-type]
    tree[name] = part.leaf(won, amount.start, amount.end)
    if warning:
        part.warn(warning, f"{path}/{name}")


def maintenance(part: Part) -> dict[str, Any]:
    """Status, amount and items of the fee; a third number of a pair is the fee too."""
    found: Maintenance | None = None
    for one in part.maintenance():
        found = _join(found, one)
    third = next((p.fee for p in within(part.scan.pairs, part.places) if p.fee), None)
    if third is not None and (found is None or found.amount is None):
        found = found or Maintenance()
        found.status, found.status_at, found.amount = "fixed", (third.start, third.end), third
    table = _cell(part)
    if table:
        found = _join(table, found)
    return _fee_tree(part, found) if found else {}


def _cell(part: Part) -> Maintenance | None:
    """The cell of a table column 관리비."""
    for entry in entries(part, "fee"):
        if part.scan.table is None or not any(a <= entry.start < b for a, b, _ in part.scan.table.rows):
            continue
        text = part.text[entry.start : entry.end].strip()
        amounts = [a for a in part.scan.amounts if entry.start <= a.start < entry.end]
        if text in ("0", "없음", "X", "x", "무", "-없음"):
            return Maintenance(status="none", status_at=(entry.start, entry.end))
        if amounts:
            return Maintenance(status="fixed", status_at=(amounts[0].start, amounts[0].end), amount=amounts[0])
        said = _CELL_SAYS.match(text)
        if said:
            return Maintenance(status=said.lastgroup, status_at=(entry.start, entry.end))  # type: ignore[arg-type]
    return None


def _join(a: Maintenance | None, b: Maintenance | None) -> Maintenance | None:
    if a is None or b is None:
        return a or b
    if a.status in (None, "unknown") and b.status not in (None, "unknown"):
        a, b = b, a
    known = {item for item, _, _ in [*a.included, *a.excluded]}
    a.included += [i for i in b.included if i[0] not in known]
    a.excluded += [i for i in b.excluded if i[0] not in known]
    return a


def _fee_tree(part: Part, found: Maintenance) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    if found.status and found.status_at:
        tree["status"] = part.leaf(found.status, *found.status_at)
    if found.amount is not None:
        _amount(part, tree, "amount", found.amount, "fee", "/maintenance")
    if found.bounded is not None:
        part.warn(RANGE, "/maintenance/amount")
    for name, items in (("included", found.included), ("excluded", found.excluded)):
        if items:
            tree[name] = _items(part, items)
    return tree


def _items(part: Part, items: list[Item]) -> list[Leaf]:
    leaves: dict[str, Leaf] = {}
    for value, start, end in items:
        leaves.setdefault(value, part.leaf(value, start, end))
    return list(leaves.values())


def agree(tree: dict[str, Any], part: Part) -> None:
    """A rent that includes the fee, said in one place, holds in the other too."""
    fee, trades = tree.get("maintenance"), tree.get("deals") or []
    included = next((d["rent_includes_maintenance"] for d in trades if "rent_includes_maintenance" in d), None)
    if included is not None and (
        fee is None or fee.get("status") is None or fee["status"].value in ("unknown", "none")
    ):
        tree["maintenance"] = {**(fee or {}), "status": Leaf("included_in_rent", included.span)}
    elif fee and fee.get("status") and fee["status"].value == "included_in_rent" and included is None:
        for deal in trades:
            if "rent" in deal and deal["type"].value in ("monthly", "short_term", "yearly"):
                deal["rent_includes_maintenance"] = Leaf(True, fee["status"].span)
