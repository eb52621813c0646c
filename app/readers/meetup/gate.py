"""Is this a group that takes people in? Questions, advertisements, sales, reviews and attacks are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.readers.meetup.calls import ENDS_IN_N, YET, find_calls
from app.readers.meetup.lexicon import Lexicon
from app.readers.meetup.page import Page


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether it is a meetup, and the words that say so (the proof of what is true of every meetup)."""

    is_meetup: bool
    start: int
    end: int


# What tells against a group, and how many inviting words each outweighs.
_AGAINST = {"questions": 2.0, "promotion": 1.5, "trades": 2.0, "reviews": 1.5, "attacks": 4.0}
_GROUPS = r"(?:모임|동호회|동아리|산악회|소모임|극단|합창단)"
_WANTS = re.compile(
    rf"(?:{_GROUPS}|클래스|크루|스터디|강습|학원|공방|화실|교실|악단|밴드|팀|곳|데)[가-힣]{{0,4}}[ ]?(?:있나요|있을까요"
    r"|없나요|없을까요|있으면|추천|아시는|알고[ ]계|찾아요|찾습니다|찾고|알아보|알아봐|(?:어디서|어디)[ ]?(?:구하|찾|하시|하는|가입))"
    rf"|{_GROUPS}[을를]?[ ]?(?:구해요|구합니다|구하고|구하는[ ]중|구하려)"
    r"|[ ](?:데|곳)(?:이면|면)[ ](?:좋겠|더[ ]좋|딱)"
)
# Who wants in: 게스트로 받아주실 팀 계시면, 드럼 자리 찾고 있어요, 합주 가능하신 팀 연락 주세요.
_WANTS_IN = re.compile(
    r"(?:받아|껴|끼워|불러|데려가|태워)[ ]?(?:주실|주시는|줄)[ ]?(?:수[ ]있는[ ]?)?(?:팀|크루|모임|동호회|밴드|클럽|분들?|곳|데)"
    r"|(?:받아|껴|끼워)[ ]?(?:주시면|주신다면|주시나요)"
    rf"|(?=[풋축야농배족러런사직])(?<![{YET}] )(?:풋살|축구|야구|농구|배구|족구|러닝|런닝|사회인|직장인)(?:팀|크루|밴드)[을를]?[ ]?(?:구해요|구합니다"
    rf"|구하고)[^\n]{{0,4}}(?:저는"
    rf"|[0-9]0대|초보)"
    r"|(?<!상대)(?:팀|크루|동호회|밴드|클럽)(?:이|을|를)?[ ](?:계시면|계실까|계신가|있으시면|찾습니다|찾아요|찾고)"
    r"|(?<!상대)(?<!관심있는[ ])(?:팀|크루|동호회|밴드|클럽|모임)(?:분들)?[ ](?:연락|챗|댓글|쪽지|톡|디엠|DM|dm)[ ]?(?:주|부탁|바)"
    r"|(?:가입|참여|입단|합류)(?:하고|해[ ]보고)[ ]싶(?!은[ ]?(?:분|사람|친구)|으신)"
    r"|자리[를]?[ ]?(?:구하고|찾고|알아보고)[ ]?있|(?:들어갈|뛸|다닐|활동할)[ ](?:팀|크루|모임|동호회|밴드)[을를]?[ ]?(?:찾|구)"
)
_TAKES = re.compile(r"(?:가져|데려|업어|들고|싣고)[ ]?\Z")
# 아시는 분 계세요?, 추천 받아요: what is asked for is knowledge, not company.
_ASKS_WHO = re.compile(
    r"(?:(?:아시|아|알고[ ]?계시|알고[ ]?계신|운영하시|운영하|다니시|다니|해보|가보|배워보|써보|받아주|껴주|끼워주|초대해주|추천해주|추천해[ ]주"
    r"|소개해주|알려주|알려[ ]주)(?:는|신|실)?[ ](?:분|데|곳|팀|모임)들?[이은는도]?"
    r"|(?:추천|문의|제보|의견|조언|질문|상담|주문)[은는을도]?)[ ]?\Z"
)
_TURNED = re.compile(r"[^\n]{0,12}(?:신고|금지|사절|사양|강퇴|죄송|안[ ]?받|X|x|홍보)")
_JOB = re.compile(
    r"(?:시급|일급|월급|급여|페이|강사료|수고비|사례비)[은는]?[ ]?[:：]?[ ]?(?:협의|[0-9만])"
    r"|(?:코치|강사|선생님|튜터|보조|스탭|스태프|알바|아르바이트|도우미|시터|이모님|트레이너|매니저|직원)(?:님)?[을를]?[ ]?(?:한[ ]?분[ ]?|1명[ ]?|급)?"
    r"(?:구합|구해요|구함|모집|채용|모십|초빙)"
    r"|(?:과외|레슨|개인교습)[ ]?(?:선생님?|쌤)?[을를]?[ ]?(?:구합|구해|구함|받고[ ]싶|해드|해[ ]드|합니다|가능)"
    r"|(?<!같이 )(?<!함께 )(?:시켜|해|봐|돌봐|맡아|가르쳐|태워|치워|도와|옮겨|구해|챙겨)[ ]?주실[ ]?분"
    r"|시간당[^\n]{0,14}드|일당"
    r"|[0-9]만?원[ ]?드"
    r"(?:려요|립니다|릴게요)"
)
_ASKED = re.compile(
    rf"(?<!계)(?<!으신)(?<!있)(?:(?<![만끝신떠어])나요|(?<!계실)(?<!있을)(?<!으실)[{YET}]까요|는지요|(?<!안)(?!신)[{ENDS_IN_N}]가요|되죠"
    rf"|(?<![{YET}])래요|(?<!계)(?<!으)(?<!떠)세요(?=[ ]?\?))"
    r"(?:[ ]?[?.ㅠㅜ\n]|$|[ ])"
)
_PAST = re.compile(
    r"(?:[았었했였갔봤왔졌됐]어요|[았었했였갔봤왔졌됐]습니다|[가-힣]네요|더라[구고]요|[았었했였갔봤왔]음)"
)
_SEEKS = re.compile(
    r"(?<!아시는[ ])(?<!시는[ ])(?<!아는[ ])(?<!보신[ ])(?<!해본[ ])(?<!가본[ ])(?:분|사람|친구|이웃)들?[ ]?(?:없나요|없을까요|없으신가요|없으세요|없나여)"
)
_PRICE_DROP = re.compile(
    r"[0-9]{1,2}회[^\n]{0,16}[0-9]{2}만|[0-9]만?[원]?[ ]?(?:→|->)[ ]?[0-9]|[0-9]{1,2}[ ]?%[ ]?(?:할인|세일)|☎|대표번호"
)


