"""Does the writer tell of a place that they have been to?

Counted cues, strongest first: a lost animal, a job, goods or one's own shop are no review whatever else they say, nor
is what only will take place; a text that opens with a question, or ends with one and judges nothing, is a question; a plan is a wish. What is left
is a review when it tells of an experience or judges something, and a shop is in it; a shop with a name needs no more
than that nothing speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.readers.places.lexicon import SIDES, Lexicon
from app.readers.places.ordinary import is_past
from app.readers.places.questions import asks

_SENTENCE = re.compile(r"[^.!?…\n~]{1,400}[.!?…\n~]{0,6}")
_NOMINAL = re.compile(r"[가-힣](?:(?<!처)(?<!마)(?<!다)음|(?<!포)함|옴|됨|줌|심)(?=[ .,!\nㅠㅋㅎ]|$)")
_GREETING = re.compile(r"\s{0,4}(?:안녕하세요|안녕하십니까|혹시|저기|여러분|다들)")
_OBSERVED = re.compile(r"네요|더라|더군|래요|라네|다니까|달랬|달라니|ㅋㅋ")
_BOUGHT = re.compile(r"(?:에서|으로|로|서) ?(?:산|샀|구매|구입|주문|시킨|시켰)")
_INTRODUCED = re.compile(r"안녕하세요[^.!?\n]{0,30}?([가-힣]{2,12})(?:입니다|이에요|예요|임니다)")
_OF_SOMETHING_ELSE = ("lost", "job", "sale", "own_shop", "wish", "question", "event")
_MORE_THAN_A_HEADING = 45
_OWN_ENOUGH = 2
_ANNOUNCED = 2
_JUDGED_ENOUGH = 2
_TOLD_BEFORE_ASKING = 2
_TOLD_WITHOUT_A_NAME = 2
_TOLD_WITHOUT_A_SHOP = 4


@dataclass(frozen=True, slots=True)
class Cues:
    """How many different words of each list a text holds."""

    counts: dict[str, int]
    opens_with_question: bool
    asks_last: bool
    questions: int
    judged: int
    past: int

    def of(self, kind: str) -> int:
        return self.counts.get(kind, 0)


def is_review(text: str, lexicon: Lexicon, names: int) -> bool:
    """True for a review, complaint or visit report; `names` is how many shops the text names."""
    cues = weigh(text, lexicon)
    if _about_something_else(cues) or (not names and _bought_online(text, lexicon)):
        return False
    told = cues.of("experience") + cues.of("evaluation") + cues.past + cues.judged
    if not told and names and not any(cues.of(kind) for kind in _OF_SOMETHING_ELSE) and _tells(text):
        told = 1
    if cues.opens_with_question and cues.judged < 3:
        return False
    if cues.questions and cues.judged < _JUDGED_ENOUGH and not _complains_first(cues):
        return False
    if cues.of("wish") and cues.of("experience") < 2 and cues.of("evaluation") < 2:
        return False
    somewhere = (*lexicon.words("shop_words"), *lexicon.shop_ends, *lexicon.words("scenery"))
    shop = names > 0 or any(word in text for word in somewhere)
    return told >= (1 if names else _TOLD_WITHOUT_A_NAME) and (shop or told >= _TOLD_WITHOUT_A_SHOP)


def _bought_online(text: str, lexicon: Lexicon) -> bool:
    """당근에서 산 의자: nobody has been anywhere."""
    return "판매자" in text or any(
        text.endswith(lexicon.words("online"), 0, bought.start()) for bought in _BOUGHT.finditer(text)
    )


def _tells(text: str) -> bool:
    """A shop, and nothing that speaks of another kind of post: more than a heading, or something that was observed."""
    return len(text) >= _MORE_THAN_A_HEADING or _OBSERVED.search(text) is not None


def _complains_first(cues: Cues) -> bool:
    """A visit told and judged before the only question, which ends the text (다 망쳤어요. 잘하는 데 추천해주세요)."""
    return cues.asks_last and cues.judged > 0 and cues.past >= _TOLD_BEFORE_ASKING


def weigh(text: str, lexicon: Lexicon) -> Cues:
    """Count the gate's words and look at the sentences."""
    present = {kind: [word for word in words if word in text] for kind, words in lexicon.gate.items()}
    counts = {kind: len(words) for kind, words in present.items()}
    met = _INTRODUCED.search(text)
    if met and met[1].endswith(lexicon.shop_ends):
        counts["own_shop"] = counts.get("own_shop", 0) + _OWN_ENOUGH
    sentences = [s.group() for s in _SENTENCE.finditer(text) if len(s.group().strip()) > 1]
    asking = [asks(sentence, present.get("question", ())) for sentence in sentences]
    judging = [*present.get("experience", ()), *present.get("evaluation", ())]
    telling = [not asked and _judges(s, judging, lexicon) for s, asked in zip(sentences, asking, strict=True)]
    head = next((i for i, s in enumerate(sentences) if not _GREETING.fullmatch(s.strip(" .!~\n"))), 0)
    opens = bool(asking) and asking[head]
    asks_last = sum(asking) == 1 and asking[-1]
    return Cues(counts, opens, asks_last, sum(asking), sum(telling), _past(text))


def _about_something_else(cues: Cues) -> bool:
    if cues.of("lost") >= 2 or cues.of("job") >= 2 or cues.of("own_shop") >= _OWN_ENOUGH:
        return True
    if cues.of("sale") and cues.of("evaluation") < 2:
        return True
    if not cues.of("evaluation") and (
        cues.of("event") >= _ANNOUNCED or (cues.of("event") and not cues.of("experience"))
    ):
        return True
    return (
        cues.of("lost") + cues.of("job") + cues.of("own_shop") >= 1
        and cues.of("evaluation") < 2
        and cues.of("experience") < 2
    )


def _past(text: str) -> int:
    """How often the text speaks of the past: syllables with ㅆ, and notes such as 다녀옴."""
    nominal = len(_NOMINAL.findall(text))
    return nominal + sum(map(is_past, text))


def _judges(sentence: str, judging: Sequence[str], lexicon: Lexicon) -> bool:
    if any(word in sentence for word in judging):
        return True
    return any(side in SIDES for _, _, side in lexicon.judging(sentence))
