"""The cases of a task as a promptfoo configuration: the service as an HTTP provider, one assertion per expected leaf."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import yaml

from app.evals.cases import Case
from app.evals.comparators import field_of, walk
from app.evals.scored import Scorer

CRITICAL_WEIGHT, WEIGHT = 2, 1


def export(scorer: Scorer, cases: Sequence[Case], url: str) -> str:
    """YAML for `promptfoo eval -c`. Leaves that have no exact comparator are asked to be there, not to be equal."""
    provider = {
        "id": "https" if url.startswith("https:") else "http",
        "config": {
            "url": f"{url.rstrip('/')}/{scorer.task.name}",
            "method": "POST",
            "headers": {"Content-Type": "application/json", "X-API-Key": "{{ env.CHAEUM_API_KEY }}"},
            "body": "{{ prompt }}",
            "transformResponse": "json.result",
        },
    }
    body = {
        "description": f"{scorer.task.name}: {len(cases)} cases",
        "providers": [provider],
        "prompts": ["{{ body | safe }}"],
        "tests": [_test(scorer, case) for case in cases],
    }
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=120)


def _test(scorer: Scorer, case: Case) -> dict[str, Any]:
    asserts = [_assert(scorer, pointer, value) for pointer, value in walk(case.expected) if not case.skipped(pointer)]
    return {
        "description": case.id,
        "vars": {"body": json.dumps(case.body, ensure_ascii=False)},
        "assert": [one for one in asserts if one is not None],
    }


def _assert(scorer: Scorer, pointer: str, value: Any) -> dict[str, Any] | None:
    """One leaf; elements of a list of scalars may stand anywhere in it, derived fields are left out."""
    path = field_of(pointer)
    node = scorer.nodes.get(path)
    if node is None or path in scorer.derived:
        return None
    above, _, _ = pointer.rpartition("/")
    wanted = json.dumps(value, ensure_ascii=False)
    if node.kind == "scalars":
        code = f"({_path(above)} ?? []).includes({wanted})"
    elif node.comparator.how == "exact" or not isinstance(value, str):
        code = f"{_path(pointer)} === {wanted}"
    else:
        code = f"typeof {_path(pointer)} === 'string'"
    weight = CRITICAL_WEIGHT if node.critical else WEIGHT
    return {"type": "javascript", "value": code, "weight": weight, "metric": path}


def _path(pointer: str) -> str:
    """`/listings/0/rent` as JavaScript that does not throw where something is missing."""
    steps = [f"?.[{part if part.isdigit() else json.dumps(part)}]" for part in pointer.split("/")[1:]]
    return "output" + "".join(steps)
