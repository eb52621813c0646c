"""What comes with a thing: 박스 있음, 구성: 더스트백·파우치, 충전기 같이 드려요. What is said to be missing, not."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from app.domain import Leaf
from app.readers.listing.names import Name
from app.readers.listing.post import Post
from app.readers.listing.state import Scope

_HEADER = re.compile(
    r"(?:구성품?|포함\s?사항|포함|구성물|부속품?|동봉품?|기본\s?구성|추가\s?구성|(?:같이|함께)?\s?(?:드리는|드릴|주는|나가는)\s?(?:것들?|거|품목|구성품?)|같이\s?드리는\s?것?|함께\s?드리는\s?것?|악세사리|액세서리|사은품|증정)\s{0,2}(?:[:)\]>》】은는]|\n)"
)
_GIVEN = re.compile(
    r"있|포함|드[려림립릴리]|[같이]\s?줌|줍니다|줄게|줘요|얹어|끼워|넣어|같이|함께|그대로|증정|동봉|풀박|풀[셋세구]|일체|까지|보관|세트|챙겨|보내|전부|모두|다\s|다$|o(?![a-z])|유$|ok|추가|서비스(?!센|용)|\+"
)
_MISSING = re.compile(
    r"없|분실|버렸|버림|잃어|안\s?들|안들|빠[졌진짐]|미포함|별도|제외|처분|x(?![a-z])|안\s?드|못\s?드|안드|말고|아니|필요|줬|사셔|구매하|폐기|빼고|[살구]\s?수\s|구할\s?수|사[시면서]|파는|팔[더아]"
)
_ENDS = re.compile(
    r"(?:[은는이가을를도만과와랑]|이랑|하고|까지|포함|있|도\s|만\s|다\s|전부|같이|그대로|들|세트|모두|및|[0-9]|이?요|입니|o(?![a-z]))"
)
_FOREIGN = re.compile(r"[가-힣a-z]{2}")
_PAIR = re.compile(
    r"\s?(?:이?랑|하고|[과와,]|및)\s?([가-힣a-z]{2,9}(?:\s\d개)?)(?:도|까지)?\s?(?:다|같이|함께|모두)?\s?"
)
_ADVERB = re.compile(
    r"\d{1,2}세대|하나|한\s?개|두\s?개|세\s?개|몇\s?개|여러\s?개|\d\s?개|한\s?쌍|일체|일괄|당연히|물론|모두|전부|그대로|새거|새것|새걸로|정품|여분|이랑|하고|까지|도|다|같이|함께|들도|들|세트|개|박스째|완전|깨끗이|고이|잘|중|외|등|은|는|이|가|랑|와|과|및"
)
_LETTERS = re.compile(r"(?<![가-힣a-z0-9])[a-z]{1,3}$")
_HANGUL = re.compile("[가-힣]")
_GIFT = re.compile(
    r"(?<![가-힣a-z0-9])([가-힣]{2,9}?)(?:도|이랑|랑|까지|은|는)?\s(?:\d개\s)?(?:(?:같이|함께|서비스로|덤으로)\s?(?:(?:넣어|챙겨|끼워|싸|얹어)\s?)?(?:드[려립림릴]|보내|줌|줍|줄게|줘|넣[어을])|"
    r"증정|포함)"
)
_WITH_IT = re.compile(
    r"(?<![가-힣])([가-힣a-z]{1,8}?)(?:이?랑|하고|[과와]|,|\s및)\s?([가-힣]{2,8}?)(?:도|까지|만|은|는)?\s(?:다\s|같이\s|함께\s|모두\s)?(?:드[려립림릴]|챙겨|보내|넣어|포함|있어요|있음)"
)
_ENTRY = re.compile(
    r"(?:^|(?<=[,/·+&:\])]))\s{0,3}([가-힣a-z]{2,9}(?:\s[가-힣a-z]{1,6})?)\s{0,3}(?=[,/·+&]|$)", re.MULTILINE
)
_WITH_BODY = re.compile(r"[-*·\s]{0,3}본체(?:에|랑|하고|와|,)\s(?=[^\n]{2,80}$)", re.MULTILINE)
"""본체에 거치대, 노즐, 충전기: a list of what comes along that has no other heading."""
_JOINT = re.compile(r"(?<=[가-힣a-z]{2})(?:에|이?랑|하고|[와과])\s")
_ROW = re.compile(
    r"(?<![가-힣a-z0-9] )(?<![가-힣a-z0-9])((?:[가-힣a-z]{2,8},\s?){1,8}[가-힣a-z]{1,8})"
    r"\s?(?:일체|모두|전부|까지)?\s?(?:(?:다|같이|함께)\s?)?(?:포함|드[려림릴])"
)
_AS_FAR_AS = re.compile(
    r"(?<![가-힣a-z0-9])([가-힣a-z]{2,8})까지\s?(?:해서|합쳐서?|합해서?|포함|다\s?해서|끼워서?|얹어서?|\))"
)
_UNTIL = re.compile(r"오늘|내일|모레|주말|이번|다음|지금|언제|최대|여기|거기|앞$|역$|집$|[시일월주동]$|택배|배송|설치")
_BESIDE = re.compile(r"\s([가-힣]{2,6}?)(?:도|까지)?\s(?:다\s|모두\s|전부\s|같이\s)?(?:있[어음습]|포함|드[려림립릴])")
_WORD = re.compile(r"[가-힣a-z]{1,8}")
_COMPOUND = re.compile(r"(?:세트|셋트)(?![가-힣])")
_NO_GIFT = re.compile(
    r"본체$|(?:하|시|으|려|보|오)면$|[거것건걸]$|^일체$|^(?:한|두|세|네|몇)(?:개|통|장|벌|봉|병|쌍|팩|줌|박스)$|^개씩$|값$|비$|새거|새것|거의|택배|배송|세금|부가세|관리비|가격|모두|전부|일괄|설치|운반|다같이|이것|그것|사진|만원|천원|구성|부속|세트|개월|이하|이상|$^"
)


def accessories(post: Post, scope: Scope, name: Name, outside: tuple[tuple[int, int], ...] = ()) -> list[Leaf]:
    """The extras that go along, in order; what is sold (`name`) is none, nor is what stands in `outside`."""
    found: dict[str, tuple[int, Leaf]] = {}
    head = name.noun
    own = [span for span in (name.model, name.known and (name.known.start, name.known.end)) if span]
    sold = post.low[head.start : head.end] if head else ""
    for start, end in scope:
        for hit in post.of("accessories", start, end):
            begin = _word_start(post, hit.start, start)
            lone = hit.end - hit.start == 1 and _HANGUL.match(post.low[hit.start - 1 : hit.start] or " ")
            if lone or post.low.startswith("현금영수증", begin) or _only_qualifies(post, hit.start, hit.end):
                continue  # 반택o
            if head and ((begin < head.end and head.start < hit.end) or post.low[begin : hit.end] == sold):
                continue
            if any(a <= hit.start and hit.end <= b for a, b in own):
                continue
            if any(a < hit.end and hit.start < b for a, b in outside) or not _ends_here(post, hit.end):
                continue
            if _given(post, begin, hit.end):
                stop = _compound_end(post, hit.end)
                found.setdefault(post.low[begin:stop], (begin, post.copy(begin, stop)))
        for match in _WITH_IT.finditer(post.low, start, end):
            a, b = match.span(2)
            known = any(h.end == match.end(1) for h in post.of("accessories", *match.span(1)))
            if known and not _NO_GIFT.search(post.low[a:b]) and not any(x < b and a < y for x, y in outside):
                found.setdefault(post.low[a:b], (a, post.copy(a, b)))
        for match in _GIFT.finditer(post.low, start, end):
            a, b = match.span(1)
            word = post.low[a:b]
            taken = any(p < b and a < p + len(w) for w, (p, _) in found.items())
            of_head = head is not None and a < head.end and head.start < b
            if not taken and not of_head and not _NO_GIFT.search(word) and not any(x < b and a < y for x, y in outside):
                found.setdefault(word, (a, post.copy(a, b)))
        for a, b in (*_listed(post, start, end), *_reaching(post, start, end)):
            if (
                not any(x < b and a < y for x, y in outside)
                and post.low[a:b] != sold
                and not any(a < p + len(w) and p < b for w, (p, _) in found.items())
                and not (head is not None and a < head.end and head.start < b)
            ):
                found.setdefault(post.low[a:b], (a, post.copy(a, b)))
    return [leaf for _, leaf in sorted(found.values(), key=lambda pair: pair[0])]


def _only_qualifies(post: Post, start: int, end: int) -> bool:
    """The 여분 of 여분 스트랩 and 스트랩 여분 belongs to the extra beside it."""
    word = post.vocabulary.has("accessory_prefixes", post.low[start:end])
    ahead = post.low.startswith(" ", end) and post.has("accessories", end + 1, end + 8)
    return word and (ahead or any(h.end == start - 1 for h in post.of("accessories", max(0, start - 8), start)))


def _listed(post: Post, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The entries behind 구성 : in their line, or in the line below it: short words between commas."""
    for line_start, line_end in post.lines[bisect_left(post.lines, (start, 0)) : bisect_left(post.lines, (end, 0))]:
        header = _HEADER.search(post.low, line_start, min(line_end, line_start + 16))
        header = header or _WITH_BODY.match(post.low, line_start, line_end)
        if header is None and "," not in post.low[line_start:line_end]:
            continue
        if header is None and not _below_header(post, (line_start, line_end)):
            continue
        for entry in _ENTRY.finditer(post.low, header.end() if header else line_start, line_end):
            if not _MISSING.search(entry.group()):
                yield from _joined_entries(post, *entry.span(1))
    for row in _ROW.finditer(post.low, start, end):
        if post.has("accessories", *row.span(1)) and not _MISSING.search(row.group()):
            yield from (entry.span() for entry in _WORD.finditer(post.low, *row.span(1)))


