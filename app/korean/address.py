"""Addresses in advertisements: 경기도 부천시 원미구 심곡동, 진주 평거동 203-5, 마곡동 788-5 리더스오피스텔.

    province > city, county, district > town, quarter > lot number, or a road and its number > building

A found address is one contiguous run of such words. Parts hold what is written, only the province is normalised
(서울시 → 서울). A lot number counts only right behind a quarter and never before 층, 호, 평 and the like (봉명동 1층).
Units (101동), floors and stations are no part of an address; no district is invented from a quarter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.korean.building import building_after, find_buildings
from app.korean.place_words import Word, next_word
from app.korean.regions import SIDO_FORMS

Place = tuple[int, int]
"""Start and end in the folded text."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an address: its value and the place of its words in the folded text."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AddressFound:
    """A run of place words `text[start:end]` and its parts.

    `weak`: nothing but a short name (쌍문, 송도), which may be something else. `office`: it stands in an estate agent's
    imprint, so it is not where the place on offer lies.
    """

    start: int
    end: int
    sido: Part | None = None
    sigungu: Part | None = None
    dong: Part | None = None
    jibun: Part | None = None
    road: Part | None = None
    building_name: Part | None = None
    weak: bool = False
    office: bool = False

    @property
    def parts(self) -> int:
        """How many parts are known: the measure of how exact the address is."""
        known = (self.sido, self.sigungu, self.dong, self.jibun, self.road, self.building_name)
        return sum(part is not None for part in known)


_LOT = re.compile(
    r"[ \t]{1,3}(?P<lot>(?:산[ ]?)?(?:[1-9][0-9]{0,3}-[1-9][0-9]{0,3}|[1-9][0-9]{0,3}))(?P<lots>[ ]?번지)?(?![0-9\-])"
)
_LOT_ENDS = re.compile(r"[ \t]{0,3}(?:[\n)\],]|$|(?:지하|지상)?[ ]?[0-9]{1,2}층)")
_NOT_A_LOT = re.compile(
    r"[ ]{0,2}(?:층|호|번[ ]?출구|호선|평|억|만|천|원|개|월|년|분|초|룸|대|동|세대|차|가지|번길|m"
    r"|단지|명|인|시|주|가구|번째"
    r"|에[ ]?[0-9일이삼사오육칠팔구십백천]|[/~%㎡:.,])"
)
_RANK = {"sido": 0, "sigungu": 1, "short": 1, "quarter": 2, "dong": 3, "road": 4}
_IMPRINT = re.compile(r"등록[ ]?번호|중개사무소|공인중개사사무소|대표[ :]")
_GAP = re.compile(r"[ \t]{0,3}")


def find_address(text: str) -> list[AddressFound]:
    """Every address in a folded text, in order. Linear in its length."""
    found = [*_runs(text)]
    taken = [(one.start, one.end) for one in found]
    for building in find_buildings(text):
        start, end, name, name_at = building
        if all(end <= low or high <= start for low, high in taken):
            part = Part(name, *name_at)
            found.append(AddressFound(start, end, building_name=part, office=_in_imprint(text, start)))
    return sorted(found, key=lambda one: one.start)


def primary_address(found: list[AddressFound]) -> AddressFound | None:
    """The address of the place on offer among those found: the most exact, the first of equals."""
    offered = [one for one in found if not one.office]
    return max(offered, key=lambda one: (not one.weak, one.parts, -one.start), default=None)


@dataclass(slots=True)
class _Run:
    """The words of one address while it is being read."""

    words: list[Word] = field(default_factory=list)

    def last(self) -> str:
        return self.words[-1].kind if self.words else ""

    def accepts(self, word: Word) -> bool:
        if not self.words or (_RANK[word.kind] == _RANK[self.last()] == 1):
            return True
        if word.kind == "dong" and self.last() == "dong":
            return word.text.endswith(("리", "동", "가")) and self.words[-1].text.endswith(("읍", "면"))
        return _RANK[word.kind] > _RANK[self.last()]


def _runs(text: str) -> Iterator[AddressFound]:
    position = 0
    while (word := next_word(text, position, alone=True)) is not None:
        run = _Run([word])
        end = word.end
        while (following := next_word(text, _gap(text, end), alone=False, at=True)) is not None:
            if not run.accepts(following):
                break
            run.words.append(following)
            end = following.end
        if (address := _address(text, run)) is not None:
            yield address
            end = max(end, address.end)
        position = end


def _gap(text: str, end: int) -> int:
    match = _GAP.match(text, end)
    return match.end() if match else end


def _address(text: str, run: _Run) -> AddressFound | None:
    words = run.words
    kinds = {word.kind for word in words}
    if kinds <= {"short", "sido"} and len(words) == 1 and words[0].kind == "short":
        return None
    if kinds == {"sido"} and words[0].text in SIDO_FORMS.values():
        return None
    start, end = words[0].start, words[-1].end
    lot = _lot(text, end) if words[-1].kind == "dong" else None
    if lot is not None:
        end = lot.end + len("번지") * text.startswith("번지", lot.end)
    building = building_after(text, end) if kinds & {"dong", "road", "short"} else None
    if building is not None:
        end = building[1]
    elif kinds == {"short"}:
        return None
    return AddressFound(
        start,
        end,
        sido=_sido(words),
        sigungu=_joined(text, words, "sigungu"),
        dong=_joined(text, words, "dong"),
        jibun=lot,
        road=_joined(text, words, "road"),
        building_name=Part(text[building[0] : building[1]], building[0], building[1]) if building else None,
        weak=kinds <= {"quarter", "short"} and len(words) == 1 and building is None,
        office=_in_imprint(text, start),
    )


def _sido(words: list[Word]) -> Part | None:
    for word in words:
        if word.kind == "sido":
            return Part(SIDO_FORMS[word.text], word.start, word.end)
    return None


def _joined(text: str, words: list[Word], kind: str) -> Part | None:
    """Neighbouring words of one kind are one part: 안양시 만안구, 서종면 문호리."""
    of_kind = [word for word in words if word.kind == kind]
    if not of_kind:
        return None
    start, end = of_kind[0].start, of_kind[-1].end
    return Part(" ".join(text[start:end].split()), start, end)


def _lot(text: str, end: int) -> Part | None:
    match = _LOT.match(text, end)
    if match is None or _NOT_A_LOT.match(text, match.end()):
        return None
    bare = "-" not in match["lot"] and match["lots"] is None
    if bare and not _LOT_ENDS.match(text, match.end()) and not building_after(text, match.end()):
        return None
    return Part(match["lot"], match.start("lot"), match.end("lot"))


def _in_imprint(text: str, start: int) -> bool:
    """Whether an agent's imprint (등록번호, 중개사무소) stands on this line or the one above."""
    line = text.rfind("\n", 0, start)
    above = text.rfind("\n", 0, max(line, 0)) + 1
    return _IMPRINT.search(text, max(above, start - 160), start) is not None
