"""What a provider gave, settled: a full, proven, validated result, or Garbled. The two doors of this package.

reading (embedded rules) ─────────────────────────────────────────┐
text (a model) ─ parse ─ coerce ─ ground ─ clean ─▶ tree of leaves ┴▶ assemble ─ check ─ validate ─▶ Settled
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import Json, Proof, Reading, Source, Warn
from app.korean.pii import Masked
from app.output.assemble import Assembled, assemble
from app.output.bycode import Codes, fill_leaves, fill_values
from app.output.checks import failed_checks
from app.output.known import conflicts
from app.output.messages import told
from app.output.secrecy import secrets_of
from app.output.usual import unusual
from app.output.validate import validate
from app.tasks.task import Task


@dataclass(frozen=True, slots=True)
class Settled:
    """A result with every declared key, the proofs of its leaves by JSON pointer, and what a person should look at."""

    result: dict[str, Json]
    evidence: dict[str, Proof]
    warnings: tuple[Warn, ...]


def settle_reading(
    task: Task, source: Source, reading: Reading, *, masked: Masked | None = None, codes: Codes | None = None
) -> Settled:
    """Settle what the embedded provider read; raises Garbled only if it cannot be made to fit the schema.

    `masked` is the masked text, if the caller has it already; `codes` fills `by: code` fields that the reader left out.
    """
    return finish(task, source, reading.tree, reading.warnings, masked, codes or {})


def finish(
    task: Task,
    source: Source,
    tree: Mapping[str, Any],
    warnings: Iterable[Warn],
    masked: Masked | None,
    codes: Codes,
) -> Settled:
    """The common end of both ways: declared shape, proofs, secrecy, warnings, schema."""
    spec = task.spec
    whole = fill_leaves(spec, dict(tree), codes)
    done = assemble(spec, source, whole, secrets_of(source, spec.mask, whole, masked))
    fill_values(spec, done.result, codes)
    told_already = [Warn(one.code, done.place(one.path), one.message) for one in warnings]
    dropped = validate(task, done.result, done.evidence)
    return Settled(done.result, done.evidence, _once([*told_already, *_noticed(task, source, done), *dropped]))


def _noticed(task: Task, source: Source, done: Assembled) -> Iterable[Warn]:
    """What code notices about the finished values."""
    yield from done.warnings
    yield from unusual(task.spec.fields, done.result)
    yield from conflicts(task.spec, source, done.result)
    yield from failed_checks(task.spec.checks, done.result)


def _once(warnings: Iterable[Warn]) -> tuple[Warn, ...]:
    """The first of every (code, path), with its message."""
    seen: dict[tuple[str, str], Warn] = {}
    for one in warnings:
        seen.setdefault((one.code, one.path), told(one))
    return tuple(seen.values())
