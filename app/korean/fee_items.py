"""The items of a maintenance fee: what it covers and what is paid beside it, as a list of words and their marks.

`(수도 인터넷 포함, 전기 가스 별도)` · `인터넷이랑 티비는 거기 들어있어요` · `전기·가스는 쓰신 만큼` · `개별 전기, 가스`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.korean.lexicon import WordFinder, words_of

Item = tuple[str, int, int]
"""A value of maintenance.included and the place of its words."""
_FACILITIES = frozenset(("parking", "elevator", "heating", "etc"))
_ITEMS = WordFinder(words_of("maintenance_items"))
_STEP = re.compile(
    r"(?P<out>미포함|불포함|별도|제외|따로|각자|(?:(?:본인|사용자|세입자|임차인|개인|입주자|직접)(?:이|가)?\s?)?(?:부담|납부)"
    r"|(?:한전\s?)?개별\s?(?:부담|납부|부과|계량|요금|이고|이구|입니다|이에요)|빼고|사용량"
    r"|(?:사용한|사용하신|사용하는|쓴|쓰신|쓰는|나온|나오는)\s?(?:만큼|대로)|실비)"
    r"|(?P<inc>포함|들어\s?(?:가|있|갑|감|간)|무료|제공|기본|해당|됨|되어|되고|됩니다|(?:주인|임대인)(?:이|분이)?\s?(?:내|부담))"
    r"|(?P<pre>개별(?!\s?(?:냉|난방|보일러)))|(?P<joint>[ \t,·/+&:\-=∙・]{1,8}|[()\[\]]|및|와|과|랑|이랑|하고|만|세|비|요금|료|사용|등|인데"
    r"|이고|이구요|이구|이며|거기에?|여기에?|안에|고정|정액|씩|에|은|는|이|가|도|까지|모두|다|전부|월|\")"
)
_OPENING = re.compile(r"[ \t]{0,3}[:=(]?[ \t]{0,2}")
_PRICED = re.compile(r"[ \t]{0,2}(?:1인당?|인당|월|각)?[ \t]{0,2}\d")


def read_items(text: str, start: int, end: int, *, labelled: bool = False) -> tuple[list[Item], list[Item], int]:
    """Items of a fee written from `start` on: (included, excluded, where the list ends). Reads as long as it"
    " is a list."""
    inside: list[Item] = []
    outside: list[Item] = []
    pending: list[Item] = []
    out = False
    found = {s: (s, e, v) for s, e, v in _ITEMS.find(text, start, min(end, start + 120))}
    position = last = start
    bracketed, closed = text[start:end].lstrip(" \t").startswith(("(", "[")), False
    while position < end:
        item = found.get(position)
        if item and closed:
            break
        if item:
            pending.append((item[2], item[0], item[1]))
            position = last = item[1]
            continue
        step = _STEP.match(text, position, end)
        if not step or (closed and step["joint"] and text[position] not in " \t"):
            break
        closed = closed or (bracketed and step[0] in ")]")
        position = step.end()
        if step["out"] or step["inc"]:
            last = position
        if step["out"] and pending:
            outside, pending = outside + pending, []
        elif step["inc"] and pending:
            inside, pending, out = inside + pending, [], False
        elif step["pre"] and pending and not _before_item(text, step.end(), found):
            outside, pending = outside + pending, []  # 전기·가스 개별
        elif step["pre"] or (step["out"] and step["out"] in ("별도", "제외")):
            if pending:
                inside, pending = inside + pending, []
            out = True
        elif step["inc"]:
            out = False
    if (inside or outside) and not out and _PRICED.match(text, position):
        pending = []  # 인터넷 무료 / 수도 1인 1만원: a bill of its own
    if not labelled and not text[start:position].lstrip().startswith("("):
        pending = [item for item in pending if item[0] not in _FACILITIES]  # 관5 주차O: the next fact, not an item
    if out:
        outside += pending
    else:
        inside += pending
    return inside, outside, last


def _before_item(text: str, position: int, items: Mapping[int, object]) -> bool:
    """Whether an item stands right behind (개별 전기), not behind a comma (전기 개별, 수도 포함)."""
    match = _OPENING.match(text, position)
    return match is not None and match.end() in items


def find_items(text: str, start: int, stop: int) -> Iterator[Item]:
    """Every word for an item in `text[start:stop]`, in order."""
    for begin, finish, value in _ITEMS.find(text, start, stop):
        yield value, begin, finish
