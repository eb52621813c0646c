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
_AGAIN = re.compile(
    r"(?:(?:다음|담)(?:에|엔|번)(?![^.!?\n~]{0,25}(?:가|먹어|해|써) ?보)|또 |다시 |재방문|앞으로[도는]? |여기만|계속 )[^.!?\n~]{0,40}"
)
_TELLS_READERS = re.compile(
    r"(?:알려|공유해?|추천해?|말씀|소개해?|올려|남겨|적어|보여|답해?|풀어) ?드[려리릴립]\S{0,4}"
)
_BEEN = re.compile(r"(?:다녀|갔다|보고|듣고|하고|먹고|참여하고|놀다) ?(?:왔|옴|온 (?:후기|소감))|다녀옴|참여했|참석했")
_SOON = re.compile(
    r"(?:내일|낼|모레|이따가?|이번 ?주말?|담주|다음 ?주말?|(?:이번|다음) ?달|(?:이번|다음|오는) ?[월화수목금토일]요일)(?:에|에는|엔)?"
    r"[^.!?\n~ㅆ]{0,20}(?:갑니다|가요|간다|감[ㅋㅎ.!]|먹으러|가는 날|가기로|예약|갈 )"
)
_OWNER = re.compile(
    r"(?<![은는한던])(?:^|[\s가-힣])(?:사장|대표|원장|관장|점장|점주|주인장|운영자|오너|셰프|쉐프|실장|디자이너|트레이너|사범)"
    r"(?:입니다|임니다|입니당|이에요|예요|에요|인데요)"
)
_OFFERS = re.compile(r"시면[^.!?\n]{0,30}드(?:려요|립니다|릴게요|리고|림|려용|리니)")
_HEARSAY = re.compile(
    r"[가-힣]{1,7}[다라](?:면서요|면서\?|면서[ㅋㅎ]|며\?|던데|더라구?요?\?|고들 |고 ?소문|는 ?(?:소문|말|얘기|평|글|후기)|단 ?말|네요\?)"
    r"|[가-힣]{1,6}(?:대요|다죠|다지요)\?"
)
"""맛있다면서요?, 괜찮다던데: what others say judges nothing."""
_NOT_YET = re.compile(
    r"(?:한 ?번도|아직|여태|여지껏|이제껏|맨날|매번|늘|항상) ?[^.!?\n]{0,12}?(?:못|안) ?(?:가|먹|사|와|들|해|마)[가-힣]{1,4}"
    r"|(?<![가-힣])[안못] ?(?:가|들어가|들러|먹어|사|사먹어|해) ?[봤봄봐본][가-힣]{0,3}|지나(?:만|가기만|다니기만|치기만|쳐만|가면서 보기만) ?[가-힣]{1,4}"
)
"""지나만 다니고 한번도 못 가봄"""
_PLANS = re.compile(
    r"(?:가|먹어|사|사먹어|들러|받아|맡겨|마셔|배워|다녀|도전해|이용해|방문해) ?볼 ?(?:거[예에야라다]|게요|겁니다|예정|생각|참|래요|라구|려고)"
)
_TELLS_OF_IT = re.compile(
    r"(?:아시는|아는|가보신|가본|다녀오신|드셔보신|먹어본|다니시는) ?(?:분|사람)들?[^.!?\n]{0,8}\?"
    r"|(?:아세요|아시나요|아시죠|아시려나|가보셨나요|가보셨어요|드셔보셨어요|드셔보셨나요)\?"
)
_POINTS_AT_IT = re.compile(
    r"[ㅋㅎㅠ!~ ]{0,8}\s?(?:여기|여긴|이 ?집|이 ?곳|저만 |나만 |진짜|완전|어제|오늘|지난|저번|주말에)"
)
"""아시는 분?ㅋㅋ 여기 진짜 …: who opens so goes on to tell."""
_OPENING = 70
_OF_SOMETHING_ELSE = ("lost", "job", "sale", "own_shop", "wish", "question", "event")
_MORE_THAN_A_HEADING = 45
_OWN_ENOUGH = 2
_ANNOUNCED = 2
_LOOKS_FORWARD = 2
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


def is_review(text: str, lexicon: Lexicon, names: int, unnamed: str | None = None) -> bool:
    """True for a review, complaint or visit report of `names` shops; `unnamed` is the text without their names."""
    cues = weigh(unnamed or text, lexicon, _as_owner(text, lexicon))
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
    if cues.of("wish") >= _LOOKS_FORWARD and not cues.past:
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


def weigh(text: str, lexicon: Lexicon, as_owner: int = 0) -> Cues:
    """Count the gate's words and look at the sentences; `as_owner` is what else speaks for an owner's notice."""
    known = _NOT_YET.sub(" ", _HEARSAY.sub(" ", text))
    told = {"wish": _AGAIN.sub(" ", text), "own_shop": _TELLS_READERS.sub(" ", text)}
    told |= {"experience": known, "evaluation": known}
    present = {kind: _present(words, told.get(kind, text)) for kind, words in lexicon.gate.items()}
    counts = {kind: len(words) for kind, words in present.items()}
    counts["own_shop"] = counts.get("own_shop", 0) + as_owner
    counts["wish"] = counts.get("wish", 0) + any(plan.search(told["wish"]) for plan in (_SOON, _PLANS))
    if _BEEN.search(text):
        counts["event"] = 0
    sentences = [s.group() for s in _SENTENCE.finditer(known) if len(s.group().strip()) > 1]
    asking = [asks(sentence, present.get("question", ())) for sentence in sentences]
    judging = [*present.get("experience", ()), *present.get("evaluation", ())]
    judges = [_judges(sentence, judging, lexicon) for sentence in sentences]
    telling = [judged and not asked for judged, asked in zip(judges, asking, strict=True)]
    head = next((i for i, s in enumerate(sentences) if not _GREETING.fullmatch(s.strip(" .!~\n"))), 0)
    if sum(asking) == 1 and any(telling[head + 1 :]) and _only_opens(sentences[head : head + 2]):
        asking[head] = False
    opens = bool(asking) and asking[head]
    asks_last = sum(asking) == 1 and asking[-1]
    return Cues(counts, opens, asks_last, sum(asking), sum(telling), _past(known))


def _present(words: Sequence[str], told: str) -> list[str]:
    return [word for word in words if word in told]


def _only_opens(sentences: Sequence[str]) -> bool:
    """Whether the first of two sentences asks who knows a shop, and the second goes on to tell of it."""
    if len(sentences) < 2 or not _TELLS_OF_IT.search(sentences[0]):
        return False
    return _POINTS_AT_IT.match(sentences[1]) is not None


def _as_owner(text: str, lexicon: Lexicon) -> int:
    """How much speaks for the owner as the writer: 구래동 …짐 관장입니다, 등록하시면 … 드려요."""
    met = _INTRODUCED.search(text)
    introduced = bool(met and met[1].endswith(lexicon.shop_ends)) or _OWNER.search(text, 0, _OPENING) is not None
    offers = _OFFERS.search(text) is not None or _OWNER.search(text, _OPENING) is not None
    return introduced * _OWN_ENOUGH + offers


def _about_something_else(cues: Cues) -> bool:
    if cues.of("lost") >= 2 or cues.of("job") >= 2 or cues.of("own_shop") >= _OWN_ENOUGH:
        return True
    told = cues.of("sale") == 1 and cues.of("experience") and cues.judged
    if cues.of("sale") and cues.of("evaluation") < 2 and not told:
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
