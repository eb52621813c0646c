"""The reader that offers hashtags.

text ─ own words, without personal data ─ sensitive? ─ nouns, place, topics ─ candidates ─ the best few
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain import Leaf, Reading, Source
from app.korean.commands import own_words
from app.korean.fold import Folded, fold
from app.korean.pii import find_private
from app.readers.hashtags.candidates import propose
from app.readers.hashtags.choose import choose
from app.readers.hashtags.evidence import Evidence
from app.readers.hashtags.lexicon import Lexicon, lexicon_of
from app.readers.hashtags.nouns import find_nouns
from app.readers.hashtags.places import find_where
from app.readers.hashtags.words import words_of

_DEFAULT_TAGS = 5
_SENSITIVE_AT = 2


def read(source: Source, rules: Mapping[str, Any]) -> Reading:
    """`hashtags[]` and `reason` of TASKS.md."""
    lexicon, folded = lexicon_of(rules), fold(source.text)
    text, private = _shareable(folded)
    if is_sensitive(text, lexicon):
        return Reading({"hashtags": [], "reason": Leaf("sensitive")})
    vocabulary = tuple(source.inputs.get("vocabulary") or ())
    ranked = propose(_evidence(text, source.inputs.get("region"), lexicon), vocabulary, lexicon)
    chosen = choose(ranked, source.inputs.get("max_tags") or _DEFAULT_TAGS, private, lexicon)
    if not chosen:
        return Reading({"hashtags": [], "reason": Leaf("too_little_text")})
    return Reading({"hashtags": [{"tag": Leaf(c.tag), "kind": Leaf(c.kind), "known": Leaf(c.known)} for c in chosen]})


def is_sensitive(text: str, lexicon: Lexicon) -> bool:
    """One word that never gets tags, or two different ones of a subject such as politics."""
    if any(word in text for word in lexicon.sensitive.get("never", ())):
        return True
    subjects = (words for name, words in lexicon.sensitive.items() if name != "never")
    return any(sum(1 for word in words if word in text) >= _SENSITIVE_AT for words in subjects)


def _shareable(folded: Folded) -> tuple[str, list[str]]:
    """The text without commands and personal data, blanked in place, and the personal words."""
    text = own_words(folded.text)
    secrets = []
    for span in find_private(folded):
        secrets.append(folded.text[span.start : span.end].replace(" ", ""))
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text, [secret for secret in secrets if len(secret) >= 2]


def _evidence(text: str, region: str | None, lexicon: Lexicon) -> Evidence:
    words = words_of(text)
    return Evidence(
        text=text,
        nouns=find_nouns(words, text, lexicon),
        where=find_where(words, region, lexicon),
        topics=tuple((topic, spots) for topic in lexicon.topics if (spots := topic.spots(text))),
    )
