"""Tags that a text may get, each with a score: those of its topics, its nouns, its place, its vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from app.korean.eojeol import readings
from app.readers.hashtags.lexicon import Lexicon, Topic
from app.readers.hashtags.nouns import Nouns
from app.readers.hashtags.places import Where

_SLOT = re.compile(r"\{([^{}]{1,10})\}")
_QUESTION = re.compile(
    r"(?:(?<![끝만떠])나요|까요|은가요|는지|아시는 ?분|가보신 ?분|해보신 ?분|어때요|어떤가요|알려 ?주세요|부탁드려요|궁금|\?)"
)
_PLAIN = re.compile(r"(?<![니습입])다[.…\n]|다$")
_POLITE = re.compile(r"[요죠][\s.!?~ㅎㅋㅠ]|[요죠]$|니다|\?")
_SENTENCES = 2
_ALSO = 1.9
_KNOWN_BONUS = 1.4
_OPENING = 60
_OPENS = 0.6
_LEADS = 0.7
_TELLING = 5
_RELATED = 0.7
_SCENERY = 0.6
_PROP = 0.5
_ACTION = 3.4
_COMPOUND = 3.0
_PASSING = 0.8
_CLOSE = 14
_FEW = 4
_NAMED = 2.5
_WHOLE = 0.2
_TAIL = 6
_ENDING = "ending_"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tag with its kind and how well it fits."""

    tag: str
    kind: str
    score: float
    known: bool = False
    filler: bool = False
    """Fits almost any post, so it says nothing by itself."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in a text, for making tags of it."""

    text: str
    nouns: Nouns
    where: Where
    topics: tuple[tuple[Topic, tuple[int, ...]], ...]
    """Each with where its words stand."""


def propose(found: Evidence, vocabulary: Sequence[str], lexicon: Lexicon) -> list[Candidate]:
    """Every candidate, the best first; a tag that several sources propose is the stronger for it."""
    best: dict[str, Candidate] = {}
    for candidate in (
        *_of_topics(found, lexicon),
        *_of_nouns(found, lexicon),
        *_of_place(found),
        *_of_manner(found, lexicon),
    ):
        kept = best.get(candidate.tag)
        if kept is None:
            best[candidate.tag] = candidate
        else:
            best[candidate.tag] = replace(
                max(kept, candidate, key=lambda c: c.score), score=max(kept.score, candidate.score) + 0.6
            )
    ranked = [*best.values()] if not vocabulary else _with_vocabulary(best, found, vocabulary, lexicon)
    return sorted(ranked, key=lambda c: -c.score)


def _of_topics(found: Evidence, lexicon: Lexicon) -> Iterable[Candidate]:
    led = any(topic.leads for topic, _ in found.topics)
    musing, dwelt_on = _is_musing(found.text), lexicon.words("musing_topics")
    for topic, spots in found.topics:
        base = 3.0 + 0.35 * min(len(spots) - 1, 3) + (_LEADS if topic.leads else -_LEADS if led else 0.0)
        if not topic.leads:
            base -= _PASSING if musing and topic.name not in dwelt_on else _passing(spots, found)
        filled = ((template, tag) for template in topic.tags if (tag := fill(template, found, lexicon)) is not None)
        for rank, (template, tag) in enumerate(filled):
            kind = "place" if "{지역}" in template else lexicon.kind(tag, topic.kind)
            yield Candidate(tag, kind, base - 0.5 * rank)


def _passing(spots: Sequence[int], found: Evidence) -> float:
    """A topic that only one later word speaks of, or only scenery, is mentioned in passing."""
    if all(at in found.nouns.placed for at in spots):
        return _PASSING
    return _PASSING if len(spots) == 1 and spots[0] >= _OPENING else 0.0


def _of_nouns(found: Evidence, lexicon: Lexicon) -> Iterable[Candidate]:
    led = any(topic.leads for topic, _ in found.topics)
    muted = frozenset(group for topic, _ in found.topics for group in topic.mutes)
    related = frozenset(
        tag for topic, _ in found.topics if topic.leads or not led for tag in (*topic.tags, *topic.also)
    )
    for noun, count in found.nouns.counts.items():
        group = lexicon.group_of[noun]
        score = 2.0 + 0.4 * min(count - 1, 2) + (0.2 if len(noun) >= _TELLING else 0.0)
        if noun in related:
            score += _RELATED
        elif found.nouns.first_at[noun] < _OPENING:
            score += _OPENS
        elif led:
            score -= _OPENS
        score -= _SCENERY if noun in found.nouns.scenery else _PROP if _is_prop(noun, lexicon) else 0.0
        yield Candidate(noun, lexicon.kind(noun), score - (1.0 if group in muted else 0.0))
    for made in found.nouns.compounds:
        if made.tag in found.where.named:
            continue
        opens = 0.0 if made.start < _OPENING else _OPENS
        yield Candidate(made.tag, "topic", _ACTION if made.action else _COMPOUND - opens)
    for noun, count in found.nouns.unknown.items():
        yield Candidate(noun, "thing", 1.3 + 0.3 * min(count - 1, 3) + (0.2 if len(noun) > 2 else 0.0))


