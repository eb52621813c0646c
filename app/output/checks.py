"""The little language of `checks:` in a task folder, with a parser of its own: nothing of it is ever evaluated as code.

    or      := and ("or" and)*            value := null | true | false | number | 'string' | [] | path | len(path)
    and     := not ("and" not)*           path  := name ("." name)*         relative to the element the check runs over
    not     := "not" not | compare
    compare := operand [(== | != | < | <= | > | >=) operand]                operand := value | "(" or ")"

An absent value is null. Null, or values of different kinds, are never smaller or larger than anything.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from app.domain import Json, Warn
from app.tasks.spec import Check

Evaluate = Callable[[Json], Json]
_TOKEN = re.compile(
    r"\s*+(?:(?P<op>==|!=|<=|>=|<|>|\(|\)|\[\s*+\])|(?P<number>-?[0-9]++(?:\.[0-9]++)?)"
    r"|(?P<string>'[^']*+'|\"[^\"]*+\")|(?P<path>[A-Za-z_][A-Za-z0-9_]*+(?:\.[A-Za-z_][A-Za-z0-9_]*+)*+))"
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CONSTANTS: Mapping[str, Json] = {"null": None, "true": True, "false": False}
_DEEPEST = 20


def check_expression(text: str) -> str | None:
    """What is wrong with a `when:` expression, or None."""
    try:
        compiled(text)
    except ValueError as error:
        return str(error)
    return None


def failed_checks(checks: list[Check], result: Mapping[str, Json]) -> Iterator[Warn]:
    """A warning for every check whose expression holds."""
    for check in checks:
        holds = compiled(check.when)
        below = f"/{check.path.replace('.', '/').strip('/')}" if check.path else ""
        for pointer, element in _elements(result, check.over):
            if holds(element):
                yield Warn(check.warn, pointer + below)


def _elements(result: Json, over: str | None) -> Iterator[tuple[str, Json]]:
    """What a check runs over: the result itself, or every element of a list, which may stand in lists itself."""
    found: list[tuple[str, Json]] = [("", result)]
    for key in over.replace(".", "/").strip("/").split("/") if over else ():
        below = []
        for pointer, value in found:
            inner = value.get(key) if isinstance(value, dict) else None
            if isinstance(inner, list):
                below += [(f"{pointer}/{key}/{index}", one) for index, one in enumerate(inner)]
            elif inner is not None:
                below.append((f"{pointer}/{key}", inner))
        found = below
    yield from found


@lru_cache(maxsize=512)
def compiled(text: str) -> Evaluate:
    """The expression as a function of an element; raises ValueError that says what is wrong."""
    parser = _Parser(list(_tokens(text)))
    evaluate = parser.either(0)
    if parser.kind:
        raise ValueError(f"{parser.token!r} is more than one expression")
    return evaluate


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, text = 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"cannot read {text[at:].split()[0][:20]!r}")
        yield str(match.lastgroup), match[match.lastgroup or 0]
        at = match.end()


class _Parser:
    """Recursive descent over the tokens; every method returns a function of the element."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    @property
    def token(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def take(self, *wanted: str) -> str | None:
        """The next token if it is one of `wanted`."""
        if self.kind in ("op", "path") and self.token in wanted:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return None

    def either(self, depth: int) -> Evaluate:
        parts = [self.both(depth)]
        while self.take("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else lambda element: any(part(element) for part in parts)

    def both(self, depth: int) -> Evaluate:
        parts = [self.negated(depth)]
        while self.take("and"):
            parts.append(self.negated(depth))
        return parts[0] if len(parts) == 1 else lambda element: all(part(element) for part in parts)

    def negated(self, depth: int) -> Evaluate:
        if depth > _DEEPEST:
            raise ValueError("is nested too deeply")
        if self.take("not"):
            inner = self.negated(depth + 1)
            return lambda element: not inner(element)
        return self.comparison(depth)

    def comparison(self, depth: int) -> Evaluate:
        left = self.operand(depth)
        sign = self.take("==", "!=", "<", "<=", ">", ">=")
        if sign is None:
            return left
        right = self.operand(depth)
        return lambda element: _compare(sign, left(element), right(element))

    def operand(self, depth: int) -> Evaluate:
        kind, word = self.kind, self.token
        if self.take("("):
            inner = self.either(depth + 1)
            self.expect(")")
            return inner
        self._at += 1
        if kind == "number":
            return _constant(float(word) if "." in word else int(word))
        if kind == "string":
            return _constant(word[1:-1])
        if kind == "op" and word.startswith("["):
            return _constant([])
        if kind == "path" and word == "len" and self.take("("):
            path = self.token
            if self.kind != "path":
                raise ValueError("len() takes a path")
            self._at += 1
            self.expect(")")
            return lambda element: _length(_at(path.split("."), element))
        if kind == "path" and word not in ("and", "or", "not"):
            return _constant(_CONSTANTS[word]) if word in _CONSTANTS else partial(_at, word.split("."))
        raise ValueError(f"a value is missing before {word!r}" if word else "ends where a value should stand")

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise ValueError(f"{sign!r} is missing")


def _constant(value: Json) -> Evaluate:
    return lambda element: value


def _at(path: list[str], element: Json) -> Json:
    for key in path:
        element = element.get(key) if isinstance(element, dict) else None
    return element


def _length(value: Json) -> int:
    return len(value) if isinstance(value, (list, str, dict)) else 0


def _compare(sign: str, left: Json, right: Json) -> bool:
    if sign in ("==", "!="):
        same = left == right and isinstance(left, bool) == isinstance(right, bool)
        return same if sign == "==" else not same
    numbers = all(isinstance(side, (int, float)) and not isinstance(side, bool) for side in (left, right))
    if numbers or (isinstance(left, str) and isinstance(right, str)):
        return _COMPARE[sign](left, right)
    return False
