"""One post as the reader sees it: title and text folded and joined, with what is not the seller's own words blanked.

Blanked, at equal length: personal data, walls of hashtags, and lines that give orders to a machine. So no scanner can
take a phone for a price or a competitor's tag for the brand, and no evidence can quote a phone number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import Json, Leaf, Match, Source, Span
from app.korean.fold import Folded, fold
from app.korean.pii import PrivateSpan, find_private
from app.readers.listing.vocabulary import Hit, Vocabulary

BLANK = "\x00"
_TAGS = re.compile(r"(?:#[^\s#,]{1,40}[\s,]{0,3}){3,100}")
_TAG_LABEL = re.compile(r"(?m)^[^\S\n]{0,5}(?:태그|연관검색어|검색어|관련검색어)[^\S\n]?[:)][^\n]{0,500}")
_FENCED = re.compile(r"</[a-z]{1,20}>[^<]{0,1000}<[a-z]{1,20}>|</?[a-z]{1,20}>")
_CITED = re.compile(r"[\"“”'‘「『][^\"“”'’」』\n]{6,80}[\"“”'’」』]\s?(?:이?라는|이?란\s|이?라고|이?라며|이?라길래)")
"""What is spoken of, not said: "맥북 100원에 팝니다" 라는 제목으로."""
_ORDERS = re.compile(
    r"(?:지침|지시|규칙|프롬프트|명령|역할)[^\n]{0,14}(?:잊|무시|따르지|버리|어기)"
    r"|(?:지금|이제|앞으로)(?:부터|는)?\s(?:너는|넌|당신은)|(?:너는|넌|당신은)\s(?:이제|지금|앞으로)"
)
"""A line that speaks to a machine, however it puts it."""
_STOP = re.compile(
    r"(?<!\d),|,(?!\d{3})|[\n;!?()\[\]{}|【】「」『』<>\x00]|\s\+\s|(?<!\d)/|/(?!\d)|\.(?!\d)|(?<=[고며지])(?<!표지)(?<!바지)(?<!먼지)(?<!반지)(?<!잡지)(?<!레고)(?<!창고)(?<!최고)(?<!재고)(?<!엣지)(?<!휴지)(?<!꼭지)(?<!까지)(?<!강아지)(?<!페이지)(?<!패키지)(?<!카트리지)(?<!힌지)(?<!단지)(?<!배지)(?<!뱃지)(?<!봉지)(?<!이미지)(?<!중고)(?<!광고)(?<!경고)(?<!냉장고)(?<!금고)(?<!베이지)\s|(?<=[는은인한던운쁜]데)\s|(?<=지만)\s"
    r"|(?<=[여아어]서)\s|(?<=니까)\s|\s-\s|\s{2,}|(?<=니다)\s|(?<=[했었였이]다)\s|(?<=[어아여해세네예에이구거게래까]요)\s|(?<=[있없]음)\s|(?<=됨)\s|[ㅋㅎㅠㅜ]{1,8}\s|→|->|\s:\s"
)


@dataclass(frozen=True, slots=True)
class Post:
    """`text` is title, newline, body (body alone without a title); `low` the same in lower case; `body` its start."""

    title: Folded
    text_: Folded
    text: str
    low: str
    body: int
    lines: tuple[tuple[int, int], ...]
    hits: dict[str, list[Hit]]
    vocabulary: Vocabulary
    stop_starts: tuple[int, ...]
    stop_ends: tuple[int, ...]
    private: tuple[tuple[PrivateSpan, str], ...]

    def of(self, name: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """The words of one list that lie between `start` and `end`."""
        found = self.hits.get(name)
        if not found:
            return
        last = len(self.text) if end is None else end
        for index in range(bisect_left(found, (start,)), len(found)):
            if found[index].start >= last:
                return
            if found[index].end <= last:
                yield found[index]

    def has(self, name: str, start: int = 0, end: int | None = None) -> bool:
        """Whether a word of the list stands between `start` and `end`."""
        return name in self.hits and next(self.of(name, start, end), None) is not None

    def line(self, at: int) -> tuple[int, int]:
        """The line that holds the position."""
        index = bisect_right(self.lines, (at, len(self.text) + 1)) - 1
        if index >= 0 and at <= self.lines[index][1]:
            return self.lines[index]
        return (0, len(self.text))

    def clause(self, at: int) -> tuple[int, int]:
        """The stretch around the position without a comma, bracket, sentence end or joining ending."""
        start, end = self.line(at)
        before = bisect_right(self.stop_ends, at) - 1
        after = bisect_left(self.stop_starts, at)
        first = max(start, self.stop_ends[before]) if before >= 0 else start
        last = min(end, self.stop_starts[after]) if after < len(self.stop_starts) else end
        return first, last

    def clauses(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The clauses between two positions, in order."""
        at = start
        for index in range(bisect_left(self.stop_starts, start), len(self.stop_starts)):
            if self.stop_starts[index] >= end:
                break
            if self.stop_starts[index] > at:
                yield at, self.stop_starts[index]
            at = self.stop_ends[index]
        if end > at:
            yield at, end

    def leaf(self, value: Json, start: int, end: int, match: Match | None = None) -> Leaf:
        """`value` proven by `text[start:end]`; words of the title are cited from the body if they stand there too."""
        start, end = self._trimmed(start, end)
        if start >= self.body:
            return Leaf(value, self.text_.span(start - self.body, end - self.body), match)
        again = self._again(self.low[start:end])
        if again is not None:
            return Leaf(value, self.text_.span(again, again + end - start), match)
        return Leaf(value, self.title.span(start, end), match, of="title")

    def words(self, start: int, end: int) -> str:
        """The raw words of a stretch, as the seller wrote them."""
        start, end = self._trimmed(start, end)
        side, base = (self.text_, self.body) if start >= self.body else (self.title, 0)
        return side.quote(start - base, end - base)

    def copy(self, start: int, end: int) -> Leaf:
        """A leaf whose value is its own words."""
        return self.leaf(self.words(start, end), start, end)

    def _again(self, words: str) -> int | None:
        at = self.low.find(words, self.body)
        while at >= 0:
            if not (_joined(self.low, at) or _joined(self.low, at + len(words))):
                return at - self.body
            at = self.low.find(words, at + 1)
        return None

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while end > start + 1 and self.text[end - 1] in " \n\t\x00":
            end -= 1
        while start < end - 1 and self.text[start] in " \n\t\x00":
            start += 1
        if self.body and start < self.body:
            end = min(end, self.body - 1)
        return start, end


