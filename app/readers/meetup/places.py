"""Where the group meets, or that it meets online."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.korean.address import find_address
from app.korean.regions import QUARTERS, SHORT_SIGUNGU
from app.readers.meetup.mentions import is_hangul
from app.readers.meetup.page import BLANK, Page
from app.readers.meetup.place_patterns import (
    AROUND,
    AT,
    AT_HOME,
    BEHIND_TIME,
    CLOCK_FIRST,
    COMMON,
    CUT,
    DOING,
    FRONT,
    IN_ENGLISH,
    KINDS,
    LABEL,
    LOCAL_END,
    MAINLY,
    MAINLY_BEHIND,
    MET_THERE,
    METROPOLISES,
    NO_SPOT,
    NOT_HERE,
    NOT_HERE_BEHIND,
    NOT_LEFT,
    OF_THE_AREA,
    ONLINE,
    PART_OF_SITE,
    PIN,
    SEGMENT,
    SHORT_REGION,
    SIDE,
    SIGHT,
    SPOT,
    STREET_BEHIND,
    TIME_BEFORE,
    TOURED,
    UNDECIDED,
    WORD_ENDS,
)
from app.readers.meetup.place_reach import end_of_spot, is_region, narrowed, with_left, with_region


@dataclass(frozen=True, slots=True)
class Spot:
    """Words that may be the meeting place, and how much speaks for them."""

    start: int
    end: int
    score: float


def find_place(page: Page, landmarks: re.Pattern[str]) -> Spot | None:
    """The best candidate for the meeting place, or None; `landmarks` are the nicknames of venues all know."""
    spots = [
        *_labelled(page),
        *_at(page),
        *_spots(page),
        *_regions(page),
        *_sides(page),
        *_after_time(page),
        *_in_front(page),
        *_segments(page),
        *_english(page),
        *_landmarks(page, landmarks),
    ]
    return max(spots, key=lambda spot: (spot.score, -spot.start), default=None)


def find_online(page: Page) -> tuple[int, int] | None:
    """The place of words that say the group meets online."""
    match = ONLINE.search(page.text)
    return match.span() if match else None


def _labelled(page: Page) -> Iterator[Spot]:
    for pattern in (LABEL, PIN):
        for match in pattern.finditer(page.text):
            start, end = match.span("value")
            if pattern is LABEL and _ends_line(page.text, match.start("label"), start):
                continue
            if clock := CLOCK_FIRST.match(page.text[start:end]):
                start += clock.end()
            cut = CUT.search(page.text, start + 1, end)
            end = cut.start() if cut else end
            if around := MAINLY.search(page.text, start, end):
                end = around.start()
            yield from _spot(page, start, end, 10.0 - 0.01 * start / (len(page.text) + 1))


def _ends_line(text: str, label: int, value: int) -> bool:
    """반딧불이화장실 앞 집결 at the end of a line tells of the words before it, not of the next line."""
    line = text.rfind("\n", 0, label) + 1
    return "\n" in text[label:value] and any("가" <= char <= "힣" for char in text[line:label])


def _at(page: Page) -> Iterator[Spot]:
    """X에서: the place words in front of the particle."""
    for match in AT.finditer(page.text):
        start, end = match.span("value")
        start = narrowed(page.text, start, end)
        if _rejected(page.text, start, end) or AT_HOME.search(page.text, start, end):
            continue
        local = LOCAL_END.search(page.text, start, end) and page.text[start:end] not in COMMON
        known = is_region(page.text[start:end].split()[0]) or bool(find_address(page.text[start:end]))
        yield from _spot(page, start, end, 6.0 if local else 3.5 if known else 2.2)


def _spots(page: Page) -> Iterator[Spot]:
    for match in SPOT.finditer(page.text):
        glued = is_hangul(page.text[match.end("core") : match.end("core") + 1])  # 과천|시민회관
        no_spot = NO_SPOT.search(match["core"]) and not (glued and match["tail"])
        if no_spot or _rejected(page.text, *match.span()) or TOURED.match(page.text, match.end()):
            continue
        start = with_left(page.text, match.start())
        words = page.text[start : match.end()]
        score = 4.0 if match.start() > start or match["tail"] else 3.0
        score += 0.1 * words.count(" ")
        if words in COMMON or (OF_THE_AREA.match(match["core"]) and not match["tail"]):
            start, score = match.start(), 0.8
        elif words in KINDS:
            score -= 1.4  # 미술관: a kind of place, any of them
        elif page.text[start - 1 : start] in "[【" and start < 20:
            score -= 1.5  # the region in a headline, not the meeting point
        if TIME_BEFORE.search(page.text, max(0, start - 10), start):
            score += 1.5
        if MET_THERE.match(page.text, match.end()):
            score += 1.0
        end = end_of_spot(page.text, match)
        yield from _spot(page, start, end, score + 0.1 * (end > match.end()))


def _after_time(page: Page) -> Iterator[Spot]:
    """저녁 6시 신촌 스윙바 '사보이'에서: words behind the time that begin with a region's name."""
    for match in BEHIND_TIME.finditer(page.text):
        words = match["value"].split()
        known = is_region(words[0]) or (len(words) == 2 and is_region(words[1]))
        if known and len(words) <= 4 and not any(NOT_LEFT.search(word) or DOING.search(word) for word in words):
            yield from _spot(page, *match.span("value"), 4.6 if len(words) > 1 else 2.6)