def find_gate(page: Page, words: Lexicon, topic_at: tuple[int, int] | None, has_time: bool) -> Gate:
    """Weigh the inviting words against the others; `topic_at` and `has_time` speak for a terse call (모닝런 ㄱ?)."""
    invites = [one for one in words.gate["invites"].finditer(page.text) if not _takes_away(page.text, one)]
    against = sum(weight * _count(page, words.gate[kind]) for kind, weight in _AGAINST.items())
    against += 2.0 * (_WANTS.search(page.text) is not None) + 1.5 * (_PRICE_DROP.search(page.text) is not None)
    against += 2.5 * (_WANTS_IN.search(page.text) is not None)
    against += 1.5 * _office_phone(page) + 2.5 * (_JOB.search(page.text) is not None)
    calls = _new_calls(page.text, invites)
    if not (invites or calls):
        against += 0.9 * len(_PAST.findall(page.text)) + 2.0 * len(_ASKED.findall(page.text))
    hints = list(words.gate["hints"].finditer(page.text))
    favour = float(len({match[0].lower() for match in invites})) + 0.5 * len({match[0].lower() for match in hints})
    favour += len(calls)
    favour += 2.5 * (_SEEKS.search(page.text) is not None)
    favour += 0.8 * has_time + 0.5 * (topic_at is not None)
    said = (
        favour >= (1.0 if invites or calls else 1.3)
        and favour > against
        and (bool(invites or calls or hints) or topic_at is not None)
    )
    if invites or calls or hints:
        return Gate(said, *(invites or calls or hints)[0].span())
    start, end = topic_at or _first_word(page.text)
    return Gate(said, start, end)


def _new_calls(text: str, counted: list[re.Match[str]]) -> list[re.Match[str]]:
    """The calls by grammar that no word of the lists has counted already."""
    calls: list[re.Match[str]] = []
    for call in find_calls(text):
        if all(call.end() <= other.start() or other.end() <= call.start() for other in [*counted, *calls]):
            calls.append(call)
    return calls


def _takes_away(text: str, invite: re.Match[str]) -> bool:
    """가실 분 within 가져가실 분, which offers a thing; 계세요 behind 아시는 분, which asks."""
    before = max(0, invite.start() - 16)
    return (_TAKES.search(text, before, invite.start()) or _ASKS_WHO.search(text, before, invite.start())) is not None


def _office_phone(page: Page) -> bool:
    """Whether a landline stands there, as businesses have and neighbours hardly do."""
    return any(one.kind == "phone" and not one.value.startswith("01") for one in page.private)


def _count(page: Page, pattern: re.Pattern[str]) -> int:
    """How many different words of a kind stand in the text, without those that the writer turns away."""
    return len({m[0].lower() for m in pattern.finditer(page.text) if not _TURNED.match(page.text, m.end())})


def _first_word(text: str) -> tuple[int, int]:
    match = re.search(r"\S+", text)
    return match.span() if match else (0, 1)
