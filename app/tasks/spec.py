"""What a task folder may say: the closed vocabulary of `task.yaml`, word by word.

One declaration per field; the vendor schemas, the OpenAPI answer, validation, evidence, the web form and the metric all
come from it. Anything not named here refuses to start. The JSON Schema for editors is generated from these classes.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FieldType = Literal["string", "integer", "number", "boolean", "tri", "enum", "date", "object", "list"]
ScalarType = Literal["string", "integer", "number", "boolean", "enum", "date", "object"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
TRI = ("yes", "no", "ask")


class Word(BaseModel):
    """Base of every part of a task folder: unknown words are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Within(Word):
    """A metric that forgives a relative difference: `{within: 0.01}` is one percent."""

    within: Annotated[float, Field(gt=0, lt=1)]


class FieldSpec(Word):
    """One field of an answer, declared once."""

    type: FieldType = Field(description="What the client gets. `tri` is yes, no or ask.")
    of: ScalarType | None = Field(None, description="Type of a list's elements.")
    fields: dict[Name, FieldSpec] | None = Field(None, description="Members of an object or of a list's objects.")
    max: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Longest list.")
    about: str = Field("", description="One line: what belongs here. Model's description, form label, OpenAPI.")
    clean: str | None = Field(None, description="Normaliser; its presence turns the model's field into words.")
    ground: Literal["verbatim", "located", "no"] | None = Field(None, description="How the value is tied to the text.")
    metric: Literal["exact", "set", "text"] | Within | None = Field(None, description="How answers are compared.")
    words: dict[str, list[str]] | list[str] | str | None = Field(
        None, description="Enum value to words, topic words, or the name of a list in the lexicon."
    )
    role: Literal["reasoning", "gate", "value"] = Field("value", description="reasoning is never public.")
    opens: list[str] | None = Field(None, description="Values of the gate with which the other fields may be filled.")
    critical: bool = Field(False, description="Weighs in the critical score; repaired rather than dropped.")
    usual: tuple[float, float] | None = Field(None, description="Outside this range value_unusual is warned.")
    unit: str | None = Field(None, description="Unit of the value, such as KRW or m2.")
    default: Any = Field(None, description="The value when the text is silent.")
    by: Literal["code"] | None = Field(None, description="`code`: the model never sees the field.")
    source: str | None = Field(None, alias="from", description="Which part of the code fills it.")
    max_chars: Annotated[int, Field(ge=1, le=4000)] | None = Field(None, description="Longest string.")
    pattern: str | None = Field(None, description="What a string must match (RE2).")
    minimum: float | None = Field(None, description="Smallest number.")
    maximum: float | None = Field(None, description="Largest number.")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.type == "list" and (self.of is None) == (self.fields is None):
            raise ValueError("a list says either `of` or `fields`")
        if self.type != "list" and self.of is not None:
            raise ValueError("only a list says `of`")
        if self.type == "object" and not self.fields:
            raise ValueError("an object needs `fields`")
        if self.fields is not None and self.type not in ("object", "list"):
            raise ValueError("only an object or a list has `fields`")
        if "enum" in (self.type, self.of) and self.words is None:
            raise ValueError("an enum needs `words`")
        if self.opens is not None and self.role != "gate":
            raise ValueError("`opens` belongs to a field with `role: gate`")
        if self.by == "code" and self.source is None:
            raise ValueError("a field `by: code` says where it comes `from`")
        return self

    def opened_by(self, value: Any) -> bool:
        """Whether this gate, so set, lets the other fields be filled; `opens` holds JSON words (true, null)."""
        if self.opens is None:
            return True
        return ("null" if value is None else str(value).lower() if isinstance(value, bool) else value) in self.opens

    @property
    def enum(self) -> tuple[str, ...]:
        """The values an enum or a tri may take, in the order of the declaration."""
        if self.type == "tri":
            return TRI
        if "enum" in (self.type, self.of) and isinstance(self.words, dict):
            return tuple(self.words)
        return ()


class InputSpec(Word):
    """One input besides the text. `like` gives it the sparse shape of an output field (`/listings`)."""

    type: Literal["string", "integer", "number", "object", "list", "date"] = "string"
    of: Literal["string"] | None = None
    fields: dict[Name, InputSpec] | None = None
    like: str | None = None
    max: Annotated[int, Field(ge=1, le=10_000)] | None = None
    max_chars: Annotated[int, Field(ge=1, le=20_000)] | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: Any = None
    required: bool = False
    about: str = ""
    example: Any = None


