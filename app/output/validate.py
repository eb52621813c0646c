"""The last check: a result against the task's public schema. Offending values are dropped where that mends it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from app.domain import Json, Proof, Warn
from app.errors import Garbled
from app.tasks.task import Task

_MOST_ERRORS = 50


def flaws(task: Task, result: Json) -> list[tuple[str, str]]:
    """What is wrong with `result`: (JSON pointer, the schema's word that is broken), without any of its values."""
    if task.result_validator.is_valid(result):
        return []
    found = []
    for error in task.result_validator.iter_errors(result):
        pointer = "".join(f"/{part}" for part in error.instance_path)
        found.append((pointer, str(error.schema_path[-1])))
        if len(found) >= _MOST_ERRORS:
            break
    return found


def validate(task: Task, result: dict[str, Json], evidence: MutableMapping[str, Proof]) -> list[Warn]:
    """Make `result` fit the schema in place, or raise Garbled with the paths that cannot be mended.

    An invalid leaf becomes null, an invalid element of a list goes; each leaves the warning `invalid_dropped`.
    """
    warnings: list[Warn] = []
    found = flaws(task, result)
    if not found:
        return warnings
    # From the back, so that a pointer into a list still means the same element after a later one was removed.
    for pointer in sorted({pointer for pointer, _ in found}, key=_order, reverse=True):
        if pointer and _drop(result, pointer):
            _forget(evidence, pointer)
            warnings.append(Warn("invalid_dropped", pointer))
    left = flaws(task, result)
    if left:
        raise Garbled("the answer does not fit the schema", paths=tuple(pointer or "/" for pointer, _ in left))
    return warnings[::-1]


def _order(pointer: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in pointer.split("/"))


def _drop(result: Json, pointer: str) -> bool:
    *parents, last = pointer[1:].split("/")
    holder = result
    for key in parents:
        holder = _child(holder, key)
    if isinstance(holder, list) and last.isdigit() and int(last) < len(holder):
        del holder[int(last)]
        return True
    if isinstance(holder, dict) and last in holder:
        holder[last] = [] if isinstance(holder[last], list) else None
        return True
    return False


def _child(holder: Any, key: str) -> Any:
    if isinstance(holder, list) and key.isdigit() and int(key) < len(holder):
        return holder[int(key)]
    return holder.get(key) if isinstance(holder, dict) else None


def _forget(evidence: MutableMapping[str, Proof], pointer: str) -> None:
    """Drop the proofs of a dropped value; behind a removed element of a list they would point at its neighbours."""
    parent, _, last = pointer.rpartition("/")
    for known in [one for one in evidence if one == pointer or one.startswith(f"{pointer}/")]:
        del evidence[known]
    if last.isdigit():
        _move_up(evidence, parent, int(last))


def _move_up(evidence: MutableMapping[str, Proof], parent: str, removed: int) -> None:
    for known in sorted(evidence, key=_order):
        if known.startswith(f"{parent}/"):
            index, slash, rest = known[len(parent) + 1 :].partition("/")
            if index.isdigit() and int(index) > removed:
                evidence[f"{parent}/{int(index) - 1}{slash}{rest}"] = evidence.pop(known)
