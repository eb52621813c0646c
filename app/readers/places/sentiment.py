"""What the writer thinks of one place: its clauses, each for or against, counted.

What both sides come to together is told by `balance`.
A clause counts once however many words it spends; 안 in front or 지 않 behind turns a word round, and so does 없
behind something nobody wants (눈치 주는 사람이 없다). What is conceded ("좁긴 한데") counts little, what was only
expected ("비쌀 줄 알았는데") nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.readers.places.balance import Judged, verdict
from app.readers.places.clauses import clauses
from app.readers.places.lexicon import Lexicon

Hit = tuple[str, int, str]
"""A word of the lists, where it stands, and its list."""
_NOT_BEFORE = re.compile(r"(?:^|\s)(?:안|전혀|하나도|덜|없이|않)\s?$")
_NOT_AFTER = re.compile(
    r".{0,3}(?:지(?:도|는|가)? ?(?:않|안|못)(?!나요)|진 ?않| ?없|하지 ?마|(?:지|줄)(?:는|도)? ?(?:잘 )?모르(?!게))"
    r"|.{0,4}(?:편|건|것|집|정도|수준)(?:은|는|도|이)? ?아[니닌님]"
)
_NONE_OF_IT = re.compile(
    r".{0,8}(?:사람|분|일|것|거|게|점|적|느낌|데|곳|구석|필요|내색|기색|소리)(?:이|도|은|는|가)? ?(?:하나도 |전혀 |1도 |별로 )?(?:없|않|안 )"
    r"|(?:이|가|도|은|는|를|을)? ?(?:하나도?|전혀|1도|일절|아예|한 ?번도?|한마디|절대|거의|조금도|따로|별로)? ?"
    r"(?:없|안 (?!빠|지워|없어|사라|가[시셔라]|풀|나아|낫|잡)|안하|못 느|0|제로|모르겠)"
)
_EXPECTED = re.compile(r".{0,6}(?:줄 ?(?:알았|만 알)|뻔(?!하)|까 ?(?:봐|봤|바|걱정|싶었|했는데))")
_GIVEN = re.compile(
    r"[해려여어아워와겨켜쳐꿔춰봐내놔라서퍼써러떼눠줘쥐]\s?(?:주[시셔셨십심더며지고네는]|줘[서요]|줬|줌|준다|줍니|드리|드려|드림|드렸)"
)
_REFUSED = re.compile(
    r"(?:안|못) |안[가-힣]{1,2}주|지 ?(?:않|도|를|는)|달라|달랬|줬으면|주면|줄래|드렸[는더]|드려도|드리니"
)
_HEDGED = re.compile(r"(?:^|[\s가-힣])(?:좀|살짝|약간|조금|다소|쬐끔|쪼끔) ?$")
_SENT = re.compile(
    r"[가-힣]{0,4}(?:서|길래)(?= )(?!.{0,12}(?:다른|딴|다시|안 ))[^.!?\n]{1,20}"
    r"(?:갔|갓|들렀|들렸|들고|방문|찾아|맡[기겨겼긴]|데려|데리고|달려|모시고)"
)
_CONCEDED = re.compile(
    r".{0,4}(?:긴 ?(?:하지만|해도|하?[한는]데|했(?:지만|는데|어도|으나))|지만|[아어]?도(?= ))"
    r"|.{0,4}(?:건|거|것|점)은? ?(?:감안|감수|어쩔|그러려니|이해|빼|말고|제외)"
)
_LACKS = re.compile(r"(?<![가-힣])(?:너무|영|안 [되돼된나맞와오])|없(?!이|으시면)|밖에 |뿐")
_GLUED = ("너무", "진짜", "완전", "개", "넘", "겁나", "참", "꽤", "더", "좀", "정말", "엄청", "다", "안", "못")
_CONCEDED_WEIGHT = 0.3
_HEDGED_WEIGHT = 0.7
_KIND_WEIGHT = 0.5
_WEIGHTS = {"positive": 1.0, "negative": -1.0, "kind": _KIND_WEIGHT, "neutral": 0.0, "both": 0.0}


def sentiment(said: str, lexicon: Lexicon, named_at: int = 0) -> str:
    """positive · negative · mixed · neutral, of the words `said` about one place that is named at `named_at`."""
    judged, told = [], []
    for clause in clauses(said, lexicon, named_at):
        hits = _hits(clause.text, lexicon)
        leaning = _judgement(clause.text, hits, lexicon)
        both = float(any(side == "both" for _, _, side in hits))
        good, bad = max(leaning, both) * clause.praise, max(-leaning, both) * clause.blame
        lacks = not hits and _LACKS.search(clause.text) is not None
        judged.append(Judged(good, bad, clause.turns, clause.linked, lacks))
        told.append(clause.text if clause.blame else "")
    return verdict(judged) or _slight_verdict(told, lexicon)


def _slight_verdict(told: Sequence[str], lexicon: Lexicon) -> str:
    """What the slighter signs say where nothing judges."""
    slight = sum(_slightly(clause, lexicon) for clause in told)
    return "neutral" if not slight else "positive" if slight > 0 else "negative"


def _judgement(clause: str, hits: Sequence[Hit], lexicon: Lexicon) -> float:
    """From -1 (against) to 1 (for)."""
    leaning = sum(_leaning(clause, *hit, lexicon) for hit in hits)
    if not any(side == "kind" for _, _, side in hits) and _GIVEN.search(clause) and not _REFUSED.search(clause):
        leaning += _KIND_WEIGHT
    return max(-1.0, min(1.0, leaning))


def _slightly(clause: str, lexicon: Lexicon) -> int:
    """1 for a clause with more signs of praise than of blame, -1 for the other way round."""
    praise, blame = (sum(sign in clause for sign in lexicon.leans.get(side, ())) for side in ("praise", "blame"))
    return (praise > blame) - (praise < blame)


def _leaning(clause: str, word: str, at: int, side: str, lexicon: Lexicon) -> float:
    weight, end = _WEIGHTS[side], at + len(word)
    if side in ("kind", "neutral", "both"):
        return weight
    if _EXPECTED.match(clause, end) or (side == "negative" and _SENT.match(clause, end)):
        return 0.0
    if lexicon.has("unwanted", word) and _NONE_OF_IT.match(clause, end):
        return 1.0
    if _NOT_BEFORE.search(clause[max(0, at - 4) : at]) or _NOT_AFTER.match(clause, end):
        return -weight
    return weight * _softened(clause, at, end) if side == "negative" else weight


def _softened(clause: str, at: int, end: int) -> float:
    """How much of a word of blame is meant: little of 좁긴 한데, not all of 살짝 좁아요."""
    if _CONCEDED.match(clause, end):
        return _CONCEDED_WEIGHT
    return _HEDGED_WEIGHT if _HEDGED.search(clause[max(0, at - 5) : at]) else 1.0


def _hits(clause: str, lexicon: Lexicon) -> list[Hit]:
    """Where words of the lists stand, a longer one before the shorter one inside it (불친절 is no 친절)."""
    found: list[Hit] = []
    taken: set[int] = set()
    for word, at, side in sorted(lexicon.judging(clause), key=lambda hit: -len(hit[0])):
        bound = word[0].isdigit() or lexicon.has("begin_a_word", word)
        if taken.isdisjoint(range(at, at + len(word))) and (not bound or _begins_a_word(clause, at)):
            found.append((word, at, side))
            taken.update(range(at, at + len(word)))
    return found


def _begins_a_word(clause: str, at: int) -> bool:
    """굳어 in 빵이 굳어, not in 굳어 of another word's middle (혈압약하고 is no 약하고)."""
    before = clause[max(0, at - 2) : at]
    if before and before[-1].isdigit() and clause[at].isdigit():
        return False  # 60점 is no 0점
    return not before or not "가" <= before[-1] <= "힣" or before.endswith(_GLUED)
