"""Floor areas: `전용 24.8㎡`, `공급/전용면적 84.97㎡/59.94㎡`, `24평 아파트`, `대지 680평`, `실평 7평` (KOREAN.md §4.2).

1평 = 3.305785㎡. Values are square metres with two decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.korean.taken import Taken

Field = Literal["exclusive_m2", "supply_m2", "contract_m2", "land_m2", "total_floor_m2", "actual_m2"]
PYEONG = 3.305785
_N = r"(?:\d{1,3}(?:,\d{3}){1,2}|\d{1,6})(?:\.\d{1,3})?"
_M2 = r"(?:㎡|m²|m2|M2|M²|제곱미터|헤베|평방미터)"
_P = r"평(?!일|지|점|균|소|택|당|생|가|온|창|촌|안|화|내|수\s?당|방)(?:수(?!\d))?(?P<{}>형|대(?!지))?"
_LABELS: dict[str, Field] = {
    "전용": "exclusive_m2",
    "공급": "supply_m2",
    "분양": "supply_m2",
    "평형": "supply_m2",
    "계약": "contract_m2",
    "임대": "contract_m2",
    "대지": "land_m2",
    "토지": "land_m2",
    "연": "total_floor_m2",
    "건물연": "total_floor_m2",
    "실": "actual_m2",
    "실평": "actual_m2",
    "실사용": "actual_m2",
    "실면적": "actual_m2",
    "실제": "actual_m2",
    "실내": "actual_m2",
}
_LABEL = (
    r"(?:(?P<label>전용|공급|분양|평형|계약|임대|대지|토지|건물\s?연|연|실사용|실제|실내|실평|(?<![가-힣])실)\s?(?:면적|평수"
    r"|평|건평)?(?:[은는이가](?=\s))?"
    r"(?:\((?:㎡|m²|m2|평)\))?\s{0,6}[:=]?\s{0,6}(?:약\s?)?)"
)
_ONE = re.compile(
    rf"(?=\d)(?<![\d.,A-Za-z])(?<![원만억천]/)(?P<n>{_N})\s?(?:(?P<m2>{_M2})"
    rf"|{_P.format('form')})(?:\s?\(?\s?(?P<after>전용|공급|실평|실사용|대지|계약)(?:면적)?\s?\))?"
)
_LABEL_BEFORE = re.compile(rf"{_LABEL}$")
_TWO_LABELS = re.compile(
    rf"(?P<l1>공급|전용|계약|대지|토지|임대)(?:면적)?\s?/\s?(?P<l2>공급|전용|계약|연|건물)(?:면적)?(?:\((?:㎡|m²"
    rf"|m2|평)\))?\s{{0,6}}[:=|]?\s{{0,6}}"
    rf"(?P<a>{_N})\s?(?P<u1>{_M2}|평)?\s?/\s?(?P<b>{_N})\s?(?P<u2>{_M2}|평)?"
)
_TWO_BARE = re.compile(
    rf"(?=\d)(?<![\d./,])(?P<a>{_N})[A-Z]?\s?(?P<u1>{_M2})?\s?/\s?(?P<b>{_N})[A-Z]?\s?(?P<unit>{_M2}|평(?![당형]))"
)
_LABELLED_BARE = re.compile(
    rf"(?=[전공])(?:(?<![가-힣])|(?<=/)|(?<=\())(?P<label>전용|공급)\s?(?:면적)?(?:\((?:㎡|m²"
    rf"|m2)\))?\s{{0,4}}[:=]?\s{{0,4}}(?P<n>\d{{2,3}}(?:\.\d{{1,3}})?)"
    rf"(?![\d.,]|\s?(?:{_M2}|평|%|프로|만|원|[A-Z]|/(?!\s?(?:공급|전용))))"
)
_ELSE_BEFORE = re.compile(
    r"(?:마당|옥상|테라스|텃밭|정원|평당|3\.3|다락|발코니|베란다|창고\s?별도|건축|바닥|주차장?|층당|한\s?층|희망"
    r"|최소)\s?(?:면적)?\s{0,4}[:=]?\s{0,3}$"
)
_HOUSE_WORD = re.compile(r"(?:\s?대?\s?아파트|[ ]?APT)", re.IGNORECASE)
_HOUSE_BEFORE = re.compile(r"(?:아파트|APT)\s{0,3}$", re.IGNORECASE)
_OTHER_AFTER = re.compile(r"\s?(?:당|이상|내외로|정도\s?원|별도|대(?!지|로))")


@dataclass(frozen=True, slots=True)
class Area:
    """One area: which kind, its value in m², where the words stand, whether a label names the kind,
    and whether it was counted in 평 (`rounded`), which is less exact than ㎡; `paired` is one of A/B㎡."""

    start: int
    end: int
    field: Field
    m2: float
    labelled: bool
    rounded: bool = False
    paired: bool = False


def read_area(words: str) -> float | None:
    """The square metres that `words`, known to be an area, say; a bare number is m²."""
    found = next(_ones(words), None)
    if found:
        return found.m2
    bare = re.search(_N, words)
    return _m2(bare[0], pyeong=False) if bare else None


def find_areas(text: str) -> list[Area]:
    """Every area in a folded text in order; `24평 (79㎡)` counts once, in the unit written first under its label."""
    found: list[Area] = [*_two(text), *_two_bare(text)]
    taken = Taken((area.start, area.end) for area in found)
    for area in [*_ones(text), *_labelled_bare(text)]:
        if not taken.overlaps(area.start, area.end):
            found.append(area)
            taken.add(area.start, area.end)
    return _without_repeats(sorted(found, key=lambda area: area.start), text)


def _without_repeats(found: list[Area], text: str) -> list[Area]:
    """Drop an unlabelled area that says the one before it again in the other unit."""
    kept: list[Area] = []
    for area in found:
        before = kept[-1] if kept else None
        bare = not area.labelled and not area.paired
        if before and bare and area.start - before.end <= 6 and _same(before.m2, area.m2):
            continue
        if before and bare and re.fullmatch(r"\s?[(/]\s?약?\s?", text[before.end : area.start]):
            continue
        kept.append(area)
    return kept


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= max(0.05, 0.03 * max(a, b))


def _two(text: str) -> Iterator[Area]:
    for match in _TWO_LABELS.finditer(text):
        pyeong = (match["u2"] or match["u1"]) == "평"
        for group, label in (("a", match["l1"]), ("b", match["l2"])):
            field: Field = "total_floor_m2" if label in ("연", "건물") else _LABELS[label]
            yield Area(*match.span(group), field, _m2(match[group], pyeong=pyeong), True, pyeong)


def _two_bare(text: str) -> Iterator[Area]:
    for match in _TWO_BARE.finditer(text):
        if _TWO_LABELS.search(text, max(0, match.start() - 24), match.end()):
            continue
        pyeong = match["unit"] == "평"
        if match["u1"] and pyeong:
            continue  # 66.2㎡ / 20평 is one area in two units
        a, b = _m2(match["a"], pyeong=pyeong), _m2(match["b"], pyeong=pyeong)
        larger, smaller = ("a", "b") if a >= b else ("b", "a")
        yield Area(*match.span(larger), "supply_m2", max(a, b), False, pyeong, True)
        yield Area(*match.span(smaller), "exclusive_m2", min(a, b), False, pyeong, True)


def _ones(text: str) -> Iterator[Area]:
    for match in _ONE.finditer(text):
        form = match["form"]
        before = text[max(0, match.start() - 20) : match.start()]
        if form == "대" or _OTHER_AFTER.match(text, match.end()) or _ELSE_BEFORE.search(before):
            continue
        value = _m2(match["n"], pyeong=not match["m2"])
        label = _LABEL_BEFORE.search(before)
        end = match.end("m2") if match["m2"] else match.end()
        name = (label and label["label"].replace(" ", "")) or match["after"]
        if name:
            yield Area(match.start(), end, _LABELS[name], value, True, not match["m2"])
        elif not 1 <= value <= 100_000:
            continue
        else:
            yield Area(match.start(), end, _unlabelled(text, before, match), value, form == "형", not match["m2"])


def _unlabelled(text: str, before: str, match: re.Match[str]) -> Field:
    """A bare area is the exclusive one; 24평형 and 24평 아파트 speak of the supply area."""
    apartment = _HOUSE_WORD.match(text, match.end()) or _HOUSE_BEFORE.search(before)
    return "supply_m2" if match["form"] == "형" or (apartment and not match["m2"]) else "exclusive_m2"


def _labelled_bare(text: str) -> Iterator[Area]:
    for match in _LABELLED_BARE.finditer(text):
        yield Area(*match.span("n"), _LABELS[match["label"]], _m2(match["n"], pyeong=False), True)


def _m2(number: str, *, pyeong: bool) -> float:
    value = float(number.replace(",", ""))
    return round(value * PYEONG, 2) if pyeong else round(value, 2)
