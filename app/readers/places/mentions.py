"""Which words of a review name a shop: every possible name is weighed by what stands around it.

A shop word at its end (약국) speaks for itself; a dish word (국수) or an unknown word needs a second sign: a region
in front, a particle of place and a verb of visiting behind, its own line, "이라는 데". A name that only shows the
way (다이소 맞은편) is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.korean.eojeol import Eojeol, name_readings
from app.readers.places.areas import Area
from app.readers.places.lexicon import Lexicon
from app.readers.places.names import Name, is_ordinary, names_at

ENOUGH = 2.0
_CALLED = ("이라는", "라는", "이란", "란", "이라고", "라고")
_AT = frozenset(["에서", "에서는", "에서도", "에서만", "에선", "에", "에는", "에도", "이라고", "라고"])
_IS = frozenset(
    [
        "이고",
        "고",
        "인데",
        "입니다",
        "이에요",
        "예요",
        "이요",
        "이었어요",
        "였어요",
        "이구요",
        "구요",
        "이었는데",
        "였는데",
    ]
)
_HEAD = re.compile(r"[ \t]{0,4}[:：]|[ \t]{1,4}[-–—=>]{1,2}[ \t]|[ \t]{0,2}(?:→|\()")
_BULLET = re.compile(
    r"(?:^|\n)[^0-9A-Za-z가-힣\n]{0,8}(?:\d{1,2}(?:[.)위번:]|(?=[ ]))[ \t]{0,2})?[^0-9A-Za-z가-힣\n]{0,4}$"
)
_OWN_NAME = re.compile(
    r"(?:가게|상호|매장|식당|카페|병원|학원|집)?[ ]?(?:이름|상호|상호명)(?:이|은|는|가)[ ]"
    r"['\"‘“「]?([0-9A-Za-z가-힣]{2,12}?)['\"’”」]?[ ]?"
    r"(?:이에요|에요|예요|입니다|인데|이고|이라|라는|이라는|임|래요|이래요)"
)
_TOPIC = re.compile(
    r"(?:점심|저녁|아침|숙소|카페|밥|식사|디저트|마무리|후식|술|1차|2차|3차|커피|간식|야식|코스|첫 ?집|둘째|마지막)"
    r"(?:은|는|으로|로)? ?$"
)
_QUOTES = frozenset("'\"‘’“”「」『』")
_AFTER_A_QUOTE = _AT | {"은", "는", "이", "가", "을", "를", "도", "라는", "이라는"}
_KEEPERS = ("사장", "원장", "선생님", "쌤", "관장", "간호사", "직원", "디자이너", "코치")
_ENDS_OF_VERBS = tuple("다요고라서면데듯며까게지도니은는한")
_LONG_NAME = 4
_WINDOW = 14


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands for a shop, how sure that is, and the region word next to it."""

    name: Name
    weight: float
    area: Area | None


def find_mentions(text: str, words: Sequence[Eojeol], areas: Sequence[Area], lexicon: Lexicon) -> list[Mention]:
    """Every mention of a shop in the order of the text, the same shop as often as it is named."""
    area_at = {area.index: area for area in areas}
    declared = _declared(text)
    found: list[Mention] = []
    at = 0
    while at < len(words):
        mention = None
        if at not in area_at:
            mention = _declared_at(words, at, declared) or _best(words, at, text, area_at, lexicon)
        if mention is not None:
            found.append(mention)
            at = mention.name.last + 1
        else:
            at += 1
    return sorted([*found, *_short_forms(words, found, lexicon)], key=lambda m: m.name.start)


