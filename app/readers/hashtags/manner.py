"""Tags that come from how a post is written: a question, a diary, a hobby told of, news for the quarter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.readers.hashtags.evidence import OPENING, Candidate, Evidence
from app.readers.hashtags.lexicon import Lexicon

_QUESTION = re.compile(
    r"(?:(?<![끝만떠])나요|까요|은가요|는지|아시는 ?분|가보신 ?분|해보신 ?분|어때요|어떤가요|알려 ?주세요|부탁드려요|궁금|\?)"
)
_PLAIN = re.compile(r"(?<![니습입])다[.…\n]|다$")
_POLITE = re.compile(r"[요죠][\s.!?~ㅎㅋㅠ]|[요죠]$|니다|\?")
_SENTENCES = 2
_FILLER = 1.7
_HOBBY = 2.2
_MUSING = 2.6


def of_manner(found: Evidence, lexicon: Lexicon) -> Iterable[Candidate]:
    """The tags of questions, diaries, hobbies and news, as rules.yaml names them."""
    if is_question(found.text):
        yield from (Candidate(tag, "topic", _FILLER, filler=True) for tag in lexicon.words("question_tags"))
    if is_musing(found.text):
        yield from (Candidate(tag, "mood", _MUSING - 0.3 * n) for n, tag in enumerate(lexicon.words("musing_tags")))
    if any(_is_hobby(noun, at, lexicon) for noun, at in found.nouns.first_at.items()):
        yield from (Candidate(tag, "topic", _HOBBY) for tag in lexicon.words("hobby_tags"))
    if any(lexicon.holds("ending_소식", topic.name) for topic, _ in found.topics):
        yield from (Candidate(tag, "topic", _FILLER) for tag in lexicon.words("news_tags"))


def is_question(text: str) -> bool:
    """Whether a post asks its readers for something."""
    return _QUESTION.search(text) is not None


def is_musing(text: str) -> bool:
    """A diary in the plain style: 한참 서 있었다."""
    return len(_PLAIN.findall(text)) >= _SENTENCES and not _POLITE.search(text)


def _is_hobby(noun: str, at: int, lexicon: Lexicon) -> bool:
    return (
        at < OPENING // 2
        and not lexicon.holds("everyday", noun)
        and lexicon.holds("hobby_groups", lexicon.group_of[noun])
    )
