"""A task as the program uses it: a folder that was read, checked and compiled once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs

from app.tasks.schema import Schema, answer_schema, request_schema, result_schema
from app.tasks.spec import Example, TaskSpec


@dataclass(frozen=True)
class Version:
    """One prompt version: its markdown and what its front matter overrides.

    `digest` is the sha256 of everything this version compiles to besides the code: spec, prompt, examples and rules.
    """

    name: str
    prompt: str
    examples: tuple[Example, ...]
    digest: str
    line: int = 1
    """Line of the prompt file on which the body begins."""


@dataclass(frozen=True, eq=False)
class Task:
    """What may be asked at `POST /<name>`, and everything needed to answer it. Compared by identity."""

    name: str
    folder: Path
    spec: TaskSpec
    versions: Mapping[str, Version]
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stable(self) -> Version:
        """The version that answers unless a canary says otherwise."""
        return self.versions[self.spec.versions.stable]

    @property
    def reader(self) -> str | None:
        """Name of the registered reader for the embedded provider; None means the generic one."""
        name = self.rules.get("reader")
        return str(name) if name else None

    @cached_property
    def result_schema(self) -> Schema:
        return result_schema(self.spec)

    @cached_property
    def answer_schema(self) -> Schema:
        return answer_schema(self.spec)

    @cached_property
    def request_schema(self) -> Schema:
        return request_schema(self.spec)

    @cached_property
    def result_validator(self) -> jsonschema_rs.Validator:
        return compile_schema(self.result_schema)

    @cached_property
    def request_validator(self) -> jsonschema_rs.Validator:
        return compile_schema(self.request_schema)


def compile_schema(schema: Schema) -> jsonschema_rs.Validator:
    """A Draft 2020-12 validator that checks formats and never fetches a remote `$ref`."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, retriever=_no_remote)


def _no_remote(uri: str) -> Any:
    raise ValueError("schemas refer to themselves only")


def digest_of(*parts: Any) -> str:
    """sha256 over canonical JSON, the same in every process."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
