"""Tags of the client's vocabulary: a known tag beats the text's own spelling of the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from app.korean.eojeol import readings
from app.readers.hashtags.evidence import OPENING, Candidate, Evidence, fill, passing
from app.readers.hashtags.lexicon import Lexicon, Topic

_ALSO = 1.9
_PLACED = 1.3
_WHOLE = 2.1
_IN_TWO = 2.3
_BONUS = 1.4
_NAMED_PLACE = 1.0
_CLOSE = 14
_FEW = 4
_TAIL = 6
_VERBS = frozenset("하해했합한할함됐되된돼")
_LED = 0.5
_ENDING = "ending_"


def with_vocabulary(
    best: Mapping[str, Candidate], found: Evidence, vocabulary: Sequence[str], lexicon: Lexicon
) -> list[Candidate]:
    """The candidates with the known tags among them; one is taken only when a topic or the text holds all of it."""
    fitting = _fitting(best, found, lexicon)
    ranked = {tag: candidate for tag, candidate in best.items() if tag not in vocabulary}
    for tag in found.where.named:
        if tag in ranked:  # a known tag says what, seldom where
            ranked[tag] = replace(ranked[tag], score=ranked[tag].score + _NAMED_PLACE)
    for tag in vocabulary:
        candidate = fitting.get(tag) or _literal(tag, found, lexicon)
        if candidate is not None:
            ranked[tag] = replace(candidate, score=candidate.score + _BONUS, known=True)
    return list(ranked.values())


def _fitting(best: Mapping[str, Candidate], found: Evidence, lexicon: Lexicon) -> dict[str, Candidate]:
    """The candidates, and what else the topics of the text would allow."""
    fitting = dict(best)
    for topic, spots in found.topics:
        worth = _ALSO + 0.1 * len(spots) - _aside(topic, spots, found)
        for rank, template in enumerate((*topic.tags, *topic.also)):
            tag = fill(template, found, lexicon)
            if tag is None or tag in best or _is_another_thing(tag, found, lexicon):
                continue
            candidate = Candidate(tag, lexicon.kind(tag, topic.kind), worth - 0.03 * rank)
            fitting[tag] = max(fitting.get(tag, candidate), candidate, key=lambda c: c.score)
    for tag in _place_variants(found, lexicon):
        fitting.setdefault(tag, Candidate(tag, "place", _ALSO))
    for noun in found.nouns.counts:
        if (other := lexicon.same_as.get(noun)) is not None:
            fitting.setdefault(other, replace(best[noun], tag=other))
    return fitting


def _aside(topic: Topic, spots: Sequence[int], found: Evidence) -> float:
    """What else would fit a topic mentioned in passing, or beside one that leads, fits the post less."""
    late = passing(spots, found) if spots[0] >= OPENING else 0.0
    return late + (_LED if found.led and not topic.leads else 0.0)


def _is_another_thing(tag: str, found: Evidence, lexicon: Lexicon) -> bool:
    """A concrete noun that the text does not hold: 방탈출 for a text about 보드게임."""
    return lexicon.holds("concrete", lexicon.group_of.get(tag, "")) and tag not in found.text


def _place_variants(found: Evidence, lexicon: Lexicon) -> Iterable[str]:
    """망원동소식, 망원카페 and the like, as far as a topic of the text carries the second half."""
    names = {topic.name for topic, _ in found.topics}
    ends = [end for end in lexicon.lists if end.startswith(_ENDING) and names & set(lexicon.words(end))]
    for front in (found.where.dong, found.where.stem):
        if front:
            yield from (front + end.removeprefix(_ENDING) for end in ends)


def _literal(tag: str, found: Evidence, lexicon: Lexicon) -> Candidate | None:
    """A vocabulary tag that stands in the text: as a word, as two words close together, or as the front of a word."""
    if len(tag) < 2:
        return None
    fronts = _starts(tag, found.text)
    if fronts and (lexicon.holds("everyday", tag) or all(at in found.nouns.placed for at in fronts)):
        return Candidate(tag, lexicon.kind(tag), _PLACED)
    if any(_is_whole(tag, at, found.text) for at in fronts):
        return Candidate(tag, lexicon.kind(tag), _WHOLE)
    if _stands_in_two(tag, found.text):
        return Candidate(tag, lexicon.kind(tag), _IN_TWO)
    if fronts and all(_is_verb(tag, at, found.text) for at in fronts):
        return Candidate(tag, lexicon.kind(tag), _PLACED)
    if fronts or _is_head(tag, found.text, lexicon):
        return Candidate(tag, lexicon.kind(tag), _ALSO)
    return None


def _is_verb(tag: str, at: int, text: str) -> bool:
    """교정해주시고 tells what somebody did, not what the post is about."""
    return text[at + len(tag) : at + len(tag) + 1] in _VERBS


def _is_head(tag: str, text: str, lexicon: Lexicon) -> bool:
    """반지갑 is a 지갑, 원목식탁 a 식탁: a thing with a word in front of it."""
    at = text.find(tag)
    return at > 0 and lexicon.holds("concrete", lexicon.group_of.get(tag, "")) and _is_whole(tag, at, text)


def _is_whole(tag: str, at: int, text: str) -> bool:
    """버스가 is 버스, 버스정류장 is not."""
    rest = "".join(takewhile(str.isalnum, text[at + len(tag) : at + len(tag) + _TAIL]))
    return any(noun == tag for noun, _ in readings(tag + rest))


def _stands_in_two(tag: str, text: str) -> bool:
    """고양이들은 하루에 사료 for 고양이사료."""
    return any(
        0 < second - first - cut <= _CLOSE
        for cut in range(2, len(tag) - 1)
        for first in _starts(tag[:cut], text)
        for second in _starts(tag[cut:], text)
    )


def _starts(word: str, text: str) -> list[int]:
    """The first few places where `word` begins a word."""
    found: list[int] = []
    at = text.find(word)
    while at >= 0 and len(found) < _FEW:
        if at == 0 or not text[at - 1].isalnum():
            found.append(at)
        at = text.find(word, at + 1)
    return found
