"""The terms: what is allowed, what comes with the home, when it is free, for whom and for how long."""

from __future__ import annotations

import re
from typing import Any

from app.domain import Leaf
from app.korean.facts import Fact
from app.korean.lease import find_lease, read_lease
from app.korean.lexicon import finder
from app.korean.move_in import MoveIn, find_move_in, read_move_in
from app.korean.options import Thing, find_full_option, find_short_lists, find_short_options, names_terrace_home
from app.readers.real_estate.deal import said_type
from app.readers.real_estate.home import entries, first, words
from app.readers.real_estate.part import Part
from app.readers.real_estate.scan import within

_CONDITIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "non_smoker",
        re.compile(
            r"흡연\s?(?:자)?\s?(?:은|는|도)?\s?[:=]?\s?(?:금지|불가|[xX]|안\s?[돼되됩받]|못|사절|사양|NO|죄송)"
            r"|담배\s?(?:는|안|금지|[xX])\s?(?:피|금지|안)|담배[^\n,.]{0,14}(?:죄송|사절|사양|금지|불가|어렵|곤란|안\s?[돼되됩받])"
        ),
    ),
    (
        "business_ok",
        re.compile(r"사업자\s?(?:등록증?)?\s?(?:도|은|이)?\s?[:=]?\s?(?:가능|[OoㅇY](?![A-Za-z])|OK|ok|됩|돼|있)"),
    ),
    ("foreigner_ok", re.compile(r"외국인\s?(?:분)?(?:도|은)?\s?(?:가능|환영|OK|ok|괜찮|됩)")),
)
_YES_IF_MENTIONED = frozenset(("elevator", "jeonse_loan", "guarantee", "lh"))


def facts(part: Part, topic: str) -> list[Fact]:
    """What was said about a topic in this part."""
    found: dict[str, list[Fact]] = part.once("facts", _facts)
    return found.get(topic, [])


def _facts(part: Part) -> dict[str, list[Fact]]:
    by_topic: dict[str, list[Fact]] = {}
    for fact in within(part.scan.facts, part.places):
        by_topic.setdefault(fact.topic, []).append(fact)
    return by_topic


def _tri(part: Part, topic: str) -> Leaf | None:
    """yes, no or ask: the first clear answer, else yes where a mention says so."""
    found = [f for f in facts(part, topic) if not in_fee_list(part, f.start)]
    clear = next((f for f in found if f.answer), None)
    if clear:
        return part.leaf(clear.answer, clear.start, clear.end)
    mentioned = next((f for f in found if f.words != "?"), None)
    if mentioned and topic in _YES_IF_MENTIONED:
        return part.leaf("yes", mentioned.start, mentioned.end)
    return None


def elevator(part: Part) -> Leaf | None:
    """Whether there is a lift."""
    found = _tri(part, "elevator")
    if found is None or found.value == "ask":
        return None
    return Leaf(found.value == "yes", found.span)


def pets(part: Part) -> Leaf | None:
    """Whether pets are allowed."""
    return _tri(part, "pets")


def lh(part: Part) -> Leaf | None:
    """LH, SH, GH; LH's word wins if they differ."""
    found = facts(part, "lh")
    own = [f for f in found if f.words.upper() in ("LH", "엘에이치")]
    answers = own or found
    clear = next((f for f in answers if f.answer), None)
    if clear:
        return part.leaf(clear.answer, clear.start, clear.end)
    if answers and "손님" not in part.text[answers[0].end : answers[0].end + 5]:
        return part.leaf("yes", answers[0].start, answers[0].end)
    return None


def guarantee_insurance(part: Part) -> Leaf | None:
    """HUG, SGI, HF."""
    return _tri(part, "guarantee")


def move_in_registration(part: Part) -> Leaf | None:
    """전입신고."""
    return _tri(part, "registration")


def jeonse_loan(part: Part) -> Leaf | None:
    """Loans for the jeonse deposit; a bare 대출무 is ambiguous, a bare 대출 가능 counts with a jeonse only."""
    found = _tri(part, "jeonse_loan")
    if found:
        return found
    for fact in facts(part, "loan"):
        if fact.ambiguous:
            part.warn("ambiguous", "/jeonse_loan")
        elif fact.answer and (
            "전세" in part.text[max(0, fact.start - 60) : fact.start + 60]
            or _for_jeonse(part)
            or _loan_label(part, fact)
        ):
            return part.leaf(fact.answer, fact.start, fact.end)
    return None


def _for_jeonse(part: Part) -> bool:
    """Whether the part offers a jeonse: a loan is then the tenant's."""
    said = first(part, said_type, entries(part, "deal", "kind"))
    return said is not None and said[0] == "jeonse"


def _loan_label(part: Part, fact: Fact) -> bool:
    return "전세" in part.text and any(fact.start <= e.start <= fact.end for e in entries(part, "loan"))


def mortgage(part: Part) -> Leaf | None:
    """The owner's debt: none or exists."""
    found = next((f for f in facts(part, "mortgage") if f.answer), None)
    return part.leaf("none" if found.answer == "no" else "exists", found.start, found.end) if found else None


