"""Key money (권리금) of shops: none, an amount, or to be agreed."""

from __future__ import annotations

import re
from typing import Any

from app.domain import Leaf
from app.korean.money import RANGE
from app.readers.real_estate.part import Part
from app.readers.real_estate.scan import within

_PREMIUM = re.compile(
    r"(?P<none>무\s?권리|권리금?\s{0,6}[:=]?\s{0,4}(?:은|는)?\s?(?:없|[xXㅌ×](?![A-Za-z])|[무無](?![가-힣])|0(?![\d,.])|제로)"
    r"|노\s?권리)|(?P<some>(?:바닥\s?)?권리금?(?!\s?분석|\s?관계|자))"
)
_FITTINGS = re.compile(r"시설(?:비|금)(?!\s?(?:지원|없))")
_LOWERED = re.compile(r"\s{0,2}(?:→|->|⇒|에서)\s{0,2}")
_OPEN = re.compile(
    r"(?:협의|절충|조정|네고)(?!\s?(?:는|은)?\s?(?:불가|[xX](?![A-Za-z])|[안못]\s|안[되돼됩됨]|없|사절|사양|어렵|힘들|완료))"
)


def premium(part: Part) -> dict[str, Any]:
    """Key money: none, an amount, or to be agreed. `4천 -> 3,300` is the last."""
    for start, end in part.places:
        for match in _PREMIUM.finditer(part.text, start, end):
            if match["none"]:
                return {"status": part.leaf("none", *match.span())}
            tree = _key_money(part, match.end(), end)
            if tree:
                return tree
    return _fittings(part)


def _fittings(part: Part) -> dict[str, Any]:
    """시설비, which a shop asks for instead of key money."""
    for start, end in part.places:
        for match in _FITTINGS.finditer(part.text, start, end):
            if tree := _key_money(part, match.end(), end):
                return tree
    return {}


def _key_money(part: Part, begin: int, end: int) -> dict[str, Any]:
    line = part.text.find("\n", begin, end)
    stop = min(end if line < 0 else line, begin + 50)
    near = [a for a in within(part.scan.amounts, [(begin, stop)]) if a.end <= stop]
    amounts = [a for a in near if a.start - begin <= 8]
    clause = re.split(r"[\n]|,\s", part.text[begin:stop])[0]
    asked = _OPEN.search(part.text, begin, begin + len(clause) if not amounts else stop)
    if not amounts:
        return {"status": part.leaf("negotiable", *asked.span())} if asked else {}
    chosen = amounts[0]
    later = _LOWERED.match(part.text, chosen.end)
    if later:
        chosen = next((a for a in near if a.start == later.end()), chosen)
    if chosen.bound:
        part.warn(RANGE, "/premium/amount")
        return {"status": part.leaf("negotiable", begin, chosen.end)}
    leaf = part.leaf(chosen.won("deposit")[0], chosen.start, chosen.end)
    status = part.leaf("negotiable", *asked.span()) if asked else Leaf("fixed", leaf.span)
    return {"status": status, "amount": leaf}
