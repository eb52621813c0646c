"""Tags that a text may get, each with a score: those of its topics, its nouns, its place, its manner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.readers.hashtags.evidence import OPENING, PASSING, Candidate, Evidence, fill, passing
from app.readers.hashtags.known import with_vocabulary
from app.readers.hashtags.lexicon import Lexicon
from app.readers.hashtags.manner import is_musing, is_question, of_manner

_TOPIC = 3.0
_NOUN = 2.0
_UNKNOWN = 1.3
_NAMED = 2.5
_NAMED_FIRST = 3.2
_ACTION = 3.4
_COMPOUND = 3.0
_TWICE = 0.6
"""What a tag gains that two sources propose."""
_OPENS = 0.6
_LEADS = 0.7
_ASIDE = 1.0
_RELATED = 0.7
_MUTED = 1.0
_SCENERY = 0.7
_LATE = 0.1
_WHOLE = 0.1
_PROP = 0.7
_TELLING = 5


def propose(found: Evidence, vocabulary: Sequence[str], lexicon: Lexicon) -> list[Candidate]:
    """Every candidate, the best first; a tag that several sources propose is the stronger for it."""
    best: dict[str, Candidate] = {}
    for candidate in (
        *_of_topics(found, lexicon),
        *_of_nouns(found, lexicon),
        *_of_compounds(found),
        *_of_unknown(found),
        *_of_place(found),
        *of_manner(found, lexicon),
    ):
        kept = best.get(candidate.tag)
        best[candidate.tag] = candidate if kept is None else _stronger(kept, candidate)
    _whole_words_first(best, found)
    ranked = with_vocabulary(best, found, vocabulary, lexicon) if vocabulary else [*best.values()]
    return sorted(ranked, key=lambda c: -c.score)


def _stronger(one: Candidate, other: Candidate) -> Candidate:
    better = max(one, other, key=lambda c: c.score)
    return replace(better, score=better.score + _TWICE)


def _whole_words_first(best: dict[str, Candidate], found: Evidence) -> None:
    """A word of the text stands before what is only a part of it: 물놀이장 before 물놀이, 주차뺑소니 before 뺑소니."""
    made = [compound.tag for compound in found.nouns.compounds if compound.tag in found.text]
    for word in (*found.nouns.counts, *made):
        if word not in best or best[word].kind == "place":
            continue
        parts = [best[tag].score for tag in best if tag != word and tag in word and tag not in found.nouns.alone]
        best[word] = replace(best[word], score=max(best[word].score, *(score + _WHOLE for score in parts), 0.0))


def _of_topics(found: Evidence, lexicon: Lexicon) -> Iterable[Candidate]:
    musing, dwelt_on = is_musing(found.text), lexicon.words("musing_topics")
    for topic, spots in found.topics:
        base = _TOPIC + 0.35 * min(len(spots) - 1, 3)
        if topic.leads:
            base += _LEADS
        else:
            base -= _ASIDE if found.led else 0.0
            base -= PASSING if musing and topic.name not in dwelt_on else passing(spots, found)
        filled = ((template, tag) for template in topic.tags if (tag := fill(template, found, lexicon)) is not None)
        for rank, (template, tag) in enumerate(filled):
            kind = "place" if "{지역}" in template else lexicon.kind(tag, topic.kind)
            yield Candidate(tag, kind, base - 0.5 * rank)


def _of_nouns(found: Evidence, lexicon: Lexicon) -> Iterable[Candidate]:
    muted = frozenset(group for topic, _ in found.topics for group in topic.mutes)
    related = _related(found)
    for noun, count in found.nouns.counts.items():
        if _names_a_place(noun, found):
            continue
        score = _NOUN + 0.4 * min(count - 1, 2) + (0.2 if len(noun) >= _TELLING else 0.0)
        score += _RELATED if noun in related else _standing(noun, count, found)
        score -= _incidental(noun, found, lexicon)
        score -= _MUTED if lexicon.group_of[noun] in muted else 0.0
        yield Candidate(noun, lexicon.kind(noun), score)


def _standing(noun: str, count: int, found: Evidence) -> float:
    """Early in the post is better; late and only once is worse, the more so beside a topic that leads."""
    if found.nouns.first_at[noun] < OPENING:
        return _OPENS
    return -_OPENS if found.led else -_LATE if count == 1 else 0.0


def _incidental(noun: str, found: Evidence, lexicon: Lexicon) -> float:
    """Scenery, what is everyday, and props."""
    if noun in found.nouns.scenery:
        return _SCENERY
    if lexicon.holds("everyday", noun):
        return _PROP
    return _PROP if lexicon.holds("props", lexicon.group_of[noun]) and not _begins_with(noun, found, lexicon) else 0.0


def _begins_with(noun: str, found: Evidence, lexicon: Lexicon) -> bool:
    """Clothes, furniture and shops are what a post is about where it begins with them and asks; devices anyway."""
    if is_musing(found.text) or found.nouns.first_at[noun] > min(found.nouns.first_at.values()):
        return False
    return lexicon.holds("devices", lexicon.group_of[noun]) or is_question(found.text)


def _names_a_place(noun: str, found: Evidence) -> bool:
    """The 장기 of 장기도서관 is no board game."""
    return noun not in found.nouns.alone and any(
        named != noun and named.startswith(noun) for named in found.where.named
    )


def _related(found: Evidence) -> frozenset[str]:
    """What the topics of the text name themselves: 소액결제 in a warning of 스미싱 is no aside."""
    telling = [topic for topic, spots in found.topics if topic.leads or not (found.led or passing(spots, found))]
    return frozenset(tag for topic in telling for tag in (*topic.tags, *topic.also))


def _of_compounds(found: Evidence) -> Iterable[Candidate]:
    for made in found.nouns.compounds:
        if made.tag not in found.where.named:
            later = 0.0 if made.start < OPENING else _OPENS
            yield Candidate(made.tag, "topic", _ACTION if made.action else _COMPOUND - later)


def _of_unknown(found: Evidence) -> Iterable[Candidate]:
    for noun, count in found.nouns.unknown.items():
        yield Candidate(noun, "thing", _UNKNOWN + 0.3 * min(count - 1, 3) + (0.2 if len(noun) > 2 else 0.0))


def _of_place(found: Evidence) -> Iterable[Candidate]:
    """A place with a name of its own; where it opens the post, it is half of what the post is about."""
    for named in found.where.named[:1]:
        at = found.text.find(named)
        yield Candidate(named, "place", _NAMED_FIRST if 0 <= at < OPENING else _NAMED)
