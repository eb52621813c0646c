"""What the scan says about the whole text: where prices of deals stand, what tells one home from another, and the
signals the gate goes by."""

from __future__ import annotations

import re

from app.korean.money import Amount
from app.readers.real_estate.gate import Signals
from app.readers.real_estate.labels import PRICE_FIELDS
from app.readers.real_estate.roles import role_of
from app.readers.real_estate.scan import Scan

_FROM = re.compile(r"\s?원?\s?(?:부터|~|까지)")
_MOVING = ("입주", "풀옵", "공실", "즉입", "신축", "남향", "동향", "서향", "올수리", "역세권")
_DEALING = ("월세", "전세", "매매", "임대", "연세", "년세", "보증금", "관리비")


def price_positions(found: Scan) -> list[int]:
    """Where the prices of deals stand: pairs, amounts that a word or a label makes a price, and, in a list where several
    lines hold nothing else, amounts in 억 without a word."""
    taken = {amount.start for pair in found.pairs for amount in (pair.deposit, pair.rent)}
    positions = _pair_positions(found)
    labels = {entry.start for entry in found.entries if entry.field in PRICE_FIELDS}
    unnamed: list[Amount] = []
    since = 0
    money = {amount.start for amount in found.money} - taken
    for amount in found.amounts:
        if amount.start in money and not amount.bound:
            role = role_of(found.canvas.text, amount, since)[0]
            if _is_price(amount, role) or amount.start in labels:
                positions.append(amount.start)
            elif role is None and amount.unit == "eok":
                unnamed.append(amount)
        since = amount.end
    return sorted([*positions, *_priced_lines(found, positions, unnamed)])


def _pair_positions(found: Scan) -> list[int]:
    positions = []
    since = 0
    for pair in found.pairs:
        if role_of(found.canvas.text, pair.deposit, since)[0] not in ("other", "premium", "fee"):
            positions.append(pair.start)
        since = pair.end
    return positions


def _is_price(amount: Amount, role: str | None) -> bool:
    if role in ("jeonse", "sale", "yearly", "listed"):
        return amount.unit != "bare" or amount.group >= 2
    return role == "rent" and (amount.unit != "bare" or amount.group >= 10)


def _priced_lines(found: Scan, positions: list[int], unnamed: list[Amount]) -> list[int]:
    """The first unnamed amount of each line that has no other price, if there are at least two such lines."""
    out = []
    for start, end in found.canvas.lines:
        first = next((a.start for a in unnamed if start <= a.start < end), None)
        if first is not None and not any(start <= p < end for p in positions):
            out.append(first)
    return out if len(out) > 1 else []


def worth(found: Scan) -> dict[int, object]:
    """What each price says, by its place: the same price twice tells no two homes apart."""
    said: dict[int, object] = {a.start: (a.high, a.group) for a in found.amounts}
    return said | {p.start: (p.deposit.high, p.deposit.group, p.rent.group) for p in found.pairs}


def identities(found: Scan) -> list[tuple[int, str]]:
    """Words that tell one home from another, with their places."""
    text, canvas = found.canvas.text, found.canvas
    spans = [(one.start, one.end) for group in (found.addresses, found.types, found.areas) for one in group]
    spans += [(floor.start, floor.end) for floor in found.floors if floor.number is not None or floor.kind]
    spans += [(station.start, station.end) for station in found.stations]
    spans += [(count.start, count.end) for count in found.counts if count.named]
    units = [(canvas.position(p.start), p.value) for p in canvas.private if p.kind == "unit"]
    return sorted([*[(start, text[start:end]) for start, end in spans], *units])


def signals(found: Scan, prices: list[int]) -> Signals:
    """What the gate wants to know."""
    text = found.canvas.text
    topics = len({fact.topic for fact in found.facts})
    kinds = (
        found.types, found.floors, found.areas, found.counts, found.stations, found.options, found.security, found.facings,
        prices, topics > 0, topics > 1, any(w in text for w in _MOVING), any(w in text for w in _DEALING),
    )  # fmt: skip
    telling = any(fact.topic not in ("elevator", "parking", "pets") for fact in found.facts)
    homes = bool(found.types or found.areas or found.counts or telling or prices) or any(
        word in text for word in (*_MOVING, *_DEALING)
    )
    ends = {a.start: a.end for a in found.amounts} | {p.start: p.end for p in found.pairs}
    bound = {p.start for p in found.pairs if p.deposit.bound or p.rent.bound or text[p.start - 1 : p.start] == "~"}
    firm = sum(price not in bound and not _FROM.match(text, ends.get(price, price)) for price in prices)
    labels = len({entry.field for entry in found.entries})
    return Signals(len(prices), sum(bool(one) for one in kinds), labels, homes, len(found.pairs), firm)
