"""Personal data in a text: find it, mask it, redact it, and check that none is left.

Finders run from the most certain to the least; where two claim the same words, the more certain one keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.korean.account import find_accounts
from app.korean.contact import find_contacts
from app.korean.digit_view import digit_view
from app.korean.dwelling import find_dwelling
from app.korean.fold import Folded, fold
from app.korean.masking import Masked, Replacement, mask
from app.korean.person import find_names
from app.korean.phone import find_phones
from app.korean.private_span import Field, Kind, PrivateSpan

__all__ = [
    "Field",
    "Kind",
    "Masked",
    "PrivateSpan",
    "Replacement",
    "find_private",
    "mask",
    "redact",
    "residual",
]

_ORDER: tuple[Kind, ...] = (
    "email",
    "messenger_url",
    "resident_id",
    "card",
    "account",
    "phone",
    "phone_tail",
    "door_code",
    "unit",
    "messenger",
    "car_plate",
    "name",
)
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
_LONG_NUMBER = re.compile(
    r"(?<![0-9])0[0-9](?:[ \-.]{0,2}[0-9]){7,12}(?![0-9])"
    r"|[0-9]{6}-[0-9]{7}|@[A-Za-z0-9\-]{2,63}\.[A-Za-z]{2}"
)


def find_private(folded: Folded) -> list[PrivateSpan]:
    """Every piece of personal data in a text, by position, without overlaps."""
    return list(_private_in(folded.text))


@lru_cache(maxsize=4)
def _private_in(text: str) -> tuple[PrivateSpan, ...]:
    """Remembered for the last few texts: the reader looks, and so does the last door before the answer."""
    found = [*find_contacts(text), *find_accounts(text), *find_phones(text), *find_dwelling(text)]
    certain = _without_overlaps(found)
    return tuple(_without_overlaps([*certain, *find_names(text, certain)]))


def redact(text: str) -> str:
    """`text` with typed placeholders for personal data, for samples and other things that are kept."""
    folded = fold(text)
    return mask(folded, find_private(folded)).text


def residual(text: str) -> bool:
    """Whether anything that looks like personal data is (still) in `text`; stricter than `find_private`.

    Meant for a gate that fails closed: better a sample lost than a phone number kept.
    """
    folded = fold(text)
    return bool(find_private(folded)) or _LONG_NUMBER.search(digit_view(folded.text)) is not None


def _without_overlaps(found: Iterable[PrivateSpan]) -> list[PrivateSpan]:
    kept: list[PrivateSpan] = []
    for one in sorted(found, key=lambda span: (_RANK[span.kind], span.start - span.end, span.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda span: span.start)