def _joined(text: str, at: int) -> bool:
    """Whether a position lies inside a number or a Latin word: 22 must not be cited out of 1220."""
    return (
        0 < at < len(text)
        and text[at - 1].isascii()
        and text[at - 1].isalnum()
        and (text[at].isascii() and text[at].isalnum())
    )


def open_post(source: Source, words: Vocabulary) -> Post:
    """Fold, blank and scan a source."""
    title, body = fold(str(source.inputs.get("title") or "")), fold(source.text)
    private = [(span, "title") for span in find_private(title)] if title.text else []
    private += [(span, "text") for span in find_private(body)]
    base = len(title.text) + 1 if title.text else 0
    text = f"{title.text}\n{body.text}" if base else body.text
    for span, side in private:
        shift = base if side == "text" else 0
        text = _blanked(text, span.start + shift, span.end + shift)
    text = _without_noise(text, words)
    low = _lower(text)
    stops = [match.span() for match in _STOP.finditer(text)]
    starts, ends = tuple(start for start, _ in stops), tuple(end for _, end in stops)
    return Post(title, body, text, low, base, _lines(text), words.scan(low), words, starts, ends, tuple(private))


def private_leaves(post: Post) -> dict[str, list[Leaf]]:
    """Phones, accounts and messengers of title and text, each value once."""
    out: dict[str, list[Leaf]] = {}
    seen: set[tuple[str, str]] = set()
    for span, side in post.private:
        if span.field not in ("phones", "accounts", "messengers") or (span.field, span.value) in seen:
            continue
        seen.add((span.field, span.value))
        folded = post.title if side == "title" else post.text_
        where: Span = folded.span(span.start, span.end)
        out.setdefault(span.field, []).append(Leaf(span.value, where, of=side))
    return out


def _without_noise(text: str, words: Vocabulary) -> str:
    for pattern in (_TAGS, _TAG_LABEL, _FENCED, _CITED):
        for match in pattern.finditer(text):
            text = _blanked(text, match.start(), match.end())
    noise = words.sets.get("noise", frozenset())
    for start, end in _lines(text):
        low = _lower(text[start:end])
        if _ORDERS.search(low) or any(word in low for word in noise):
            text = _blanked(text, start, end)
    return text


def _blanked(text: str, start: int, end: int) -> str:
    """The stretch replaced by blanks, line ends kept."""
    kept = "".join("\n" if char == "\n" else BLANK for char in text[start:end])
    return text[:start] + kept + text[end:]


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _lines(text: str) -> tuple[tuple[int, int], ...]:
    lines, at = [], 0
    for piece in text.split("\n"):
        if piece.strip(" \t\x00"):
            lines.append((at, at + len(piece)))
        at += len(piece) + 1
    return tuple(lines)