def _is_prop(noun: str, lexicon: Lexicon) -> bool:
    """Clothes, furniture, shops, a car park: seldom what a post is about unless a topic asks for them."""
    return lexicon.group_of[noun] in lexicon.words("props") or noun in lexicon.words("everyday")


def _of_place(found: Evidence) -> Iterable[Candidate]:
    for named in found.where.named[:1]:
        yield Candidate(named, "place", _NAMED)


def _of_manner(found: Evidence, lexicon: Lexicon) -> Iterable[Candidate]:
    if _QUESTION.search(found.text):
        for tag in lexicon.words("question_tags"):
            yield Candidate(tag, "topic", 1.7, filler=True)
    if _is_musing(found.text):
        for rank, tag in enumerate(lexicon.words("musing_tags")):
            yield Candidate(tag, "mood", 2.6 - 0.3 * rank)
    if any(_is_hobby(noun, at, lexicon) for noun, at in found.nouns.first_at.items()):
        for tag in lexicon.words("hobby_tags"):
            yield Candidate(tag, "topic", 2.3)
    if any(topic.name in lexicon.words("ending_소식") for topic, _ in found.topics):
        yield Candidate("동네소식", "topic", 1.7)


def _is_hobby(noun: str, at: int, lexicon: Lexicon) -> bool:
    return at < _OPENING // 2 and lexicon.group_of[noun] in lexicon.words("hobby_groups")


def _is_musing(text: str) -> bool:
    """A diary in the plain style: 한참 서 있었다."""
    return len(_PLAIN.findall(text)) >= _SENTENCES and not _POLITE.search(text)


def _with_vocabulary(
    best: dict[str, Candidate], found: Evidence, vocabulary: Sequence[str], lexicon: Lexicon
) -> list[Candidate]:
    """A known tag beats the text's own spelling; one is taken only when a topic or the text itself holds all of it."""
    fitting = dict(best)
    for topic, spots in found.topics:
        for rank, template in enumerate((*topic.tags, *topic.also)):
            tag = fill(template, found, lexicon)
            if tag is not None and tag not in fitting and not _is_another_thing(tag, found, lexicon):
                fitting[tag] = Candidate(tag, lexicon.kind(tag, topic.kind), _ALSO + 0.1 * len(spots) - 0.03 * rank)
    for tag in _place_variants(found, lexicon):
        fitting.setdefault(tag, Candidate(tag, "place", _ALSO))
    ranked = {tag: candidate for tag, candidate in best.items() if tag not in vocabulary}
    for tag in found.where.named:
        if tag in ranked:  # a known tag says what, seldom where
            ranked[tag] = replace(ranked[tag], score=ranked[tag].score + 1.0)
    for tag in vocabulary:
        candidate = fitting.get(tag) or _literal(tag, found, lexicon)
        if candidate is not None:
            ranked[tag] = replace(candidate, score=candidate.score + _KNOWN_BONUS, known=True)
    return list(ranked.values())


def _is_another_thing(tag: str, found: Evidence, lexicon: Lexicon) -> bool:
    """A concrete noun that the text does not hold: 방탈출 for a text about 보드게임."""
    return lexicon.group_of.get(tag) in lexicon.words("concrete") and tag not in found.text


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
    if fronts and all(at in found.nouns.placed for at in fronts):
        return Candidate(tag, lexicon.kind(tag), _ALSO - _SCENERY)
    if any(_is_whole(tag, at, found.text) for at in fronts):
        return Candidate(tag, lexicon.kind(tag), _ALSO + _WHOLE)
    if _stands_in_two(tag, found.text):
        return Candidate(tag, lexicon.kind(tag), _ALSO + 2 * _WHOLE)
    return Candidate(tag, lexicon.kind(tag), _ALSO) if fronts else None


def _is_whole(tag: str, at: int, text: str) -> bool:
    """버스가 is 버스, 버스정류장 is not."""
    rest = "".join(takewhile(str.isalnum, text[at + len(tag) : at + len(tag) + _TAIL]))
    return any(noun == tag for noun, _ in readings(tag + rest))


def _stands_in_two(tag: str, text: str) -> bool:
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


def fill(template: str, found: Evidence, lexicon: Lexicon) -> str | None:
    """A tag template with its slot filled: {지역} with the quarter, {group} with the first noun of that group."""
    slot = _SLOT.search(template)
    if slot is None:
        return template
    if slot.group(1) == "지역":
        value = found.where.dong
    else:
        members = [noun for noun in found.nouns.counts if lexicon.group_of.get(noun) == slot.group(1)]
        value = min(members, key=lambda noun: found.nouns.first_at[noun], default=None)
    return None if value is None else _SLOT.sub(value, template, count=1)
