"""What kind of place it is, who advertises it, how it is laid out, whether it is still open.

A building word (오피스텔, 빌라, 다가구) wins over a room word (분리형 원룸 빌라 → villa); 투룸 and 쓰리룸 without a building
word are villa; 상가, 창고 and their like count only where nothing says what the home is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.korean.lexicon import WordFinder, words_of

Place = tuple[int, int]

_TYPES = WordFinder(words_of("property_type"))
BUILDINGS = frozenset(("villa", "apartment", "officetel", "house"))
_STRONG = BUILDINGS | {"other"}
_NOT_A_TYPE_AFTER = re.compile(
    r"\s?(?:앞|옆|뒤|근처|건너|맞은|전문|단지\s?(?:앞|옆)|담보|전시관|밀집|많|로\s?오|에서|으로\s?오|가(?:격|정)"
    r"|(?<!\s)급(?![매전월하히처구])|(?:은|는|이|가)?\s?(?:아님|아닌|아니[고라에요]|말고|[xX](?![A-Za-z]))"
    r"|촌|몰|1층에|건축|매물\s?보유|시장|지원|사업자)"
)
_NOT_A_TYPE_BEFORE = re.compile(r"(?:임대|공동|[12]|중개사|관리|부동산|네\s?|중개|내\s?|적\d)$")
_ROOMS_WORD = re.compile(
    r"(?<![가-힣\d])(?:정?투룸|투름|2룸|쓰리룸|스리룸|3룸|포룸|4룸)(?![ ]?(?:\d{1,2}[ ]?(?:개|세대|가구|실|,|\n"
    r"|$)|이상|다수))|(?<=신축|깨끗|귀한|좋은|넓은)(?:투룸|쓰리룸)"
)
_SHOP = re.compile(
    r"권리금|무권리|권리\s?\d|렌트\s?프리|업종|입점|근린|코너\s?자리|카페|식당|미용실|고깃집|네일|노래방|매출|인수"
)
_LAYOUTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("open", re.compile(r"오픈형|스튜디오형|오픈\s?원룸")),
    ("separated", re.compile(r"분리형|주방\s?분리|분리\s?원룸")),
    ("one_and_half", re.compile(r"(?<![\d.])1\.5\s?룸|일점오룸|미니\s?투룸|(?<![가-힣])미투(?![가-힣])")),
    (
        "duplex",
        re.compile(
            r"복층(?!\s?(?:아님|아닌|[xXN](?![A-Za-z])|없|여부|형\s?아님))(?!여부\s?[:=]?\s?N)"
            r"|복층여부\s?[:=]\s?(?:Y|O|예|있)"
        ),
    ),
)
_BROKER = re.compile(
    r"(?=[공중부등])(?:공인중개사|중개사무소|공인(?=[\s\x01\d,☎/]|$)|(?<!허위)(?<!앞 )(?<!옆 )(?<!동네 )(?<!근처 )(?<!다른 )"
    r"부동산(?!\s?(?:(?:에(?!서\s?(?:안내|소개|올))|은|이랑|하고|들|도|마다|한테|말고)"
    r"(?![가-힣]{2})|에[도는서]|통해|연락|방에|뱅크|어플|앱|직거래"
    r"|중개\s?사절|사절|문의(?:는|전화)?\s?(?:사절|사양|금지|정중|안|[xX])|매물\s?아님|아님|없이|끼|시장|수수료|비용|비(?![가-힣])|복비|거치|안\s?끼|분들?\s?사절|사양|거래|114"
    r"|사이트))|중개법인|등록번호|공동\s?중개|부동산중개|중개사(?!절))"
)
_OWNER = re.compile(
    r"(?=[주지소임매건땅직집제우저세문연어아부엄할])(?:(?:주인|지주|소유자|소유주|임대인|매도인|건물주|땅주인)(?:이|가)?\s?직접|직거래(?!\s?시)|건물주(?!와|랑|하고|분?[이께]|님|\s?(?:허락|동의|승낙))"
    r"|(?:집\s?주인|(?<![가-힣])주인|임대인|소유자|소유주)(?:인데|입니다|이에요|예요|이고|이구|이라(?!고)|임(?!대))"
    r"|제가\s?(?:집\s?)?(?:주인|소유)|(?:문의|연락처?)\s{0,3}[:=]?\s{0,3}(?:집\s?주인|임대인|건물주)|(?:집주인|건물주)\s{0,2}\x01{4}"
    r"|(?:어머니|아버지|부모님|엄마|아빠|할머니|할아버지)(?:께서|가|이)?\s?(?:사시던|사셨던|거주하시던|살던|하시는|소유)"
    r"|저희(?:가|는)?\s?(?:\d층에\s?)?(?:삽니다|살아요|살고)|제가\s?직접\s?분양"
    r"|(?:우리|저희|제)\s?(?:집|건물|방)[^\n]{0,16}(?:놓|놔|내놓|매매|팔|임대)|세\s?(?:놔요|놓습니다|놓아요|놔)"
    r"|주인\s?세대\s?직접|집주인\s?직접)"
)
_TENANT = re.compile(
    r"양도(?!세|소득)|양수양도|제가\s?(?:\d\s?년\s?)?(?:살|쓰|거주|지내)|계약\s?(?:기간)?\s?남은|방\s?빼|방학"
    r"|현\s?(?:임차인|세입자)이\s?올|(?:이직|이사|발령|취업|졸업)\S{0,4}\s?(?:때문|로\s?인해|가게|하게|나서)"
    r"|이어서\s?사|본가"
)
_HANDED_OVER = re.compile(r"승계|양도|양수|넘깁|넘겨|이어\s?받|이어서|남은\s?계약|전대")
_STATUS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("contracting", re.compile(r"계약\s?(?:진행\s?)?중(?!개)(?!이신)|거래\s?진행\s?중|예약\s?중|가계약\s?(?:중|완료)")),
    (
        "closed",
        re.compile(
            r"(?:거래|계약)\s?완료(?!\]?\s?(?:달|로\s?(?:변|바)|시|되면|후|하|표시))|계약됐|나갔습니다|마감되었"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A value and the words that say it."""

    value: str
    start: int
    end: int


