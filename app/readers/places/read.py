"""The reader of neighbourhood reviews: is it a review, and which shops does it tell of.

text ─ without quoted headers and commands ─ regions ─ mentions ─ gate ─ one entry a shop
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain import Leaf, Reading, Source
from app.korean.chat import without_first_question
from app.korean.commands import own_words
from app.korean.eojeol import Eojeol, eojeols, readings
from app.korean.fold import Folded, fold
from app.readers.places.areas import Area, find_areas, homes_of
from app.readers.places.gate import is_review
from app.readers.places.lexicon import STRONG, Lexicon, lexicon_of
from app.readers.places.mention import Mention
from app.readers.places.mentions import find_mentions, first_word_mention, likely_mentions
from app.readers.places.sentiment import sentiment

_MANY = 20
_QUOTED_KIND = re.compile(r"['\"’”」] ?([가-힣]{2,8})")
_CALLED = re.compile(r"['\"’”」]? ?(?:이?라는|이?란) ?([가-힣]{1,10})")
_KIND_IN_FRONT = re.compile(r"(?:^|[ \n(])([가-힣]{2,6}) ['\"‘“]?$")
_WITHHELD = re.compile(
    r"(?:이름|상호명?|업체명|가게명|학원명|실명|어딘지)(?:은|는|을|를|까지|까지는)? ?(?:차마 |굳이 |따로 )?(?:못|안|밝히|비밀|말 ?못|언급)|초성으로"
    r"|이름 ?(?:쓰면|적으면|말하면|밝히면|대면)|(?:이름|상호|가게)[^.!?\n]{0,12}(?:가립|가릴|가려[서둘놓요])|모자이크"
    r"|[○●△▲◇□■◯]{2}|\b[OX]{2,4}(?=[가-힣 ])|ㅇㅇ"
)
_IN_BRACKETS = re.compile(r" ?[(\[]")
_OF_ALL = re.compile(
    r"(?:둘 ?다|셋 ?다|(?:두|세|네) ?(?:곳|군데|집) ?(?:다|모두))(?! ?중)(?:(?!는데)[^.!?\n]){1,20}(?=[.!?\n]|$)"
)
"""둘 다 성공: said of every shop of the post."""
_BACK_HERE = re.compile(r"데 여(?:긴|기는)")


def read(source: Source, rules: Mapping[str, Any]) -> Reading:
    """`is_review` and `places[]` of TASKS.md without links, which are tied on later (app.linking)."""
    folded, lexicon = fold(source.text), lexicon_of(rules)
    text = own_words(folded.text)
    words = eojeols(text)
    areas = find_areas(words, lexicon, source.inputs.get("region"))
    homes = homes_of(areas, source.inputs.get("region"))
    mentions = find_mentions(text, words, areas, lexicon, homes=homes)
    likely = mentions or _likely(text, words, areas, lexicon)
    told = _told(folded.text, text)
    if not is_review(told, lexicon, len(likely), without_names(told, [mentions])):
        return Reading({"is_review": Leaf(False), "places": []})
    mentions = likely or _first(text, words, areas, lexicon)
    groups = _by_shop(mentions)[:_MANY]
    unnamed = without_names(text, groups, areas)
    places = [_entry(group, groups, folded, text, unnamed, areas, lexicon) for group in groups]
    return Reading({"is_review": Leaf(True), "places": places})


def _told(text: str, own: str) -> str:
    """What the gate reads of a text whose own words are known: no question that another speaker answers."""
    answered = without_first_question(text)
    return own if answered == text else own_words(answered)


def _likely(text: str, words: Sequence[Eojeol], areas: Sequence[Area], lexicon: Lexicon) -> list[Mention]:
    return [] if _WITHHELD.search(text) else likely_mentions(text, words, areas, lexicon)


def _first(text: str, words: Sequence[Eojeol], areas: Sequence[Area], lexicon: Lexicon) -> list[Mention]:
    first = None if _WITHHELD.search(text) else first_word_mention(text, words, areas, lexicon)
    return [first] if first else []


def _by_shop(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions of one shop together, in the order of the first; another branch is another shop."""
    groups: dict[tuple[str, str | None], list[Mention]] = {}
    for mention in mentions:
        name = mention.name.name.replace(" ", "").casefold()
        same = next((key for key in groups if key[0] == name and None in (key[1], mention.name.branch)), None)
        groups.setdefault(same or (name, mention.name.branch), []).append(mention)
    return list(groups.values())