def _in_front(page: Page) -> Iterator[Spot]:
    """광화문 앞, 시청 정문: a landmark told by where one stands, the surer right behind the time."""
    for match in FRONT.finditer(page.text):
        if not NOT_LEFT.search(match["name"]) and match["name"] not in COMMON:
            timed = TIME_BEFORE.search(page.text, max(0, match.start() - 10), match.start()) is not None
            gathered = MET_THERE.match(page.text, match.end()) is not None
            start, end = with_region(page.text, match.start()), match.end("value")
            yield from _spot(page, start, end, (4.5 if timed else 2.3) + 2.0 * (timed and gathered))


def _sides(page: Page) -> Iterator[Spot]:
    """팔당 쪽, 미사 근처: a name that no gazetteer knows, told by the word behind it."""
    for match in SIDE.finditer(page.text):
        if not NOT_LEFT.search(match["name"]) and match["name"] not in COMMON:
            yield from _spot(page, *match.span("name"), 1.8)


def _regions(page: Page) -> Iterator[Spot]:
    for match in SHORT_REGION.finditer(page.text):
        if match["name"] in METROPOLISES and not _rejected(page.text, *match.span("name")):
            yield from _spot(page, *match.span("name"), 1.2)
        if match["name"] in SHORT_SIGUNGU and not _rejected(page.text, *match.span("name")):
            known = match["next"] is not None and (
                match["next"] in QUARTERS or match["next"] in SHORT_SIGUNGU or SIGHT.search(match["next"]) is not None
            )
            yield from _spot(
                page, match.start(), match.end("next") if known else match.end("name"), 2.0 if known else 1.6
            )
    for found in find_address(page.text):
        start, end = found.start, found.end
        if _rejected(page.text, start, end):
            yield from _spot(page, start, end, 1.0)
            continue
        score = 2.5 + (0.6 if AROUND.match(page.text, end) else 0.0) - (0.8 if found.weak else 0.0)
        if follow := STREET_BEHIND.match(page.text, end):
            end, score = follow.end("next"), score + 1.0
        yield from _spot(page, start, end, score)


def _segments(page: Page) -> Iterator[Spot]:
    """A sentence that holds nothing but a region and names behind it: 남양주 진접 팔야리."""
    for match in SEGMENT.finditer(page.text):
        words = match["value"].split()
        if is_region(words[0]) and not any(NOT_LEFT.search(word) or DOING.search(word) for word in words):
            yield from _spot(page, *match.span("value"), 3.5)


def _english(page: Page) -> Iterator[Spot]:
    """@ Oncheonjang Station Exit 1, at Sinchon Boardcafe."""
    for match in IN_ENGLISH.finditer(page.text):
        yield from _spot(page, *match.span("value"), 5.0)


def _landmarks(page: Page, landmarks: re.Pattern[str]) -> Iterator[Spot]:
    """국중박, 예당, 휘팍: venues by the short name people use, standing as a word."""
    for match in landmarks.finditer(page.text):
        whole = not is_hangul(page.text[match.start() - 1 : match.start()])
        if whole and WORD_ENDS.match(page.text, match.end()) and not _rejected(page.text, *match.span()):
            start = with_region(page.text, match.start())
            yield from _spot(page, start, match.end(), 2.4 + 0.4 * (start < match.start()))


def _rejected(text: str, start: int, end: int) -> bool:
    return bool(NOT_HERE.search(text, max(0, start - 16), start) or NOT_HERE_BEHIND.match(text, end))


def _spot(page: Page, start: int, end: int, score: float) -> Iterator[Spot]:
    text = page.text
    while start < end and (text[start] in " :：-=\n└📍️'\"" or text[start : start + 2] in ("은 ", "는 ")):
        start += 1
    if mainly := MAINLY_BEHIND.search(text, start, end):
        end = mainly.start()
    quoted = any(mark in text[start : end - 1] for mark in "'\"‘“")
    while start < end and text[end - 1] in (" -.,·" if quoted else " -'\".,·"):
        end -= 1
    if PART_OF_SITE.fullmatch(text, start, end):
        return
    if end - start >= 2 and BLANK not in text[start:end] and not UNDECIDED.search(text, start, end):
        yield Spot(start, end, score)
