"""Amounts that are not what is asked: what it was before, by how much it went up or down, what the neighbours ask.

`월세가 52만이었는데 48만으로`, `2만원 올려서 34`, `500 아니고 300`, `옆방은 500/45인데`: the words stay where they are, so that
보증금 and 월세 before them still name the amount that follows; only the amount is left out.
"""

from __future__ import annotations

import re

from app.korean.taken import Taken

_NUMBER = r"[\d,.억천백만십일이삼사오육칠팔구]{1,14}"
_SUM = rf"{_NUMBER}\s?만?\s?원?(?:\s?(?:/|에)\s?{_NUMBER}\s?만?\s?원?)?"
_PASSED = re.compile(
    rf"(?=[\d일이삼사오육칠팔구천백십])(?:(?<![\d.,가-힣])|(?<=[가-힣])(?=\d)){_SUM}\s?"
    r"(?:(?:이|은)?\s?(?:아니고|아니라|말고)|이?었|였|이?던"
    r"|(?:이나|씩|을|를|정도|더)?\s?(?:(?:올려|내려|깎아|낮춰|빼|더해|할인해|인상해|인하해|줄여)서|(?:깎아|빼)\s?(?:드|줄|주|달)))"
)
_COMPARED = re.compile(
    rf"(?:(?:원래|기존|예전|작년|처음)(?:에는|에|엔)?\s?(?:보증금|월세|전세|매매)?(?:은|는|이|가)?\s?{_SUM}\s?(?:인데|이지만)"
    rf"|(?:옆\s?(?:집|방|호|동)|윗\s?집|아랫\s?집|다른\s?(?:집|방|곳|데|층)|주변|근처|보통)(?:은|는|이|도)?\s?(?:다\s?|보통\s?)?"
    rf"{_SUM}\s?(?:인데|이지만|하는데|받는데|이고))"
)
_AT_ALL = re.compile(
    r"(?=[아말이었였던인올내깎낮빼더할줄하받])(?:아니[고라]|말고|(?<=[억천백만십원\d일이삼사오육칠팔구])(?:이?었|였|이?던|인데|이지만|이고)"
    r"|(?:올려|내려|낮춰|빼|더해|할인해|인상해|인하해|줄여)서|깎아|빼\s?[드주줄달]|[하받]는데)"
)


def find_outdated(text: str) -> list[tuple[int, int]]:
    """Where such amounts stand in a canvas text, in order, each with the words that set it aside."""
    if _AT_ALL.search(text) is None:
        return []
    compared = [match.span() for match in _COMPARED.finditer(text)]
    taken = Taken(compared)
    passed = [m.span() for m in _PASSED.finditer(text) if not taken.overlaps(*m.span())]
    return sorted([*compared, *passed])


def words_between(text: str, start: int, end: int) -> str:
    """`text[start:end]` without what is set aside there."""
    return _COMPARED.sub("", _PASSED.sub("", text[start:end]))
