"""The clauses of what is said about a place, and how far each of them judges that place.

A question judges nothing, nor does what other places do (딴 데는 비싸던데), nor what sent the writer there
(버스가 안 와서 이디야에서 …). What was so in former times (예전엔 맛있었는데) counts little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.readers.places.lexicon import Lexicon
from app.readers.places.questions import asking_words, asks

_END = re.compile(
    r"[.!?…\n,;~]|(?<=[는은신인던한운픈쁜큰른찮])[데디](?=[ ,])|(?<=지만)(?=[ ,])"
    r"|(?<=[가-힣]고)(?= (?!가|갔|간|있|싶|나[서면니]|오|왔|온|계|말|보니|다[니녀]|해서|하[네던더]))"
    r"|(?<=[ㅋㅎㅠㅜ])(?=\s)|(?<=니다)(?= )|(?<=[네아어여에해세데워와져게거]요)(?= )|다만|그래도|근데|대신|반면"
)
_TURN = r"(?:근데|그런데|하지만|그치만|그래도|다만|대신|반면에?|단[ ,]|단점|아쉬운 ?[점건]|흠이)"
_TURNS = re.compile(rf"[\s~ㅠㅜㅋㅎ]{{0,4}}{_TURN}")
_TURNED = re.compile(rf"(?:^|[\s.!?~ㅠㅜㅋㅎ]){_TURN}[ ,]{{0,2}}$")
_LINKS = re.compile(r"(?:[가-힣]데|지만)[ ,.~ㅠㅜㅋㅎ]{0,4}$")
_SENTENCE_END = re.compile(r"[.!?\n]")
_PLACE = (
    r"(?:데|곳|[가-힣]{0,3}집|가게|병원|의원|치과|안과|피부과|약국|학원|식당|카페|매장|마트|지점|체인|업체|정비소|카센터|공업사"
    r"|수리점|세탁소|센터|호텔|펜션|헬스장|미용실|샵|동네)"
)
_ELSEWHERE = re.compile(
    rf"(?:다른|딴|타|여느|대형|옆) ?{_PLACE}(?:들)?(?:은|는|선|에선|에서는|들은)(?![가-힣])"
    rf"|(?:전에|예전에|원래|먼저) ?(?:다니던|가던|쓰던) ?{_PLACE}(?:은|는|선|에선|에서는)(?![가-힣])"
)
_SCENERY = re.compile(
    r"[가-힣](?:해변|해수욕장|공원|계곡|폭포|둘레길|산책로|호수|유원지|휴양림|바닷가|축제)(?:은|는)(?![가-힣])|(?<![가-힣])날씨(?:는|만)(?![가-힣])"
)
_HERE = re.compile(r"여기|여긴|이 ?(?:집|곳|가게|병원|학원)")
_FORMERLY = re.compile(
    r"(?:예전|옛날|작년|재작년|원래|처음|초반|초창기|오픈 ?초|전|지난번|저번)(?:에|엔|에는|까지|까진|까지는|까지만 해도|만 해도|은|는)?(?![가-힣])"
    r".{0,30}(?:[었았였했갔왔랬]|[가-힣]던)(?:는데|지만|으나|데|것 같은데|고$|던 )"
)
_FEARED = re.compile(
    r"(?:무서워|싫어|겁내|걱정|힘들어|어려워|부담스러워|낯설어|귀찮아|울기만) ?(?:했는데|했지만|하던|하더니|했던|했었는데)"
    r"|(?:나|까|려나|줄|지|거라|라고) ?(?:했|싶었|생각했|걱정했|고민했|알았|포기했)(?:는데|었는데|지만|더니|거든|다가)"
)
_WISHED = re.compile(
    r"(?<!안 )(?:갈|올|다닐|먹을|마실|들를|맡길|보낼|이용할|단골일|단골이었을|좋을|좋았을) ?텐데"
    r"|(?:멀어서|멀리 ?살아서|[못안] ?[가오와]서|이사[가와라]?\S{0,3}|이제야 ?[가-힣]{1,3}|닫는다니|없어진다니|사라진다니|(?:자주|매일|매주) 못)"
    r" ?[^.!?\n]{0,10}(?:아쉬|아쉽|속상|슬프|슬퍼|서운|섭섭|억울)"
)
"""Regret that there is no more of it: 집 근처에 있으면 맨날 갈 텐데, 멀어서 자주 못 가는 게 아쉬워요."""
_PLIGHT = re.compile(
    r"(?:거북목|일자목|목|어깨|허리|골반|무릎|발목|손목|척추|턱|잇몸|어금니|사랑니|치아|눈|시력|피부|두피|머릿결|코|귀|컨디션|디스크|비염|아토피"
    r"|여드름|두통|통증|기침|염증|충치|알레르기|틀어짐|불균형|측만|탈모|곱슬|손상|얼룩|누수)(?:이|가|은|는|도|까지|만)? ?(?:[가-힣]{1,5} )?"
    r"(?:심|아[파프팠픈]|안 ?좋|부[어었은]|붓|결[려렸리]|뻐근|쑤[시셔셨]|욱신|저[려렸리]|틀어|삐[끗었어]|뭉[쳐쳤]|상[했해]|막[혀혔]|흐릿|침침|건조"
    r"|가려|시[려렸리]|흔들|빠[져졌지]|깨[져졌]|부러[져졌])[가-힣]{0,4}(?:는데|은데|던|서|더니|지만)(?![가-힣])"
    r"|(?:처음|첨|초보|초짜|왕초보|몸치|박치|길치|기계치|저질체력|똥손|곰손)(?:이라서?|라서?|인데|이어서|여서|이고) "
    r"[^.!?\n]{0,20}(?:는데|은데|지만|더니|어서|아서)(?![가-힣])"
)
"""What ailed the writer before, or comes of being new to it; what began there (먹고 배가 아팠는데) is told by `_AFTER`."""
_AFTER = re.compile(
    r"(?:먹|받|하|맞|다녀오|갔다)고|나서|(?<![가-힣])[가-힣]{0,4}[후뒤](?:에|로)?(?![가-힣])|더니 |다음 ?날"
)
_CAUSE = re.compile(
    r"(?:서|길래|는데|은데|다가|더니|때문에|고)[ㅠㅜㅋㅎ ]{0,4}(?:[가-힣0-9]{1,7}(?<![는은던한]) ){0,2}$"
    r"|(?:찾아|달려|뛰어|데려|데리고|들고|안고|업고|끌고) ?(?:간|갔던) ?(?:곳|데|집|병원|가게)?(?:이|은|는)? ?(?:[가-힣0-9]{1,7} )?$"
)
_FORMER_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, the share of its praise and of its blame that goes to the place, and what turns in front of it."""

    text: str
    praise: float
    blame: float
    turns: bool
    """A word does: 근데 …"""
    linked: bool
    """The end of the clause before does: 뷰는 좋은데 …"""