def _short_forms(words: Sequence[Eojeol], found: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """폴리는, 백양으로: a shop named again by the own part of its name."""
    own = {m.name.name[: -len(cut[0])]: m for m in found if (cut := lexicon.suffix(m.name.name))}
    taken = {i for m in found for i in range(m.name.first, m.name.last + 1)}
    again = []
    for at, word in enumerate(words):
        noun, particle = name_readings(word.text)[0]
        if at not in taken and particle and len(noun) >= 2 and noun in own:
            end = word.start + len(noun)
            again.append(replace(own[noun], name=replace(own[noun].name, start=word.start, end=end, first=at, last=at)))
    return again


def _declared(text: str) -> frozenset[str]:
    """Names that the text itself introduces as one: 가게 이름이 그집 이에요."""
    return frozenset(m.group(1) for m in _OWN_NAME.finditer(text))


def _declared_at(words: Sequence[Eojeol], at: int, declared: frozenset[str]) -> Mention | None:
    word = words[at]
    for name in declared:
        if word.text.startswith(name) and len(word.text) - len(name) <= 3:
            end = word.start + len(name)
            return Mention(Name(name, word.start, end, end, None, None, 3.0, word.text[len(name) :], at, at), 5.0, None)
    return None


def _best(words: Sequence[Eojeol], at: int, text: str, area_at: dict[int, Area], lexicon: Lexicon) -> Mention | None:
    for name in names_at(words, at, text, lexicon):
        if _is_landmark(name, words, text, lexicon):
            continue
        area = area_at.get(at - 1)
        near = area is not None and area.end == words[at - 1].end and not text[area.end : words[at].start].strip(" ,·")
        weight = name.weight + _around(name, words, text, lexicon) + (1.0 if near else 0.0)
        if weight >= ENOUGH:
            return Mention(name, weight, area if near else None)
    return None


def _around(name: Name, words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> float:
    """The weight of everything around a name."""
    after = text[name.end + len(name.particle) : name.end + len(name.particle) + _WINDOW]
    following = words[name.last + 1].text if name.last + 1 < len(words) else ""
    weight = 0.0
    if name.particle.startswith(_CALLED) and _starts_with_kind(name, words, lexicon):
        weight += 2.5
    if _BULLET.search(text[max(0, name.start - 24) : name.start]):
        weight += 2.5 if _HEAD.match(text, name.end) else _alone(text, name)
    weight += _quoted(name, following, text)
    if _TOPIC.search(text[max(0, name.start - 10) : name.start]):
        weight += 1.0
    if name.first and not name.chain and _behind_kind(name, words[name.first - 1].text, text, lexicon):
        weight += 1.0
    if _ends_sentence(after) and name.particle in ("", "으로", "로"):
        weight += 1.0 if name.weight else 0.0
    if name.weight in (0.0, 1.0) and len(name.name) >= 3 and text.count(name.name) >= 2:
        weight += 1.0
    if name.weight == 1.0 and name.first == 0:
        weight += 1.0
    return weight + _visited(name, following, text, lexicon)


def _behind_kind(name: Name, before: str, text: str, lexicon: Lexicon) -> bool:
    """책방 다락, and in quotes also 작은책방 '다락'."""
    quoted = text[name.start - 1] in _QUOTES and before.endswith(tuple(k for k in lexicon.kinds if len(k) > 1))
    return quoted or before in lexicon.kinds


def _quoted(name: Name, following: str, text: str) -> float:
    """'모모전'은: quotes around a name and a particle behind them."""
    if text[max(0, name.start - 1) : name.start] not in _QUOTES or text[name.end : name.end + 1] not in _QUOTES:
        return 0.0
    if not text[name.end : name.end + 1]:
        return 0.0
    return 2.0 if following in _AFTER_A_QUOTE or (len(following) >= 2 and name.weight > 0) else 1.0


def _visited(name: Name, following: str, text: str, lexicon: Lexicon) -> float:
    """A particle of place, and a verb of visiting or the people of a shop behind it."""
    visits = following.startswith(lexicon.words("visit_verbs")) if following else False
    if not name.particle and len(name.name) >= _LONG_NAME and _keeper_follows(name, following, text):
        return 2.0
    if name.particle in _AT:
        return 1.0 + (0.5 if visits else 0.0)
    if name.particle in _IS:
        return 1.0
    if name.particle in ("", "을", "를", "도", "은", "는", "만"):
        return 1.0 if visits else 0.0
    return 0.0


def _keeper_follows(name: Name, following: str, text: str) -> bool:
    """해피독스쿨 선생님이: somebody of a shop right behind a noun."""
    right_behind = text.startswith(f" {following}", name.end)
    return right_behind and following.startswith(_KEEPERS) and not name.name.endswith(_ENDS_OF_VERBS)


def _alone(text: str, name: Name) -> float:
    """A name that has its line to itself."""
    rest = text[name.end : name.end + 3]
    return 1.5 if not rest or rest.lstrip(" ")[:1] in ("\n", "") else 0.0


def _ends_sentence(after: str) -> bool:
    rest = after.lstrip(" ")
    return not rest or rest[0] in ".!\n~"


def _starts_with_kind(name: Name, words: Sequence[Eojeol], lexicon: Lexicon) -> bool:
    """이라는 바, 이라는 작은 서점"""
    return any(word.text.startswith(tuple(lexicon.kinds)) for word in words[name.last + 1 : name.last + 3])


def _is_landmark(name: Name, words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> bool:
    """다이소 맞은편, 인계수산 쪽으로: the name only shows the way."""
    following_text = words[name.last + 1].text if name.last + 1 < len(words) else ""
    if following_text.startswith(lexicon.words("not_visited")):
        return True
    if name.particle not in ("", "에서", "의"):
        return name.particle.startswith("쪽")
    if name.last + 1 >= len(words):
        return False
    following = words[name.last + 1]
    close = text[name.end + len(name.particle) : following.start].strip(" ") == ""
    return close and lexicon.has("landmark_after", following.text)


def first_word_mention(text: str, words: Sequence[Eojeol], areas: Sequence[Area], lexicon: Lexicon) -> Mention | None:
    """The last resort for a review without any other name: an unknown word that opens the text in front of a noun."""
    start = next((i for i, word in enumerate(words) if all(area.index != i for area in areas)), None)
    if start is None or start > 1 or start + 1 >= len(words):
        return None
    word = words[start]
    names = [n for n in names_at(words, start, text, lexicon) if not n.particle or n.particle in _AT]
    bare = [n for n in names if len(n.name) >= 3 and not is_ordinary(n.name, lexicon)]
    if not bare or text[word.end : word.end + 1] != " " or _is_landmark(bare[0], words, text, lexicon):
        return None
    return Mention(bare[0], ENOUGH, None)
