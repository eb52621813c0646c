"""What looks like a name and is none: what was had at a shop, a counted noun, a second name that nothing points at.

장어솥밥 시켰는데, 허니브레드도 바삭하게 (wares, whatever their end looks like); 두 학기, 다녀온 솔직 후기.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.korean.eojeol import Eojeol
from app.readers.places.chains import Name
from app.readers.places.evidence import AT, is_listed, is_quoted, is_reached
from app.readers.places.lexicon import STRONG, WEAK, Lexicon
from app.readers.places.mention import Mention
from app.readers.places.names import EATEN

_PARTICLE = r"(?:이랑은?|랑은?|까지|마저|이?나|을|를|도|은|는|이|가|만)?"
_COUNT = r"(?:한|두|세|네|반|\d{1,2}) ?(?:잔|판|그릇|접시|조각|인분|마리|병|캔|모금|입|세트|개)"
_HOW = rf"(?: ?[가-힣]{{1,6}}(?:게|하니|히)| ?(?:많이|같이|잘|더|또|막|갓|따로|바로|하나)| ?{_COUNT})?"
_AND = r"(?:(?:이랑|랑|하고|와|과|,) ?[가-힣]{1,8})?"
"""리코타샐러드랑 봉골레 시켰는데: both are had."""
_HAD = re.compile(
    rf"{_AND}{_PARTICLE}{_HOW}{_HOW} ?(?:시켰|시켜|시킨|시키|주문|추가|리필|곁들|나왔|나와|나오|나옴"
    r"|구워|구운|튀겨|담겨|먹(?!고 ?[왔옴온]|으러)|드셔|드시|마셨|마시|찍어)"
)
_PRICED = re.compile(rf"{_PARTICLE}{_HOW}(?:에)? ?\d[\d,.]{{0,6}} ?[천만백]{{0,2}} ?원")
_TASTED = re.compile(
    rf" (?:종류|두께|양)(?:가|는|이|은|도)|(?:이랑|랑|까지|마저|도|이|가|은|는){_HOW} ?(?:진짜 |너무 |정말 |완전 )?"
    r"(?:맛|바삭|촉촉|쫄깃|쫀득|고소|달콤|달달|담백|부드|짭|짜|싱|느끼|퍽|질기|질겨|눅눅|뻑뻑|진하|진해|신선|싱싱|푸짐|따끈|뜨끈|꾸덕|향긋|상큼|실하|실해|비리|비려)"
)
_PORTION = re.compile(rf"{_PARTICLE} ?{_COUNT}(?![가-힣]{{3}})")
_DONE = re.compile(r"[을를]? ?(?:하고|했|하러|해서|하려|받고|받았|받으러)")
_DETERMINERS = """
한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 몇 이 그 저 요 이런 그런 저런 요런 어떤 어느 무슨 모든 여러 각 매 첫 다른 딴 새 온갖 해당 같은
이번 요번 저번 지난 다음
"""
_COUNTED = frozenset(_DETERMINERS.split())
_TOLD_OF = ("후기", "리뷰", "추천", "정보", "정리", "기록", "소감")
_SHORT = 2
_ADNOMINAL = (4, 8)


def is_no_name(name: Name, words: Sequence[Eojeol], text: str) -> bool:
    """Whether what stands right in front of a noun, or behind it, makes it an ordinary one: 두 학기, 다녀온 솔직 후기."""
    if name.weight > WEAK or not name.first or text[name.start - 1] != " ":
        return False
    before = words[name.first - 1]
    if before.end != name.start - 1:
        return False
    if before.text in _COUNTED:
        return True
    behind = words[name.last + 1].text if name.last + 1 < len(words) else ""
    told_of = not name.particle and behind.startswith(_TOLD_OF)
    return told_of and len(name.name) <= _SHORT and _is_adnominal(before.text)


def without_doubtful(found: Sequence[Mention], text: str, lexicon: Lexicon) -> list[Mention]:
    """The mentions without wares, and beside a sure name without those that nothing points at."""
    sure = [m.name.name for m in found if m.name.weight >= STRONG]
    return [
        m
        for m in found
        if not (
            is_ware(m, text, lexicon, beside=_another(m, found))
            or (_another(m, found) and is_done(m, text))
            or (any(name != m.name.name for name in sure) and not _is_pointed_at(m, text))
        )
    ]


def is_ware(mention: Mention, text: str, lexicon: Lexicon, beside: bool) -> bool:
    """Whether a mention is had rather than visited: ordered or priced, and `beside` another name also tasted."""
    name = mention.name
    portion = _PORTION.match(text, name.end) is not None
    if not _may_be_eaten(name, lexicon, beside or portion) or _has_a_place(mention, text):
        return False
    had = _HAD.match(text, name.end) or _PRICED.match(text, name.end)
    return bool(portion or had or _TASTED.match(text, name.end))


def is_done(mention: Mention, text: str) -> bool:
    """Whether a mention is what was done at another one: 웨딩네일 하고 왔어요."""
    name = mention.name
    branded = name.chain or name.branch is not None or name.category in EATEN or _has_a_place(mention, text)
    return not branded and _DONE.match(text, name.end) is not None


def _may_be_eaten(name: Name, lexicon: Lexicon, doubted: bool) -> bool:
    """A dish by its end (장어솥밥); where it is `doubted` also one whose end is as well a shop's (허니브레드)."""
    if name.chain or name.category not in EATEN or " " in name.name:
        return False
    if name.weight <= WEAK:
        return True
    end = lexicon.suffix(name.name)
    return doubted and end is not None and (lexicon.has("foods", end[0]) or lexicon.has("eaten_ends", end[0]))


def _another(mention: Mention, found: Sequence[Mention]) -> bool:
    return any(m.name.name != mention.name.name for m in found)


def _is_pointed_at(mention: Mention, text: str) -> bool:
    """Whether more than a verb behind it speaks for a name without a shop's end."""
    name = mention.name
    if name.weight or _has_a_place(mention, text):
        return True
    return name.particle in AT or len(name.particle) > 1 or text.count(name.name) > 1


def _has_a_place(mention: Mention, text: str) -> bool:
    """A region or a way in front, a line of its own, quotes: what a name has and a ware has not."""
    name = mention.name
    return mention.area is not None or any(sign(name, text) for sign in (is_listed, is_quoted, is_reached))


def _is_adnominal(word: str) -> bool:
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - ord("가")) % 28 in _ADNOMINAL
