"""The gate: is a place offered, handed over, wanted, asked about, is somebody advertising, or is it something else?

Wanted ads and questions hold perfect prices (KOREAN.md §1), so the gate decides before any listing is read. It goes by
phrases (intent_words) and by what the scanners saw (Signals).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.readers.real_estate import intent_words as words

Intent = Literal["offer", "transfer", "wanted", "question", "promo", "other"]

_MONEY = re.compile(r"\d\s?억|\d{2}\s?(?:/|에)\s?\d{2}")
_SENTENCE = re.compile(r"[^\n.?!~]{1,200}(?:[?!.~]{1,5}|\n|$)")


@dataclass(frozen=True, slots=True)
class Signals:
    """What the scanners saw, for the gate: prices of deals, kinds of property facts, labelled values, whether anything
    speaks of a home at all (furniture and a floor alone do not), pairs of deposit and rent, and how many prices are no
    "from …" prices."""

    prices: int
    facts: int
    labels: int
    homes: bool = True
    pairs: int = 0
    firm: int = 1


def judge_intent(text: str, signals: Signals) -> Intent:
    """The intent of a text of which markup, personal data and forged orders are painted over."""
    if len(words.FORM.findall(text)) >= 3 or _something_else(text, signals):
        return "other"
    about_homes = signals.prices > 0 or (signals.facts >= 2 and signals.homes)
    named = {match[0] for match in words.HOME.finditer(text)}
    if _fills_in_wishes(text) or ((about_homes or named) and _wanted(text, signals)):
        return "wanted"
    if (about_homes or _on_homes(text, named)) and _asks(text, signals):
        return "question"
    if _promotes(text, signals):
        return "promo"
    if not about_homes:
        return "other"
    return "transfer" if _hands_over(text) else "offer"


def _on_homes(text: str, named: set[str]) -> bool:
    """Whether a question that names no price is about homes: two words for them, or one with money or a matter of leases."""
    matters = {match[0] for match in words.MATTER.finditer(text)}
    return len(named) > 1 or len(matters) > 1 or (bool(named) and bool(matters or _MONEY.search(text)))


def _fills_in_wishes(text: str) -> bool:
    """A form for seekers: 구하는 지역, 예산, 희망 조건. A lone 예산 may be a remark."""
    labels = {match[0].strip() for match in words.SEEKER_LABEL.finditer(text)}
    return len(labels) > 1 or any(label[0] in "구찾희" for label in labels)


def _something_else(text: str, signals: Signals) -> bool:
    """Furniture, lost pets, services, jobs and other things that name rooms and floors too."""
    if words.LOST.search(text):
        return True
    if signals.labels >= 3 or signals.pairs:
        return False
    if words.GOODS.search(text) and signals.prices == 0:
        return True
    if signals.prices == 0 and any(not words.HOME.search(m["what"]) for m in words.SOLD.finditer(text)):
        return True
    if words.OWN_SHOP.search(text) and signals.prices == 0:
        return True
    if signals.prices == 0 and words.TALK.search(text) and not words.DEALING.search(text):
        return not (_questions(text) or words.SEEKING.search(text))
    sought = None if signals.prices else words.SOMEBODY_SOUGHT.search(text)
    if sought and not (words.TAKES_OVER.search(sought["who"]) or words.LANDLORD_SOUGHT.search(text)):
        return True
    return words.SERVICE.search(text) is not None and signals.facts < 5


def _wanted(text: str, signals: Signals) -> bool:
    for match in words.SEEKING.finditer(text):
        around = text[max(0, match.start() - 24) : match.end() + 4]
        if not words.FOR_PEOPLE.search(around):
            return signals.facts < 8 or not words.OFFERING.search(text)
    if words.OFFERING.search(text) or signals.labels >= 3:
        return False
    wishes = words.WISH.search(text) is not None and words.LIMIT.search(text) is not None and signals.facts < 6
    return wishes or words.LANDLORD_SOUGHT.search(text) is not None


def _asks(text: str, signals: Signals) -> bool:
    """A question about a price or a house; an ad may hold a question too (들어오실 분 계실까요?)."""
    asked = _questions(text)
    if not asked:
        return False
    offered = len(words.OFFERING.findall(text)) + (signals.labels >= 4)
    if "?" in text and words.DOUBT.search(text) and _at_the_edge(text):
        return offered <= asked
    return asked > offered and (asked >= 2 or signals.facts < 7)


def _questions(text: str) -> int:
    """How many telling questions stand in sentences that are no figure of speech."""
    if words.MAY_ASK.search(text) is None or words.QUESTION.search(text) is None:
        return 0
    return sum(
        len(words.QUESTION.findall(sentence[0]))
        for sentence in _SENTENCE.finditer(text)
        if not words.RHETORICAL.search(sentence[0])
    )


def _at_the_edge(text: str) -> bool:
    """Whether the question stands in the first or the last lines, where a writer puts the point."""
    lines = [line for line in text.split("\n") if line.strip(" \x01")]
    edge = lines[:2] + lines[-3:]
    return any(words.QUESTION.search(line) for line in edge)


def _promotes(text: str, signals: Signals) -> bool:
    """An office or a development advertises itself: no concrete unit with a price of its own."""
    said = len(words.PROMO.findall(text))
    if signals.prices == 0:
        most = 6 if said >= 2 else 0 if words.OFFERING.search(text) else 4
        return said > 0 and signals.facts < most
    return not signals.firm and said + len(words.MANY.findall(text)) >= 2


def _hands_over(text: str) -> bool:
    """Whether a lease is handed over; a debt or a sitting tenant that a buyer takes over is none."""
    return any(
        match[0] != "승계"
        or not (words.ON_SALE.search(text) or words.DEBT.search(text, max(0, match.start() - 24), match.start()))
        for match in words.HAND_OVER.finditer(text)
    )
