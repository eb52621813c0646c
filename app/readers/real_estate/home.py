"""The home itself: kind, layout, rooms, area, floor, direction, age, heating; and who speaks for it."""

from __future__ import annotations

from typing import Any

from app.domain import Leaf
from app.korean import direction as compass
from app.korean.approval import find_approval, read_approval
from app.korean.lexicon import finder
from app.korean.options import names_terrace_home
from app.korean.rooms import Count, read_count, read_two_counts
from app.readers.real_estate import kinds
from app.readers.real_estate.labels import Entry
from app.readers.real_estate.part import Part
from app.readers.real_estate.scan import within


def entries(part: Part, *fields: str) -> list[Entry]:
    """The labelled values of these kinds in this part."""
    return [e for e in part.once("entries", _entries) if e.field in fields]


def _entries(part: Part) -> list[Entry]:
    return within(part.scan.entries, part.places)


def words(part: Part, entry: Entry) -> str:
    """The value of an entry."""
    return part.text[entry.start : entry.end]


def first(part: Part, read: Any, *args: Any) -> Any:
    """The first thing that a range reader finds in the places of a part."""
    for start, end in part.places:
        found = read(part.text, start, end, *args)
        if found:
            return found
    return None


def advertiser(part: Part) -> Leaf | None:
    """broker, owner or tenant, by the words that only they use."""
    for start, end in part.places:
        kind = kinds.find_advertiser(part.text[start:end], transfer=part.transfer)
        if kind:
            return part.leaf(kind.value, start + kind.start, start + kind.end)
    return None


def property_type(part: Part) -> Leaf | None:
    """The kind of property: the label that asks for it first, then the words of the text."""
    types = within(part.scan.types, part.places)
    labelled = [k for e in entries(part, "type", "kind") for k in types if e.start <= k.start < e.end]
    kind = kinds.choose_type(labelled) or kinds.choose_type(types)
    if kind is None:
        kind = first(part, kinds.type_by_rooms) or first(part, kinds.type_by_trade)
    elif kind.value == "one_room":
        kind = first(part, kinds.type_by_rooms) or kind if not labelled else kind
    return part.leaf(kind.value, kind.start, kind.end) if kind else None


def says_rooms_only(part: Part) -> bool:
    """Whether a part names its kind by nothing but a room word (원룸형, 투룸)."""
    return all(kind.value == "one_room" for kind in within(part.scan.types, part.places))


def building_type(part: Part) -> Leaf | None:
    """The building word of a header (신중동역 오피스텔 3건), if it names one kind only."""
    types = [k for k in within(part.scan.types, part.places) if k.value in kinds.BUILDINGS]
    if len({k.value for k in types}) != 1:
        return None
    return part.leaf(types[0].value, types[0].start, types[0].end)


def layout(part: Part) -> list[Leaf]:
    """오픈형, 분리형, 1.5룸, 복층, 테라스."""
    found = [k for start, end in part.places for k in kinds.find_layouts(part.text, start, end)]
    leaves = {k.value: part.leaf(k.value, k.start, k.end) for k in reversed(found)}
    terrace = first(part, names_terrace_home)
    if terrace:
        leaves["terrace"] = part.leaf("terrace", *terrace)
    order = ("open", "separated", "one_and_half", "duplex", "terrace")
    return [leaves[value] for value in order if value in leaves]


def _count(part: Part, field: str) -> Leaf | None:
    counts: list[Count] = [c for c in within(part.scan.counts, part.places) if c.field == field]
    exact = next((c for c in counts if not c.named), None)
    if exact is None:
        labelled = _labelled_count(part, field)
        if labelled:
            return labelled
    chosen = exact or next(iter(counts), None)
    return part.leaf(chosen.number, chosen.start, chosen.end) if chosen else None


def _labelled_count(part: Part, field: str) -> Leaf | None:
    for entry in entries(part, field):
        found = read_count(words(part, entry))
        if found:
            return part.leaf(found[0], entry.start + found[1], entry.start + found[2])
    for entry in entries(part, "rooms_baths"):
        two = read_two_counts(words(part, entry))
        if two and field in ("rooms", "bathrooms"):
            number, start, end = two[0 if field == "rooms" else 1]
            return part.leaf(number, entry.start + start, entry.start + end)
    return None


def rooms(part: Part) -> Leaf | None:
    """How many rooms."""
    return _count(part, "rooms")


def named_rooms(part: Part) -> Leaf | None:
    """What a header's 원룸 or 투룸 says for all; a number there counts the homes (방 3개 나왔습니다)."""
    named = next((c for c in within(part.scan.counts, part.places) if c.field == "rooms" and c.named), None)
    return part.leaf(named.number, named.start, named.end) if named else None


def bathrooms(part: Part) -> Leaf | None:
    """How many bathrooms, only if written."""
    return _count(part, "bathrooms")


def living_rooms(part: Part) -> Leaf | None:
    """How many living rooms, only if written."""
    return _count(part, "living_rooms")


def direction(part: Part) -> Leaf | None:
    """The compass direction."""
    facing = _facing(part)
    return part.leaf(facing.compass, facing.start, facing.end) if facing else None


def direction_basis(part: Part) -> Leaf | None:
    """What the direction was taken from, if written beside it."""
    facing = _facing(part)
    return part.leaf(facing.basis, *facing.basis_at) if facing and facing.basis_at else None


def _facing(part: Part) -> compass.Facing | None:
    found = within(part.scan.facings, part.places)
    return next((f for f in found if f.basis), found[0] if found else None)


def approval_date(part: Part) -> Leaf | None:
    """The approval date, as precise as written, never after the reference date."""
    for entry in entries(part, "approval"):
        found = read_approval(words(part, entry))
        if found and found.value <= part.reference.isoformat():
            return part.leaf(found.value, entry.start + found.start, entry.start + found.end)
    found = first(part, find_approval)
    if found and found.value <= part.reference.isoformat():
        return part.leaf(found.value, found.start, found.end)
    return None


_HEATED = {
    "individual": ("개별", "도시가스"),
    "district": ("지역", "열병합"),
    "central": ("중앙",),
    "electric": ("전기", "심야"),
    "lpg": ("LPG", "lpg", "엘피지"),
}


def heating(part: Part) -> Leaf | None:
    """How it is heated: the label 난방 first, then the words for it."""
    for entry in entries(part, "heating"):
        text = words(part, entry)
        hits = [(text.find(w), w, v) for v, ws in _HEATED.items() for w in ws if w in text]
        if hits:
            at, word, value = min(hits)
            return part.leaf(value, entry.start + at, entry.start + at + len(word))
    for start, end in part.places:
        for begin, finish, value in finder("heating").find(part.text, start, end):
            return part.leaf(value, begin, finish)
    return None


def status(part: Part) -> Leaf | None:
    """contracting or closed, only if written."""
    found = first(part, kinds.find_status)
    return part.leaf(found.value, found.start, found.end) if found else None
