"""Bring a model's object into the shape of the declaration, under the public names.

    "월세" → monthly by the declared words · "3" → 3 · one value → a list of one · unknown keys fall away

Nothing is computed from words here: a field with `clean` stays words. What cannot be brought into shape becomes null
and a Fault; whether that is dropped or worth a repair is decided later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain import Json
from app.output.canon import squeeze
from app.tasks.dialects import asked, model_name
from app.tasks.spec import FieldSpec

_NOTHING = frozenset({"", "null", "none", "n/a", "undefined", "nan"})
_TRUE = frozenset({"true", "yes", "y", "o", "예", "네", "있음", "가능"})
_FALSE = frozenset({"false", "no", "n", "x", "아니오", "없음", "불가"})
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}(?:\.0{1,3})?")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,10})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that could not be used: where, why (without the value), and whether its field is critical."""

    pointer: str
    message: str
    critical: bool
    code: str = "invalid_dropped"


@dataclass(slots=True)
class Coerced:
    """The tree in public names, what was wrong with it, and how many of the declared keys the model gave."""

    tree: dict[str, Json]
    faults: list[Fault] = field(default_factory=list)


def coerce(fields: Mapping[str, FieldSpec], given: dict[str, Any]) -> Coerced:
    """`given` in the shape of `fields`. Raises nothing."""
    out = Coerced({})
    out.tree = _object(fields, given, "", False, out.faults)
    return out


def is_known(fields: Mapping[str, FieldSpec], given: Mapping[str, Any]) -> bool:
    """Whether an object holds any declared key, or is of another schema altogether."""
    return any(model_name(name, spec) in given or name in given for name, spec in asked(fields).items())


def _object(
    fields: Mapping[str, FieldSpec], given: dict[str, Any], at: str, critical: bool, faults: list[Fault]
) -> dict[str, Json]:
    out: dict[str, Json] = {}
    for name, spec in asked(fields).items():
        value = given.get(model_name(name, spec), given.get(name))
        if value is None:
            continue
        found = _field(spec, value, f"{at}/{name}", critical or spec.critical, faults)
        if found is not None and found != []:
            out[name] = found
    return out


def _field(spec: FieldSpec, value: Any, at: str, critical: bool, faults: list[Fault]) -> Json:
    if spec.type == "list":
        return _list(spec, value, at, critical, faults)
    if spec.type == "object" and spec.clean is None:
        if isinstance(value, dict):
            return _object(spec.fields or {}, value, at, critical, faults)
        faults.append(Fault(at, "must be an object", critical))
        return None
    return _scalar(spec, "words" if spec.clean is not None else spec.type, value, at, critical, faults)


def _list(spec: FieldSpec, value: Any, at: str, critical: bool, faults: list[Fault]) -> list[Json]:
    items = value if isinstance(value, list) else [value]
    out: list[Json] = []
    for index, item in enumerate(items):
        here = f"{at}/{index}"
        if item is None:
            continue
        if spec.fields is not None:
            if isinstance(item, dict):
                out.append(_object(spec.fields, item, here, critical, faults))
            else:
                faults.append(Fault(here, "must be an object", critical))
            continue
        kind = "words" if spec.clean is not None else spec.of or "string"
        found = _scalar(spec, kind, item, here, critical, faults)
        if found is not None:
            out.append(found)
    return out


def _scalar(spec: FieldSpec, kind: str, value: Any, at: str, critical: bool, faults: list[Fault]) -> Json:
    if isinstance(value, str) and (said := value.strip().casefold()) in _NOTHING and said not in spec.enum:
        return None
    found, wanted = _AS[kind](spec, value)
    if found is None:
        faults.append(Fault(at, wanted, critical))
    return found


def _as_words(spec: FieldSpec, value: Any) -> tuple[Json, str]:
    if isinstance(value, str):
        return value.strip(), ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:g}" if isinstance(value, float) else str(value), ""
    return None, "must be words of the text, or null"


def _as_enum(spec: FieldSpec, value: Any) -> tuple[Json, str]:
    said = str(value).strip().casefold()
    if said in spec.enum:
        return said, ""
    if isinstance(spec.words, dict):
        wanted = squeeze(said)
        for name, words in spec.words.items():
            if wanted and any(squeeze(word) == wanted for word in words):
                return name, ""
    return None, f"must be one of {', '.join(spec.enum)}, or null"


def _as_tri(spec: FieldSpec, value: Any) -> tuple[Json, str]:
    said = str(value).strip().casefold()
    if said in ("yes", "no", "ask"):
        return said, ""
    if said in ("문의", "협의"):
        return "ask", ""
    if said in _TRUE:
        return "yes", ""
    return ("no" if said in _FALSE else None), "must be yes, no, ask or null"


def _as_boolean(spec: FieldSpec, value: Any) -> tuple[Json, str]:
    if isinstance(value, bool):
        return value, ""
    said = str(value).strip().casefold()
    if said in _TRUE:
        return True, ""
    return (False if said in _FALSE else None), "must be true, false or null"


def _as_integer(spec: FieldSpec, value: Any) -> tuple[Json, str]:
    wanted = "must be a whole number, or null"
    if isinstance(value, bool):
        return None, wanted
    if isinstance(value, int):
        return value, ""
    if isinstance(value, float):
        return (int(value) if value.is_integer() else None), wanted
    said = str(value).strip().replace(",", "")
    return (int(float(said)) if _WHOLE.fullmatch(said) else None), wanted


def _as_number(spec: FieldSpec, value: Any) -> tuple[Json, str]:
    wanted = "must be a number, or null"
    if isinstance(value, bool):
        return None, wanted
    if isinstance(value, (int, float)):
        return value, ""
    said = str(value).strip().replace(",", "")
    return (float(said) if _DECIMAL.fullmatch(said) else None), wanted


def _as_date(spec: FieldSpec, value: Any) -> tuple[Json, str]:
    try:
        return date.fromisoformat(str(value).strip()).isoformat(), ""
    except ValueError:
        return None, "must be a date YYYY-MM-DD, or null"


_AS = {
    "words": _as_words,
    "string": _as_words,
    "enum": _as_enum,
    "tri": _as_tri,
    "boolean": _as_boolean,
    "integer": _as_integer,
    "number": _as_number,
    "date": _as_date,
}