def clauses(said: str, lexicon: Lexicon, named_at: int = 0) -> Iterator[Clause]:
    """The clauses of `said` that judge, the place being named at `named_at`."""
    ends = sorted({*(cut.end() for cut in _END.finditer(said)), named_at, len(said)})
    starts = [0, *ends[:-1]]
    texts = [said[start:end] for start, end in zip(starts, ends, strict=True)]
    before, elsewhere = "", False
    for end, text, asked in zip(ends, texts, _asked(texts, asking_words(said, lexicon)), strict=True):
        elsewhere = bool(_ELSEWHERE.search(text)) or (elsewhere and not _HERE.search(text))
        if text.strip() and not (asked or elsewhere or _SCENERY.search(text)):
            share = _FORMER_SHARE if _FORMERLY.search(text) else 1.0
            sent = end <= named_at and _sends_there(text, said[end:named_at])
            blame = 0.0 if sent or _is_own_trouble(text) else share
            yield Clause(text, share, blame, _turns(before, text), _LINKS.search(before[-6:]) is not None)
        elsewhere = elsewhere and not _SENTENCE_END.search(text)
        before = text if text.strip(" .,~") else before


def _turns(before: str, clause: str) -> bool:
    return _TURNS.match(clause) is not None or _TURNED.search(before[-8:]) is not None


def _is_own_trouble(clause: str) -> bool:
    """Whether a clause tells what the writer feared, missed or suffered, and the shop did nothing about."""
    if _FEARED.search(clause) or _WISHED.search(clause):
        return True
    plight = _PLIGHT.search(clause)
    return plight is not None and not _AFTER.search(clause, 0, plight.start())


def _asked(texts: Sequence[str], asking: Sequence[str]) -> list[bool]:
    """Which clauses ask, those among them that only lead to a question (맛있고 친절한 데 추천해주세요)."""
    asked = [asks(text, asking) for text in texts]
    for at in range(len(texts) - 2, -1, -1):
        asked[at] = asked[at] or (asked[at + 1] and texts[at].endswith("고"))
    return asked


def _sends_there(clause: str, between: str) -> bool:
    """버스가 안 와서 효자동 이디야에서: the reason for going, in front of the name and in its sentence."""
    return bool(_CAUSE.search(clause)) and not _SENTENCE_END.search(between)
