"""What the words around a possible name say for it: its line, its quotes, its particle, what is done there.

Each sign adds to a weight; which weight is enough is told in `mentions`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.korean.eojeol import Eojeol
from app.readers.places.areas import Area
from app.readers.places.chains import Name
from app.readers.places.lexicon import WEAK, Lexicon
from app.readers.places.names import EATEN
from app.readers.places.ordinary import is_time

_CALLED = ("이라는", "라는", "이란", "란", "이라고", "라고")
AT = frozenset(["에서", "에서는", "에서도", "에서만", "에선", "에", "에는", "에도", "이라고", "라고"])
IS = frozenset(
    [
        "이고",
        "고",
        "인데",
        "입니다",
        "이에요",
        "예요",
        "이요",
        "이었어요",
        "였어요",
        "이구요",
        "구요",
        "이었는데",
        "였는데",
        "인데요",
        "요",
        "이네요",
        "임",
    ]
)
_HEAD = re.compile(r"[ \t]{0,4}[:：]|[ \t]{1,4}[-–—=>]{1,2}[ \t]|[ \t]{0,2}(?:→|\()")
_BULLET = re.compile(
    r"(?:^|\n)[^0-9A-Za-z가-힣\n]{0,8}(?:\d{1,2}(?:[.)위번:]|(?=[ ]))[ \t]{0,2})?[^0-9A-Za-z가-힣\n]{0,4}$"
)
_TOPIC = re.compile(
    r"(?:점심|저녁|아침|숙소|카페|밥|식사|디저트|마무리|후식|술|1차|2차|3차|커피|간식|야식|코스|첫 ?집|둘째|마지막)"
    r"(?:은|는|으로|로| ?[:：-])? ?$"
)
_WHEN_AND_WHERE = re.compile(
    r"(?:^|[.!?~\n,]|[가-힣]고)[^0-9A-Za-z가-힣\n]{0,3}(?:[0-9A-Za-z가-힣]{1,5} ){0,3}?"
    r"(?:[가-힣]{0,2}(?:아침|점심|저녁|밤|새벽|낮|오전|오후|무렵|녘|쯤|때|후|뒤|길|끝|날|주말|[월화수목금토일]요일)"
    r"|\d{1,2} ?시 ?(?:반|쯤)?|\d{1,2}분|\d{1,2}:\d\d)(?:에는|에|엔|은|는|으로|로)?[ ,:)\]-]{1,3}$"
)
"""해 질 무렵에는 (부전동 …), 퇴근길에, 11시 반, (전포동 …): all in front of a region says when."""
_ENDS_AN_ENTRY = re.compile(r"[.!\n]|, |$")
_LOOKS_BACK = 32
QUOTES = frozenset("'\"‘’“”「」『』")
_AFTER_A_QUOTE = AT | {"은", "는", "이", "가", "을", "를", "도", "만", "라는", "이라는"}
_BEEN = re.compile(
    r"(?:가본|가봤던|갔던|다녀온|다녀왔던|다니던|다니는|들른|들렀던|찾은|찾아간|찾아낸|발견한|방문한|생긴|오픈한|개업한|알게 ?된|달았던|"
    r"먹었던|먹은|시킨|주문한|맡긴|추천받은|추천받고|소문난|유명한|단골인|애정하는|좋아하는|말한|말했던|얘기했던|올렸던) ?(?:[가-힣]{2,6}(?:동|역|읍))?"
    r"[ \n:]?(?:['\"‘“])?$"
    r"|(?:제일은|최고는|1등은|원픽은|최애는|정답은|추천은|곳은|데는|집은|단연|은 바로|는 바로|하면 역시|하면)[ ]?(?:['\"‘“])?$"
)
_BARE_NOUN_BEFORE = re.compile(r"[가-힣]{2,8}(?<![은는을를에의로도만고서며면게던한인])[ ]['\"‘“「『]$")
_SINCE = re.compile(
    r" (?:다닌 ?지 |보낸 ?지 )?(?:\d{1,3}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇|반) ?(?:달|개월|년|주|회|학기)"
    r" ?(?:차|째|동안|넘게|정도|다니|다닌|다녀|다녔|다님|보내|보낸|보냈|배우|배운|배웠|끊|맡긴|맡겨|이용|만에|됐|되었|된 |후기)"
)
_REACHED = re.compile(
    r"(?:맞은편|건너편|골목|상가|건물|지하|\d층)(?:에|에 있는|의)? ?(?:(?:지하|\d층)(?:에|에 있는)? ?)?$"
)
_OPENS_A_BRACKET = re.compile(r"(?:^|\n)[^0-9A-Za-z가-힣\n]{0,3}[<\[【《「『(] ?[가-힣0-9]{1,8} $")
_CLOSES_IT = re.compile(r" ?[>\]】》」』)]")
KEEPERS = ("사장", "원장", "선생님", "쌤", "관장", "간호사", "직원", "디자이너", "코치")
ENDS_OF_VERBS = tuple("다요고라서면데듯며까게지도니은는한")
_LONG_NAME = 4
_WINDOW = 14
_BEFORE = 20
_STEPS = 4
_STOP = re.compile(r"[.!?…\n]")
_WITH = re.compile(r"[가-힣]{1,6}(?:이랑|랑|끼리)|둘이|셋이|넷이|저[도는]|나[도는]|저희[도는]?|우리[도는]?")


def named_alone(name: Name, text: str) -> bool:
    """맛집 추천합니다. 루미에르!: a sentence that is nothing but a name."""
    before, after = text[: name.start].rstrip(" '\"‘“[<"), text[name.end :].lstrip(" '\"’”]>")
    return len(name.name) >= 3 and before.endswith((".", "!", "?", "~", "\n")) and after.startswith(("!", ".", "\n"))


def opens_its_line(name: Name, text: str) -> re.Match[str] | None:
    """What stands in front of a name that is the first word of its line."""
    return _BULLET.search(text[max(0, name.start - 24) : name.start])


def is_listed(name: Name, text: str) -> bool:
    """Whether a name heads its line as in a list: a sign or number in front, or a colon behind."""
    opens = opens_its_line(name, text)
    return opens is not None and bool(opens.group().strip() or _HEAD.match(text, name.end))


def is_quoted(name: Name, text: str) -> bool:
    """Whether quotes stand around a name."""
    return text[max(0, name.start - 1) : name.start] in QUOTES and text[name.end : name.end + 1] in QUOTES


def is_reached(name: Name, text: str) -> bool:
    """골목에 있는 …: where it is stands right in front of a name."""
    return _REACHED.search(text[max(0, name.start - _BEFORE) : name.start]) is not None


def next_to_region(name: Name, area: Area, text: str) -> float:
    """장전동 미분당!: a region right in front, more if the name ends what is called out, or both are all that is said."""
    called_out = not name.particle and len(name.name) >= 3 and text[name.end : name.end + 1] in ("!", "♡", "❤")
    return 2.0 if called_out or _all_that_is_said(name, area, text) or _is_an_entry(name, area, text) else 1.0


def _is_an_entry(name: Name, area: Area, text: str) -> bool:
    """해 질 무렵에는 부전동 녹턴.: when, a region and a name without a verb, as a diary notes a stop."""
    if name.particle or not _ENDS_AN_ENTRY.match(text, name.end):
        return False
    return _WHEN_AND_WHERE.search(text[max(0, area.start - _LOOKS_BACK) : area.start]) is not None


def _all_that_is_said(name: Name, area: Area, text: str) -> bool:
    """… 풀렸어요. 서현역 래쉬온: a sentence of its own behind the others."""
    before, after = text[: area.start].rstrip(" "), text[name.end :].lstrip(" ")
    return before.endswith((".", "!", "?", "~", "\n", "ㅠ", "ㅋ", "ㅎ")) and (not after or after[0] in ".!\n")


def speaks_of_home(name: Name, homes: frozenset[str]) -> float:
    """봉선바른수학 in 봉선동: a quarter in front of a trade that is not eaten says as much as a shop's end does."""
    if name.weight != WEAK or name.first != name.last or name.category in EATEN:
        return 0.0
    return 1.0 if any(name.name[:cut] in homes for cut in (2, 3, 4)) else 0.0


