"""What a provider gave, settled: a full, proven, validated result, or Garbled. The two doors of this package.

reading (embedded rules) ─────────────────────────────────────────┐
text (a model) ─ parse ─ coerce ─ ground ─ clean ─▶ tree of leaves ┴▶ assemble ─ check ─ validate ─▶ Settled
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain import Json, Leaf, Proof, Reading, Source, Warn
from app.errors import Garbled
from app.korean.normalise import NORMALISERS
from app.korean.pii import Masked
from app.output.assemble import Assembled, assemble, gate_is_closed
from app.output.bycode import Codes, fill_leaves, fill_values
from app.output.checks import failed_checks
from app.output.clean import Cleaner
from app.output.coerce import Coerced, Fault, coerce, is_known
from app.output.ground import Grounder
from app.output.hints import Hints
from app.output.known import conflicts
from app.output.messages import told
from app.output.parse import parse
from app.output.prove import Prover, drop
from app.output.secrecy import PRIVATE, secrets_of
from app.output.usual import unusual
from app.output.validate import validate
from app.providers.base import Mendable, Repair
from app.tasks.spec import TaskSpec
from app.tasks.task import Task

_NO_GATE = "no_gate"


@dataclass(frozen=True, slots=True)
class Settled:
    """A result with every declared key, the proofs of its leaves by JSON pointer, and what a person should look at.

    `reasoning` is what the model wrote first; it is no part of the result.
    """

    result: dict[str, Json]
    evidence: dict[str, Proof]
    warnings: tuple[Warn, ...]
    reasoning: str = ""


def settle_reading(
    task: Task, source: Source, reading: Reading, *, masked: Masked | None = None, codes: Codes | None = None
) -> Settled:
    """Settle what the embedded provider read; raises Garbled only if it cannot be made to fit the schema.

    `masked` is the masked text, if the caller has it already; `codes` fills `by: code` fields that the reader left out.
    """
    return finish(task, source, reading.tree, reading.warnings, masked, codes or {})


def settle_text(
    task: Task,
    source: Source,
    masked: Masked,
    text: str | None,
    hints: Mapping[str, Leaf],
    codes: Codes,
    *,
    salvage: bool = False,
) -> Settled:
    """Settle what a model wrote about `masked`.

    `hints` are the leaves of the embedded reader's reading of the same source, by pointer (`dict(leaves(tree))`): they
    say which of several places is meant, and code's number wins over the model's. `codes` fills the `by: code` fields.
    Raises Mendable for what the same model may mend (with a Repair for it), Garbled for what it may not. With `salvage`
    (the repair itself, or no time for one) a value that cannot be used is dropped with a warning instead.
    """
    try:
        return _draft(task, source, masked, text, hints, codes, salvage)
    except Mendable:
        raise
    except Garbled as error:
        if not error.paths:
            raise
        errors = tuple((path, "does not fit the schema") for path in error.paths)
        raise Mendable(error.reason, Repair(text or "", errors), paths=error.paths) from None


def _draft(
    task: Task,
    source: Source,
    masked: Masked,
    text: str | None,
    hints: Mapping[str, Leaf],
    codes: Codes,
    salvage: bool,
) -> Settled:
    spec, parsed = task.spec, parse(text)
    if parsed.cut and not salvage:
        raise Mendable("the answer was cut off", Repair(text or "", ()), truncated=True)
    if not is_known(spec.fields, parsed.value):
        raise Garbled("the answer is of another schema", paths=("/",))
    coerced = coerce(spec.fields, parsed.value)
    warnings: list[Warn] = []
    prover = _prover(task, source, masked, hints, warnings)
    tree = prover.object(spec.fields, _opened(spec, coerced.tree), "")
    faults = [*_gate_faults(spec, coerced), *coerced.faults, *prover.faults]
    _refuse([one for one in faults if one.critical], text or "", salvage)
    warnings += [Warn("answer_cut", "")] if parsed.cut else []
    warnings += drop(faults)
    settled = finish(task, source, tree, warnings, masked, codes)
    return replace(settled, reasoning=_reasoning(spec, coerced.tree))


def _reasoning(spec: TaskSpec, tree: Mapping[str, Any]) -> str:
    said = (tree.get(name) for name, one in spec.fields.items() if one.role == "reasoning")
    return "\n".join(words for words in said if isinstance(words, str))


def _prover(task: Task, source: Source, masked: Masked, hints: Mapping[str, Leaf], warnings: list[Warn]) -> Prover:
    """Looks in the text, and beside it in the inputs where the reader found something too (a title)."""
    read, labels = Hints(hints), task.rules.get("labels") or {}
    cited = {leaf.of for leaf in hints.values()} - {"text"}
    beside = {
        name: Grounder(Masked(said, said, ()), read, labels)
        for name in sorted(cited)
        if isinstance(said := source.inputs.get(name), str)
    }
    grounder = Grounder(masked, read, labels)
    return Prover(grounder, Cleaner(grounder, source, NORMALISERS, warnings), beside)


def _refuse(critical: list[Fault], text: str, salvage: bool) -> None:
    """What is critical is mended rather than dropped; without its gate an answer says nothing at all."""
    lost = [one for one in critical if not salvage or one.code == _NO_GATE]
    if lost:
        errors = tuple((one.pointer, one.message) for one in lost)
        paths = tuple(one.pointer for one in lost)
        raise Mendable("critical values are missing or unproven", Repair(text, errors), paths=paths)


def _gate_faults(spec: TaskSpec, coerced: Coerced) -> list[Fault]:
    gate = spec.gate
    if gate is None or gate[0] in coerced.tree or (gate[1].opens is not None and gate[1].opened_by(None)):
        return []
    return [Fault(f"/{gate[0]}", "must not be null", True, _NO_GATE)]


def _opened(spec: TaskSpec, tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """Behind a closed gate nothing is looked for but personal data."""
    if not gate_is_closed(spec, tree):
        return tree
    return {name: value for name, value in tree.items() if name == PRIVATE or spec.fields[name].role == "gate"}


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