def _joined_entries(post: Post, start: int, end: int) -> Iterator[tuple[int, int]]:
    """본체에 확장테이블, 크래들이랑 파우치: of an entry that joins two things each, but not the thing itself."""
    joint = _JOINT.search(post.low, start, end)
    pieces = [(start, joint.start()), (joint.end(), end)] if joint else [(start, end)]
    for piece in pieces:
        if not _NO_GIFT.search(post.low[slice(*piece)]):
            yield piece


def _reaching(post: Post, start: int, end: int) -> Iterator[tuple[int, int]]:
    """셀카봉까지 해서 29만원, 레거시(스틸북까지); 설명서 캡슐통 있어요: a product's word beside a listed extra."""
    for match in _AS_FAR_AS.finditer(post.low, start, end) if "까지" in post.low[start:end] else ():
        if not _NO_GIFT.search(match.group(1)) and not _UNTIL.search(match.group(1)):
            yield match.span(1)
    for hit in post.of("accessories", start, end):
        beside = _BESIDE.match(post.low, hit.end, end)
        if beside is None or "가" <= post.low[hit.start - 1 : hit.start] <= "힣":
            continue
        word = beside.group(1)
        thing = word.endswith(post.vocabulary.noun_endings) and not post.has("defects", *beside.span(1))
        if thing and not _NO_GIFT.search(word):
            yield from ((hit.start, hit.end), beside.span(1))