def around(name: Name, words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> float:
    """The weight of everything around a name."""
    after = text[name.end + len(name.particle) : name.end + len(name.particle) + _WINDOW]
    following = words[name.last + 1].text if name.last + 1 < len(words) else ""
    weight = 1.0 if _BEEN.search(text[max(0, name.start - _BEFORE) : name.start]) else 0.0
    if name.particle.startswith(_CALLED) and _starts_with_kind(name, words, lexicon):
        weight += 2.5
    if opens_its_line(name, text):
        weight += 2.5 if _HEAD.match(text, name.end) else _alone(text, name)
    if _CLOSES_IT.match(text, name.end) and _OPENS_A_BRACKET.search(text[max(0, name.start - _BEFORE) : name.start]):
        weight += 1.0
    weight += _quoted(name, following, text)
    if named_alone(name, text):
        weight += 1.0
    if _TOPIC.search(text[max(0, name.start - 10) : name.start]):
        weight += 1.0
    if name.first and not name.chain and _behind_kind(name, words[name.first - 1].text, text, lexicon):
        weight += 1.0
    if _ends_sentence(after) and name.particle in ("", "으로", "로"):
        weight += 1.0 if name.weight else 0.0
    if name.weight in (0.0, 1.0) and len(name.name) >= 3 and text.count(name.name) >= 2:
        weight += 1.0
    if name.weight and _SINCE.match(text, name.end + len(name.particle)):
        weight += 1.0
    if name.weight and is_reached(name, text):
        weight += 1.0
    if name.weight == 1.0 and name.first == 0:
        weight += 1.0
    return weight + _visited(name, following, what_is_done(name, words, text, lexicon), text, lexicon)


def _behind_kind(name: Name, before: str, text: str, lexicon: Lexicon) -> bool:
    """책방 다락, and in quotes also 작은책방 '다락'."""
    quoted = text[name.start - 1] in QUOTES and (
        before.endswith(("집", *(k for k in lexicon.kinds if len(k) > 1)))
        or before.endswith(tuple(f for f in lexicon.words("foods") if len(f) > 1))
    )
    if text[name.start - 1] not in QUOTES and not text.endswith(f"{before} ", 0, name.start):
        return False  # a sentence ends between them
    may_be_named = not name.name.endswith((*ENDS_OF_VERBS, "러", "려", "가"))
    return quoted or before in lexicon.kinds or (may_be_named and lexicon.is_kind(before))


def _quoted(name: Name, following: str, text: str) -> float:
    """'모모전'은: quotes around a name and a particle behind them."""
    if not is_quoted(name, text):
        return 0.0
    if not text[name.end : name.end + 1]:
        return 0.0
    if following in _AFTER_A_QUOTE or (len(following) >= 2 and name.weight > 0):
        return 2.0
    return 1.5 if len(name.name) >= 3 and _BARE_NOUN_BEFORE.search(text[max(0, name.start - 8) : name.start]) else 1.0


def what_is_done(name: Name, words: Sequence[Eojeol], text: str, lexicon: Lexicon) -> str:
    """The word behind a name, over when and with whom: 녹턴 어제 친구랑 (갔는데)."""
    end = name.end
    for word in words[name.last + 1 : name.last + 1 + _STEPS]:
        if _STOP.search(text[end : word.start]):
            return ""
        if not (_WITH.fullmatch(word.text) or any(_is_when(noun, lexicon) for noun, _ in word.readings)):
            return word.text
        end = word.end
    return ""


def _is_when(noun: str, lexicon: Lexicon) -> bool:
    return lexicon.has("adverbs", noun) or is_time(noun)


def _visited(name: Name, following: str, done: str, text: str, lexicon: Lexicon) -> float:
    """A particle of place, and a verb of visiting or the people of a shop behind it."""
    visits = bool(done) and (done.startswith(lexicon.words("visit_verbs")) or lexicon.does(done))
    if not name.particle and len(name.name) >= _LONG_NAME and _keeper_follows(name, following, text):
        return 2.0
    if name.particle in AT:
        return 1.0 + (0.5 if visits else 0.0)
    if name.particle in IS:
        return 1.0
    if name.particle in ("", "을", "를", "도", "은", "는", "만"):
        return 1.0 if visits else 0.0
    return 0.0


def _keeper_follows(name: Name, following: str, text: str) -> bool:
    """해피독스쿨 선생님이: somebody of a shop right behind a noun."""
    right_behind = text.startswith(f" {following}", name.end)
    return right_behind and following.startswith(KEEPERS) and not name.name.endswith(ENDS_OF_VERBS)


def _alone(text: str, name: Name) -> float:
    """A name that has its line to itself."""
    rest = text[name.end : name.end + 3]
    return 1.5 if not rest or rest.lstrip(" ")[:1] in ("\n", "") else 0.0


def _ends_sentence(after: str) -> bool:
    rest = after.lstrip(" ")
    return not rest or rest[0] in ".!\n~"


def _starts_with_kind(name: Name, words: Sequence[Eojeol], lexicon: Lexicon) -> bool:
    """이라는 바, 이라는 작은 서점"""
    return any(word.text.startswith(tuple(lexicon.kinds)) for word in words[name.last + 1 : name.last + 3])