def find_types(text: str) -> list[Kind]:
    """Every word of a folded text that names a kind of property, in order."""
    found = []
    for start, end, value in _TYPES.find(text):
        word = text[start:end]
        before = text[max(0, start - 3) : start]
        if _NOT_A_TYPE_AFTER.match(text, end) and not text[end : end + 3].startswith("매매"):
            continue
        if _NOT_A_TYPE_BEFORE.search(before) and value in ("house", "office", "store"):
            continue
        if word == "오피" and text[end : end + 1].isalnum():
            continue
        if (
            word in ("땅", "오피스", "토지", "창고", "매장", "주택", "단독")
            and before[-1:].isalpha()
            and before[-1:] != "축"
        ):
            continue
        if word in ("전원주택", "주택") and text[end : end + 1] in ("지", "가"):
            if text[end : end + 1] == "지":
                found.append(Kind("land", start, end + 1))
            continue
        found.append(Kind(value, start, end))
    return found


def choose_type(types: Sequence[Kind]) -> Kind | None:
    """The kind among the words found: the first building word, else trade and land, else the first room word."""
    whole = next((k for k in types if k.value == "building"), None)
    if whole is not None:
        return whole
    strong = next((k for k in types if k.value in _STRONG), None)
    weak = next((k for k in types if k.value not in _STRONG and k.value != "one_room"), None)
    if (
        strong
        and weak
        and weak.value in ("building", "land", "factory_warehouse", "office")
        and weak.start < strong.start
    ):
        return weak if weak.value in ("land", "building") or strong.value == "house" else strong
    return strong or weak or next((k for k in types if k.value == "one_room"), None)


def type_by_rooms(text: str, start: int, end: int) -> Kind | None:
    """투룸 and 쓰리룸 without a building word are villa."""
    match = _ROOMS_WORD.search(text, start, end)
    return Kind("villa", *match.span()) if match else None


def type_by_trade(text: str, start: int, end: int) -> Kind | None:
    """A key money or a trade says store where no word names the place."""
    match = _SHOP.search(text, start, end)
    return Kind("store", *match.span()) if match else None


def find_layouts(text: str, start: int, end: int) -> list[Kind]:
    """오픈형, 분리형, 1.5룸, 복층."""
    found = []
    for value, pattern in _LAYOUTS:
        match = pattern.search(text, start, end)
        if match:
            found.append(Kind(value, *match.span()))
    return found


def find_status(text: str, start: int, end: int) -> Kind | None:
    """Whether it is under contract or gone, if written."""
    for value, pattern in _STATUS:
        match = pattern.search(text, start, end)
        if match:
            return Kind(value, *match.span())
    return None


def find_advertiser(text: str, *, transfer: bool) -> Kind | None:
    """Who advertises, by the words that only brokers, owners or tenants use; a hand-over is a tenant's."""
    if transfer:
        match = _TENANT.search(text) or _HANDED_OVER.search(text)
        return Kind("tenant", *match.span()) if match else None
    for value, pattern in (("broker", _BROKER), ("owner", _OWNER), ("tenant", _TENANT)):
        match = pattern.search(text)
        if match:
            return Kind(value, *match.span())
    return None
