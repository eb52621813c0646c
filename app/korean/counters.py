"""What is counted by a number: floors, days, rooms, cars. A number with a counter behind it is no price."""

from __future__ import annotations

import re

_GLUED = (
    r"년|월(?!세|관|차)|일(?!부|시|반)|분(?!리|양|당)|초(?!반|역)|시(?!설|내|스)|주(?!차|방|인|변|택|거)|층|평"
    r"|호(?!텔)|동(?!향|네)|인(?!덕|근|테|터|데|지(?!\s?[하까])|이|가요)|명(?!도)"
    r"|대(?!지|로|에|학|출|중|형|\s?후|\s?초)|개(?!별|조|인)|번|회(?!사)|장|톤|룸|칸|화|욕|세대|가구|주차|차선"
    r"|학급|학년|단지|프로|호선|타입|형|교시|[㎡%％]|m²|m2|k?m|cm|kw|미터"
)
_SPACED = (
    r"(?:년|월|일|분|초|시|주|층|평|호|동|인|명|대|개|번|회|장|톤|룸|칸|세대|가구|차선|학급|학년|단지|프로|호선"
    r"|타입|교시|[㎡%％]|m²|m2|k?m|cm|kw|미터)"
    r"(?:에|은|는|의|이|가|으로|짜리|부터|이고)?(?![가-힣A-Za-z])"
)
COUNTER = rf"(?:{_GLUED}|[ \t]{_SPACED})"
"""Pattern of a counter right behind a number, or after one space as a word of its own (500/43 분리형 is a price)."""

COUNTED = re.compile(rf"{COUNTER}|[A-Z](?![a-z/])|[ \t]?\]|[./\-:]\d")
"""The same, and what makes a bare number a type (84A), a date (3.15) or a bracketed floor."""