class ModelSpec(Word):
    """One step of the retry plan: which model, and how long it may take."""

    use: Annotated[str, Field(pattern=r"^(rules|[a-z][a-z0-9_-]{0,31}:[A-Za-z0-9_./:@-]{1,128})$")]
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 5.0
    max_output_tokens: Annotated[int, Field(ge=16, le=32_000)] = 2000
    effort: Literal["none", "minimal", "low", "medium", "high"] | None = None
    thinking: Literal["minimal", "low", "medium", "high"] | None = None
    undated_ok: bool = Field(False, description="This id has no date and that is accepted.")
    account: Name | None = Field(None, description="Key and base URL of their own, to keep pipelines apart.")
    examples: bool = Field(True, description="Whether the prompt shows the examples to this model.")

    @property
    def provider(self) -> str:
        """`openai` of `openai:gpt-…`; `rules` is itself."""
        return self.use.partition(":")[0]

    @property
    def model(self) -> str:
        """`gpt-…` of `openai:gpt-…`; `rules` is itself."""
        return self.use.partition(":")[2] or self.use


class Canary(Word):
    """A version that answers a share of the clients, the same clients every time."""

    version: str
    percent: Annotated[float, Field(gt=0, le=100)]
    by: Literal["client"] = "client"


class Versions(Word):
    """Pointers to prompt versions; moving `stable` is the deploy and the rollback."""

    stable: Annotated[str, Field(pattern=r"^v[1-9][0-9]{0,3}$")]
    canary: Canary | None = None
    shadow: Annotated[str, Field(pattern=r"^v[1-9][0-9]{0,3}$")] | None = None


class Limits(Word):
    """What one client, and this task on each provider account, may use."""

    per_client: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}/(sec|min|hour|day)$")] | None = None
    concurrency: Annotated[int, Field(ge=1, le=10_000)] | None = None
    tokens_per_minute: dict[str, Annotated[int, Field(ge=1)]] = {}
    requests_per_minute: dict[str, Annotated[int, Field(ge=1)]] = {}
    usd_per_day: Annotated[float, Field(gt=0)] | None = None


class Samples(Word):
    """Which answers are kept, masked, for people to look at."""

    rate: Annotated[float, Field(ge=0, le=1)] = 0.0
    always: list[Literal["repaired", "ungrounded_dropped", "degraded", "failed"]] = []


class Check(Word):
    """A warning when an expression over cleaned values holds; `over` is the list it runs for, one element at a time."""

    warn: Name
    when: Annotated[str, Field(max_length=500)]
    over: str | None = None
    path: str | None = Field(None, description="Field the warning points at, relative to the element.")


class TaskSpec(Word):
    """A whole `task.yaml`."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    about: str = ""
    owner: Annotated[str, Field(min_length=1, max_length=60)]
    publish: bool = Field(True, description="false: no endpoint (a judge, say).")
    input: dict[Name, InputSpec]
    mask: list[str] = Field([], description="Kinds of personal data no model, log or trace may see.")
    versions: Versions
    models: Annotated[list[ModelSpec], Field(min_length=1, max_length=8)]
    deadline_s: Annotated[float, Field(gt=0, le=15)] = 6.0
    cache_s: Annotated[int, Field(ge=0, le=30 * 86_400)] = 86_400
    cache_scope: Literal["client", "global"] = "client"
    floor: Literal["degraded", "error"] = "degraded"
    on_refusal: Literal["report", "next"] = "report"
    hedge: Literal["on_stall", "always", "off"] = "off"
    limits: Limits = Limits()
    samples: Samples = Samples()
    success: str | None = Field(None, description="The service's own number, such as form_accept_rate.")
    fields: Annotated[dict[Name, FieldSpec], Field(min_length=1, max_length=80)]
    checks: list[Check] = []
    link: str | None = Field(None, description="List whose elements are linked to a place search.")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if "text" not in self.input:
            raise ValueError("`input` must name `text`")
        if self.input["text"].max_chars is None:
            raise ValueError("`input.text` needs `max_chars`")
        return self

    @property
    def gate(self) -> tuple[str, FieldSpec] | None:
        """The field that decides whether there is anything to extract, if one is declared."""
        return next(((name, field) for name, field in self.fields.items() if field.role == "gate"), None)


class Example(Word):
    """One worked example: a text and what the model should have written."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
    text: Annotated[str, Field(min_length=1, max_length=4000)]
    output: dict[str, Any]
    input: dict[Name, str | list[str]] = Field({}, description="What was asked besides the text, where that matters.")
    reference_date: date | None = None


def editor_schema() -> dict[str, Any]:
    """JSON Schema of `task.yaml`, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **TaskSpec.model_json_schema(by_alias=True)}