def _word_start(post: Post, at: int, floor: int) -> int:
    begin = at
    while begin > floor and at - begin < 6 and _HANGUL.match(post.low[begin - 1]):
        begin -= 1
    if begin > floor and _HANGUL.match(post.low[begin - 1]):
        return at
    if begin == at and (letters := _LETTERS.search(post.low, max(floor, at - 4), at)):
        return letters.start()  # ND필터
    begin = begin if at - begin != 1 else at
    if begin and post.low[begin - 1] == " ":
        before = post.low.rfind(" ", floor, begin - 1) + 1 or floor
        before = max(before, post.low.rfind("\n", floor, begin - 1) + 1, post.low.rfind(",", floor, begin - 1) + 1)
        if post.vocabulary.has("accessory_prefixes", post.low[before : begin - 1]):
            return before
    return begin


def _compound_end(post: Post, end: int) -> int:
    """노루발세트 is more than 노루발."""
    compound = _COMPOUND.match(post.low, end)
    return compound.end() if compound else end


def _ends_here(post: Post, end: int) -> bool:
    after = post.low[end : end + 1]
    return not _HANGUL.match(after or " ") or bool(_ENDS.match(post.low, end))


def _given(post: Post, start: int, end: int) -> bool:
    """Whether the words around say that it comes along."""
    line = post.line(start)
    if _under_header(post, start, line):
        return not _MISSING.search(post.low, end, _list_end(post, end, line[1]))
    clause = post.clause(start)
    near = post.low[end : clause[1]]
    verdict = re.search(f"({_MISSING.pattern})|({_GIVEN.pattern})", near)
    if verdict and _FOREIGN.search(_known_words(post, end, end + verdict.start())):
        return False
    if verdict is None and clause[1] < line[1] and post.low[clause[1]] in ",/+(":
        rest = post.low[clause[1] : line[1]]
        verdict = re.search(f"({_MISSING.pattern})|({_GIVEN.pattern})", rest[:60])
        if rest.startswith("(") and verdict and verdict.group(1) is None and rest.find(")") < verdict.start():
            return bool(verdict)
    return verdict is not None and verdict.group(1) is None


def _known_words(post: Post, start: int, end: int) -> str:
    """What stands between an extra and 있음 or 드려요 apart from other extras, particles and adverbs."""
    words = post.low[start:end]
    if pair := _PAIR.fullmatch(words):
        words = words[: pair.start(1)]  # 충전독이랑 여분밴드 드려요: an extra that no list holds
    for hit in post.of("accessories", start, end):
        words = words.replace(post.low[hit.start : hit.end], " ")
    return _ADVERB.sub(" ", words)


def _list_end(post: Post, at: int, line_end: int) -> int:
    """The end of this entry of a comma list."""
    return min((i for i in (post.low.find(c, at, line_end) for c in ",(/") if i >= 0), default=line_end)


def _under_header(post: Post, at: int, line: tuple[int, int]) -> bool:
    """구성 : A, B in the same line, or the line right below a header line."""
    if _HEADER.search(post.low, line[0], at) or _WITH_BODY.match(post.low, *line):
        return not re.search(r"[()]", post.low[at : line[1]]) or post.low.rfind("(", line[0], at) <= post.low.rfind(
            ")", line[0], at
        )
    return _below_header(post, line)


def _below_header(post: Post, line: tuple[int, int]) -> bool:
    """Whether the line above is a header alone: * 드리는 것, < 구성 >."""
    above = bisect_left(post.lines, line) - 1
    if above < 0:
        return False
    start, end = post.lines[above]
    return end - start <= 20 and _HEADER.search(post.low, start, end + 1) is not None