def _entry(
    group: list[Mention],
    groups: list[list[Mention]],
    folded: Folded,
    text: str,
    unnamed: str,
    areas: Sequence[Area],
    lexicon: Lexicon,
) -> dict[str, Any]:
    first = group[0].name
    shown = folded.quote(first.start, first.end)
    entry: dict[str, Any] = {"mention": Leaf(shown, folded.span(first.start, first.end), "exact")}
    base = folded.span(first.start, first.base_end)
    entry["name"] = Leaf(first.name, base, "inferred" if first.chain else None)
    if first.branch:
        at = first.end - len(first.branch)
        entry["branch"] = Leaf(first.branch, folded.span(at, first.end))
    said = about(group, groups, unnamed)
    entry["category"] = Leaf(_category(group, about(group, groups, text), text, lexicon))
    if area := _area(group, groups, text, areas):
        entry["area"] = Leaf(area.text, folded.span(area.start, area.end))
    entry["sentiment"] = Leaf(sentiment(said, lexicon, first.start if len(groups) == 1 else 0))
    return entry


def without_names(text: str, groups: Sequence[Sequence[Mention]], areas: Sequence[Area] = ()) -> str:
    """The text with the names blanked: 행복헤어 and 튼튼소아과 praise nobody, nor does 하대동 blame."""
    letters = list(text)
    spans = [(m.name.start, m.name.end) for group in groups for m in group]
    for start, end in (*spans, *((area.start, area.end) for area in areas)):
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def about(group: list[Mention], groups: list[list[Mention]], text: str) -> str:
    """What is said of one shop: everything if it is the only one, else from each of its mentions to the next shop."""
    if len(groups) == 1:
        return text
    starts = sorted((m.name.start, other is group) for other in groups for m in other)
    parts = []
    for index, (start, ours) in enumerate(starts):
        if ours:
            end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
            parts.append(_until_another_subject(text[start:end]))
    return "\n".join([*parts, *(said.group() for said in _OF_ALL.finditer(text))])


def _until_another_subject(stretch: str) -> str:
    """Up to the next paragraph, or to a 여긴 that sets the other shop against this one."""
    paragraph = stretch.split("\n\n", 1)[0]
    return _BACK_HERE.split(paragraph, maxsplit=1)[0]


def _category(group: list[Mention], said: str, text: str, lexicon: Lexicon) -> str:
    first = group[0].name
    after = text[first.end : first.end + 12]
    if told := _kind_called(after, lexicon):
        return told
    if told := _kind_behind(after, lexicon) or _kind_in_front(text[max(0, first.start - 10) : first.start], lexicon):
        return told
    if own := next((m.name.category for m in group if m.name.category), None):
        return own
    counted = {c: sum(said.count(word) for word in words) for c, words in lexicon.category_words.items()}
    best = max(counted, key=lambda c: counted[c], default=None)
    if best is not None and counted[best]:
        return best
    return "restaurant" if any(len(food) > 2 and food in said for food in lexicon.words("foods")) else "other"


def _kind_called(after: str, lexicon: Lexicon) -> str | None:
    """소요라는 카페, '느린오후' 라는 만화방인데"""
    match = _CALLED.match(after)
    if match is None:
        return None
    for kind, category in lexicon.kinds.items():
        rest = match[1][len(kind) :]
        if category and match[1].startswith(kind) and (len(rest) < 2 or rest.startswith("인데")):
            return category
    return None


def _kind_in_front(before: str, lexicon: Lexicon) -> str | None:
    """베이커리 오월의식빵, 헬스장 '리프트온'"""
    match = _KIND_IN_FRONT.search(before)
    return lexicon.heads.get(match[1]) or lexicon.kinds.get(match[1]) if match else None


def _kind_behind(after: str, lexicon: Lexicon) -> str | None:
    """'대릉원옆집' 한옥스테이: a quoted name with its kind right behind."""
    match = _QUOTED_KIND.match(after)
    if match is None:
        return None
    for noun, _ in readings(match[1]):
        if noun in lexicon.kinds or noun in lexicon.suffixes:
            return lexicon.kinds.get(noun) or lexicon.suffixes[noun][0]
        if (found := lexicon.suffix(noun)) is not None and found[2] == STRONG:
            return found[1]
    return None


def _area(group: list[Mention], groups: list[list[Mention]], text: str, areas: Sequence[Area]) -> Area | None:
    """The region next to the name; else in its line; else the only shop's region anywhere, or the heading's."""
    for mention in group:
        if mention.area:
            return mention.area
    if not areas:
        return None
    first = group[0].name
    if behind := next((a for a in areas if _IN_BRACKETS.fullmatch(text[first.end : a.start])), None):
        return behind
    before = [a for a in areas if a.end <= first.start and "\n" not in text[a.end : first.start]]
    if before:
        return before[-1]
    if len(groups) == 1:
        earlier = [a for a in areas if a.end <= first.start]
        return earlier[-1] if earlier else areas[0]
    shops_before = [m.name.start for other in groups for m in other if m.name.start < first.start]
    since = [a for a in areas if max(shops_before, default=first.start) < a.start < first.start]
    heading = [a for a in areas if a.end <= groups[0][0].name.start and "\n" in text[a.end : groups[0][0].name.start]]
    nearest = since or heading
    return nearest[-1] if nearest else None
