"""One piece of personal data: what it is, where it stands in the folded text, and what `private` says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "phone",
    "phone_tail",
    "messenger",
    "messenger_url",
    "email",
    "account",
    "resident_id",
    "card",
    "name",
    "unit",
    "door_code",
    "car_plate",
]
Field = Literal["phones", "names", "messengers", "unit", "door_code", "accounts"]


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """`folded.text[start:end]` holds personal data of this kind.

    `value` is what the answer's `private` says (a phone as digits with hyphens, whatever the disguise); `field` is
    the field of `private` that takes it, None for what is masked and never returned.
    """

    kind: Kind
    start: int
    end: int
    value: str
    field: Field | None
