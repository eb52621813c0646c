"""Which words of a review name a shop: every possible name is weighed by what stands around it.

A shop word at its end (약국) speaks for itself; a dish word (국수) or an unknown word needs a second sign: a region
in front, a particle of place and a verb of visiting behind, its own line, "이라는 데". A name that only shows the
way (다이소 맞은편) is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.korean.eojeol import Eojeol
from app.readers.places.areas import Area
from app.readers.places.chains import Name
from app.readers.places.doubts import is_no_name, without_doubtful
from app.readers.places.evidence import (
    AT,
    ENDS_OF_VERBS,
    IS,
    KEEPERS,
    around,
    is_quoted,
    named_alone,
    next_to_region,
    speaks_of_home,
    what_is_done,
)
from app.readers.places.lexicon import WEAK, Lexicon
from app.readers.places.mention import Mention
from app.readers.places.names import names_at
from app.readers.places.ordinary import is_ordinary

ENOUGH = 2.0
LIKELY = 1.0
"""What does for the only name of a review."""
_OWN_NAME = re.compile(
    r"(?:가게|상호|매장|식당|카페|병원|학원|집)?[ ]?(?:이름|상호|상호명)(?:이|은|는|가|부터|부터가)[ ]"
    r"(?:(?:진짜로?|정말로?|그냥|무려|심지어|특이하게도?|재밌게도?|웃기게도?|아예|레알)[ ])?"
    r"['\"‘“「]?([0-9A-Za-z가-힣]{2,12}?)['\"’”」]?[ ]?"
    r"(?:이에요|에요|예요|입니다|인데|이고|이라|라는|이라는|임|래요|이래요)"
)
_INSIDE = re.compile(r"(?:안|안쪽|내|건물|지하|\d층)에 ?(?:있는|입점|위치|새로|생긴)")
_LONG_ENOUGH = 3
_INFLECTS = ("고", "서", "면", "데", "며", "게", "은", "는", "한", "길래", "니까", "거", "자마자")
_GONE = re.compile(
    r"다녀|다니|다닌|다닐|다닙|다녔|갔|갓|가[봤봐본보]|들[렀렸른러름]|방문|[재첫]방문|이용|애용|갑니|가는|가요|가서|가니|왔|찾아|정착|단골|솔직|리뷰|후기|내돈"
)


def likely_mentions(text: str, words: Sequence[Eojeol], areas: Sequence[Area], lexicon: Lexicon) -> list[Mention]:
    """For a review that names nothing for sure: its most likely name, as often as that stands there."""
    found = [m for m in find_mentions(text, words, areas, lexicon, LIKELY) if _likely(m, words, text, lexicon)]
    best = max(found, key=lambda m: m.weight, default=None)
    return [m for m in found if best and m.name.name == best.name.name]


def _likely(mention: Mention, words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> bool:
    """Whether more than its own shape speaks for a name, and it is no verb and no object of one (견적 받았어요)."""
    name = mention.name
    if mention.weight - name.weight < LIKELY:
        return False
    if name.particle in IS:
        return bool(mention.area or name.weight)
    if name.name.endswith(_INFLECTS) or (len(name.name) < 3 and name.name.endswith(ENDS_OF_VERBS)):
        return False
    done = what_is_done(name, words, text, lexicon)
    quoted = is_quoted(name, text)
    gone = _GONE.match(done) and not (name.particle in AT and not name.weight and len(name.name) < _LONG_ENOUGH)
    return bool(quoted or mention.area or gone or named_alone(name, text))


def find_mentions(
    text: str,
    words: Sequence[Eojeol],
    areas: Sequence[Area],
    lexicon: Lexicon,
    enough: float = ENOUGH,
    homes: frozenset[str] = frozenset(),
) -> list[Mention]:
    """Every mention of a shop in the order of the text, the same shop as often as it is named."""
    area_at = {area.index: area for area in areas}
    declared = _declared(text)
    found: list[Mention] = []
    at = 0
    while at < len(words):
        mention = None
        if at not in area_at:
            mention = _declared_at(words, at, declared) or _best(words, at, text, area_at, lexicon, enough, homes)
        if mention is not None and not _is_had_there(mention.name, found, text):
            found.append(mention)
            at = mention.name.last + 1
        else:
            at += 1
    found = without_doubtful(found, text, lexicon)
    return sorted([*found, *_short_forms(words, found, lexicon)], key=lambda m: m.name.start)


def _is_had_there(name: Name, found: Sequence[Mention], text: str) -> bool:
    """이한솥밥 명란솥밥: what may be a dish, right behind a name."""
    last = found[-1].name if found else None
    return last is not None and name.weight <= WEAK and not last.particle and text[last.end : name.start] == " "


def _short_forms(words: Sequence[Eojeol], found: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """폴리는, 백양으로: a shop named again by the own part of its name."""
    own = {m.name.name[: -len(cut[0])]: m for m in found if (cut := lexicon.suffix(m.name.name))}
    taken = {i for m in found for i in range(m.name.first, m.name.last + 1)}
    again = []
    for at, word in enumerate(words):
        noun, particle = word.name_readings[0]
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


def _best(
    words: Sequence[Eojeol],
    at: int,
    text: str,
    area_at: dict[int, Area],
    lexicon: Lexicon,
    enough: float,
    homes: frozenset[str],
) -> Mention | None:
    for name in names_at(words, at, text, lexicon):
        if _is_landmark(name, words, text, lexicon) or is_no_name(name, words, text):
            continue
        area = area_at.get(at - 1)
        near = area is not None and area.end == words[at - 1].end and not text[area.end : words[at].start].strip(" ,·")
        weight = name.weight + around(name, words, text, lexicon) + speaks_of_home(name, homes)
        weight += next_to_region(name, area, text) if area and near else 0.0
        if weight >= enough:
            return Mention(name, weight, area if near else None)
    return None


def _is_landmark(name: Name, words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> bool:
    """다이소 맞은편, 인계수산 쪽으로: the name only shows the way."""
    following_text = words[name.last + 1].text if name.last + 1 < len(words) else ""
    if following_text.startswith(lexicon.words("not_visited")):
        return True
    if name.particle not in ("", "에서", "의"):
        return name.particle.startswith(("쪽", "보다", "처럼"))
    if name.last + 1 >= len(words):
        return False
    following = words[name.last + 1]
    close = text[name.end + len(name.particle) : following.start].strip(" ") == ""
    shows = any(lexicon.has("landmark_after", noun) for noun, _ in following.readings)
    return close and (shows or _INSIDE.match(text, following.start) is not None)


def first_word_mention(text: str, words: Sequence[Eojeol], areas: Sequence[Area], lexicon: Lexicon) -> Mention | None:
    """The last resort for a review without any other name: an unknown word that opens the text, and what one had there."""
    start = next((i for i, word in enumerate(words) if all(area.index != i for area in areas)), None)
    if start is None or start > 1 or start + 1 >= len(words):
        return None
    word = words[start]
    names = [n for n in names_at(words, start, text, lexicon) if not n.particle or n.particle in AT]
    bare = [n for n in names if len(n.name) >= 3 and not is_ordinary(n.name, lexicon)]
    if (
        not (bare and _is_had(words[start + 1], lexicon))
        or text[word.end : word.end + 1] != " "
        or _is_landmark(bare[0], words, text, lexicon)
    ):
        return None
    return Mention(bare[0], ENOUGH, None)


def _is_had(word: Eojeol, lexicon: Lexicon) -> bool:
    """Whether a word is what a shop sells or who serves there (온더플레인 크로플, 미소랑 사장님)."""
    if word.text.startswith(KEEPERS):
        return True
    wares = [ware for told in lexicon.category_words.values() for ware in told]
    return any(lexicon.has("foods", noun) or noun in wares for noun, _ in word.readings)
