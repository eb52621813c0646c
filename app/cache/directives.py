"""What a client's Cache-Control asks of our cache (RFC 9111 §5.2.1), as far as it means anything here."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIRECTIVE = re.compile(r'([a-z-]{1,20})(?:="?([0-9]{1,9})"?)?')


@dataclass(frozen=True, slots=True)
class Directives:
    """`read`: a kept answer will do, if it is at most `max_age_s` old. `write`: this one may be kept."""

    read: bool = True
    write: bool = True
    max_age_s: float | None = None


USUAL = Directives()


def parse(header: str | None) -> Directives:
    """`no-store` neither reads nor writes, `no-cache` asks anew and writes, `max-age` bounds the age.

    Other directives mean nothing here. A `max-age` that is not a number counts as 0, as the RFC encourages.
    """
    if not header:
        return USUAL
    read = write = True
    max_age_s: float | None = None
    for part in header.lower().split(",")[:20]:
        match = _DIRECTIVE.fullmatch(part.strip())
        name = match[1] if match else part.strip().partition("=")[0]
        if name == "no-store":
            read = write = False
        elif name == "no-cache":
            read = False
        elif name == "max-age":
            max_age_s = float(match[2] or 0) if match else 0.0
    return Directives(read, write, max_age_s)