def violating_building(part: Part) -> Leaf | None:
    """위반건축물."""
    found = next((f for f in facts(part, "violating") if f.answer), None)
    return part.leaf(found.answer == "yes", found.start, found.end) if found else None


def options(part: Part) -> list[Leaf]:
    """Each option once, where it stands first; not what a fee or a security list mentions."""
    found: list[Thing] = within(part.scan.options, part.places)
    for entry in entries(part, "options"):
        found += list(find_short_options(part.text, entry.start, entry.end))
    for start, end in part.places:
        found += list(find_short_lists(part.text, start, end))
    chosen: dict[str, Leaf] = {}
    terrace = first(part, names_terrace_home)
    for thing in sorted(found, key=lambda t: t.start):
        if thing.value == "terrace" and terrace and terrace[0] <= thing.start < terrace[1]:
            continue  # 테라스빌라 names the home: layout
        if thing.value == "tv" and (in_fee_list(part, thing.start) or _beside_internet(part.text, thing)):
            continue
        chosen.setdefault(thing.value, part.leaf(thing.value, thing.start, thing.end))
    return list(chosen.values())


_INTERNET_BEFORE = re.compile(r"(?:인터넷|와이파이)\s?(?:[+,/·&]|및|이랑|하고)?\s?$")


def _beside_internet(text: str, thing: Thing) -> bool:
    """인터넷+TV 무료 is a line into the house, not a set."""
    return _INTERNET_BEFORE.search(text, max(0, thing.start - 9), thing.start) is not None


def in_fee_list(part: Part, position: int) -> bool:
    """Whether a word at `position` only stands in the list of what the fee covers (수도, 승강기, TV)."""
    if any(e.start <= position < e.end for e in part.scan.entries if e.field == "fee_items"):
        return True
    return any(a <= position < b for fee in part.maintenance() for a, b in fee.areas)


def full_option(part: Part) -> Leaf | None:
    """풀옵션 is true, 노옵션 false."""
    for start, end in part.places:
        for value, begin, finish in find_full_option(part.text, start, end):
            return part.leaf(value, begin, finish)
    return None


def security(part: Part) -> list[Leaf]:
    """Security devices, each once."""
    chosen: dict[str, Leaf] = {}
    for thing in within(part.scan.security, part.places):
        chosen.setdefault(thing.value, part.leaf(thing.value, thing.start, thing.end))
    return list(chosen.values())


def tenant_conditions(part: Part) -> list[Leaf]:
    """Who may live there, by an explicit condition."""
    chosen: dict[str, Leaf] = {}
    for start, end in part.places:
        for begin, finish, value in finder("tenant_conditions").find(part.text, start, end):
            chosen.setdefault(value, part.leaf(value, begin, finish))
        for value, pattern in _CONDITIONS:
            match = pattern.search(part.text, start, end)
            if match:
                chosen.setdefault(value, part.leaf(value, *match.span()))
    return list(chosen.values())


def move_in(part: Part) -> dict[str, Leaf]:
    """The move-in time: the label first, then the text."""
    for entry in entries(part, "move_in"):
        found = read_move_in(words(part, entry), part.reference)
        if found:
            return _move_in(part, found, entry.start)
    for start, end in part.places:
        dates = within(part.scan.dates, [(start, end)])
        found = find_move_in(part.text[start:end], part.reference, [_shift(d, -start) for d in dates])
        if found:
            return _move_in(part, found, start)
    return {}


def _shift(when: Any, by: int) -> Any:
    return type(when)(when.start + by, when.end + by, when.earliest, when.latest, when.precision)


def _move_in(part: Part, found: MoveIn, base: int) -> dict[str, Leaf]:
    at = {k: (a + base, b + base) for k, (a, b) in found.places.items()}
    tree = {"kind": part.leaf(found.kind, *at["kind"])}
    if found.earliest:
        tree["earliest"] = part.leaf(found.earliest.isoformat(), *at["earliest"])
    if found.latest:
        tree["latest"] = part.leaf(found.latest.isoformat(), *at["latest"])
    if found.negotiable:
        tree["negotiable"] = part.leaf(True, *at["negotiable"])
    return tree


def lease(part: Part) -> dict[str, Leaf]:
    """Months at least and at most."""
    for entry in entries(part, "lease"):
        found = read_lease(words(part, entry))
        if found and "최소" in part.text[max(0, entry.start - 9) : entry.start]:
            found.places.pop("most", None)
        if found:
            return _lease(part, found, entry.start)
    found = first(part, find_lease)
    return _lease(part, found, 0) if found else {}


def _lease(part: Part, found: Any, base: int) -> dict[str, Leaf]:
    tree = {}
    for name, bound in (("min_months", "least"), ("max_months", "most")):
        if bound in found.places:
            start, end = found.places[bound]
            tree[name] = part.leaf(getattr(found, bound), base + start, base + end)
    return tree
