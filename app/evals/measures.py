"""What `eval/metrics.yaml` may say about a task: how its answers are compared, and the gates they must pass.

A field's own `metric` stands in task.yaml. Here stands what a declaration does not know: values that say nothing, how the
elements of two lists belong together, which figures must hold before something ships.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from app.errors import ConfigurationError, Flaw
from app.tasks.spec import Name, Within, Word

FILE = "metrics.yaml"
Path_ = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*$")]
"""A field without the positions in lists: `listings/deals/rent`."""
TaskPath = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}/[a-z0-9-]{1,40}$")]
How = Literal["exact", "same", "text", "digits"]


class Pairing(Word):
    """How the elements of a gold list of objects find their counterpart in the answer.

    `overlap`: the pair with most equal leaves first. `order`: by position. `same`: as overlap, only where one of `keys`
    agrees. `key`: the key itself is judged as a set, at most `most` (an input of the request) of it; the rest only for
    elements that agree on it.
    """

    pair: Literal["overlap", "order", "same", "key"] = "overlap"
    keys: list[Name] = Field([])
    most: Name | None = None


class Gate(Word):
    """A figure that must hold; `ci` asks it of the end of the 95 % interval instead of the point."""

    min: float | None = None
    max: float | None = None
    ci: Literal["lower", "upper"] | None = None


class Comparison(Word):
    """What a new version must show against the old one."""

    min_delta: Annotated[float, Field(le=0, ge=-0.2)] = -0.01
    figures: list[Literal["micro_f1", "critical_f1", "exact_match"]] = Field(["micro_f1", "critical_f1"])


class Judging(Word):
    """What a model judges because no comparator can: free text, one value at a time, and two versions' values as pairs.

    Of `fields` every value is judged; of `unequal` only what the comparator does not find right.
    """

    task: TaskPath = "judge/fields"
    pair: TaskPath = "judge/pair"
    fields: list[Path_] = Field([])
    unequal: list[Path_] = Field([])

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.fields and not self.unequal:
            raise ValueError("`fields` or `unequal` must name a field")
        return self


class Measures(Word):
    """A whole `metrics.yaml`; an empty one is fine."""

    fields: dict[Path_, How | Within] = Field({}, description="Comparators where type and `metric` do not say it all.")
    silent: dict[Path_, Any] = Field({}, description="Values that say the same as null.")
    if_given: list[Path_] = Field([], description="Scored only where the gold gives them.")
    unproven: list[Path_] = Field([], description="Need no evidence, besides what task.yaml does not ground.")
    lists: dict[Path_, Pairing] = Field({})
    acceptable: list[Path_] = Field([], description="Lists to which a row's `acceptable` applies.")
    forbidden: Path_ | None = Field(None, description="Where a row's `forbidden` strings must not stand.")
    derived: dict[Name, list[Name]] = Field(
        {}, description="Fields that follow from others: a line of their own; not judged if one of these is dontcare."
    )
    gated: bool = Field(True, description="Whether the gate's accuracy is a figure of its own.")
    counted: Name | None = Field(None, description="The list whose length is compared.")
    first: dict[Path_, list[Name]] = Field({}, description="Lists whose first element must agree in these keys.")
    gates: dict[Name, Gate] = Field({})
    compare: Comparison = Comparison()
    judge: Judging | None = Field(None, description="Fields that have no exact comparator.")


def read_measures(folder: Path) -> Measures:
    """The measures of a task folder, or the defaults where there is no file. Raises ConfigurationError."""
    path = folder / "eval" / FILE
    if not path.exists():
        return Measures()
    shown = f"{folder.parent.name}/{folder.name}/eval/{FILE}"
    try:
        return Measures.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False, include_context=False)
        flaws = [Flaw(shown, None, ".".join(map(str, one["loc"])), one["msg"]) for one in told]
        raise ConfigurationError(flaws) from None
    except (OSError, yaml.YAMLError):
        raise ConfigurationError([Flaw(shown, None, "", "is not YAML")]) from None
