"""What one stretch of a post calls its thing: brand, model, product noun, and the words around them.

    스토케 트립트랩 하이체어 네추럴        brand · model · noun · colour
    필립스 에어프라이어 HD9252 블랙       brand · noun · model · colour
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.readers.listing.nouns import Noun, brands, models, nouns
from app.readers.listing.post import Post
from app.readers.listing.tokens import Token, is_verbal, tokens
from app.readers.listing.vocabulary import Hit

_LOOSE = 3
"""How many words of an unknown name are taken where no product noun ends it."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name in `text[start:end]`; positions of its parts, absent ones None."""

    start: int
    end: int
    brand: Hit | None = None
    model: tuple[int, int] | None = None
    noun: Noun | None = None
    known: Hit | None = None
    """The listed model word (아이폰), which tells brand and kind."""

    @property
    def empty(self) -> bool:
        """Whether nothing was named."""
        return self.brand is None and self.noun is None and self.model is None and self.known is None


def read_name(post: Post, start: int, end: int, head: Noun | None = None) -> Name:
    """The name in a stretch without clause ends. `head` is the noun if the caller chose it."""
    found = list(nouns(post, start, end))
    noun = head or _head(post, found)
    brand = next(iter(brands(post, start, end)), None)
    known = next(iter(models(post, start, end)), None)
    if known and brand and known.start < brand.start:
        known = next((h for h in models(post, brand.start, end)), known)
    model = _model(post, start, end, brand, known, noun)
    return Name(start, end, brand, model, noun, known)


def _head(post: Post, found: list[Noun]) -> Noun | None:
    """The first noun, or the last of a row of nouns side by side (침대 커버, 몬스테라 알보 삽수)."""
    if not found:
        return None
    head = found[0]
    for following in found[1:]:
        gap = post.text[head.end : following.start]
        if (gap == " " and (
            post.vocabulary.has("parts", post.low[following.start : following.end]) or head.kind == following.kind == "plant"
        )) or (head.kind == "plant" and following.kind == "plant" and len(gap) <= 6 and not gap.strip(" ").count(" ")):
            head = following
        else:
            break
    return head


def _model(
    post: Post, start: int, end: int, brand: Hit | None, known: Hit | None, noun: Noun | None
) -> tuple[int, int] | None:
    anchor = _anchor(start, brand, known, noun)
    if anchor is None:
        return None
    stop = noun.start if noun and noun.start >= anchor else end
    before = _run(post, list(tokens(post, anchor, stop)), known, noun.kind if noun else None, loose=noun is None or noun.start < anchor)
    if before or noun is None or noun.start < anchor:
        return before
    return _code(tokens(post, noun.end, end))


def _anchor(start: int, brand: Hit | None, known: Hit | None, noun: Noun | None) -> int | None:
    if brand and not (known and known.start < brand.start):
        return brand.end
    if known:
        return known.start
    return start if noun else None


def _run(
    post: Post, words: list[Token], known: Hit | None, kind: str | None, loose: bool
) -> tuple[int, int] | None:
    """The first contiguous run of model words."""
    run: list[Token] = []
    unknown = 0
    passed = False
    for token in words:
        word = post.low[token.start : token.end]
        listed = bool(known and token.start < known.end and known.start < token.end)
        if token.sort in ("model", "code") or listed or _continues(token, word, run, known):
            run.append(token)
        elif token.sort == "word" and not is_verbal(word) and not passed and unknown < _LOOSE and len(word) > 1 and (
            _named(post, token, words, kind)
        ) and not known:
            unknown += 1
            run.append(token)
        elif run or (loose and token.sort in ("word", "filler")):
            break
    if not run or (run[0].sort == "code" and len(run) == 1 and run[0].end - run[0].start < 2):
        return None
    return run[0].start, run[-1].end


def _named(post: Post, token: Token, words: list[Token], kind: str | None) -> bool:
    """Unknown words are a model's name only behind a brand, or where a listed kind is named so."""
    if kind == "plant":
        return True
    anchored = post.has("brand", max(0, words[0].start - 25), words[0].start)
    glued = post.has("brand", max(0, token.start - 25), token.start)
    return anchored or glued


def _continues(token: Token, word: str, run: list[Token], known: Hit | None) -> bool:
    if not run and token.sort == "number" and known is None and len(word) in (3, 4):
        return not (200 <= int(word) <= 300 and word[-1] in "05") and not word.startswith(("19", "20"))
    if not run or token.sort not in ("number", "size"):
        return False
    if token.sort == "size":
        return False
    listed = known is not None and run[-1].start <= known.start < run[-1].end
    return (len(word) <= 2 and listed) or (len(word) in (4, 5) and not word.startswith(("19", "20")) and run[-1].sort == "word")


def _code(words: Iterable[Token]) -> tuple[int, int] | None:
    """A type number behind the noun: letters and digits, or nothing."""
    for token in words:
        if token.sort == "code":
            return token.start, token.end
        if token.sort == "word":
            return None
    return None
