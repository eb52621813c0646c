"""A pipeline in this process for commands that ask models: opened once, closed with the command."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from app import main as composition
from app.errors import ConfigurationError, Flaw
from app.evals.asking import InProcess, Watching
from app.evals.cases import REFERENCE_DAY
from app.http.envelope import content
from app.http.validation import source_of
from app.pipeline import Pipeline
from app.providers.accounts import ProviderSettings
from app.settings import Settings
from app.tasks.spec import ModelSpec
from app.tasks.task import Task

RUNS = Path(".chaeum/evals")
"""Runs and kept answers, below the directory the command is run in."""
KEPT = RUNS / "kept"


def find(settings: Settings, name: str) -> Task:
    """The task of that name, published or not. Raises ConfigurationError."""
    catalog = composition.open_catalog(settings)
    if name not in catalog.every:
        raise ConfigurationError([Flaw("command line", None, "TASK", f"there is no {name}", "see `chaeum tasks`")])
    return catalog.every[name]


def open_pipeline(settings: Settings, accounts: ProviderSettings, stack: contextlib.AsyncExitStack) -> Pipeline:
    """A pipeline whose attempts are noted with their case; `stack` closes it."""
    pipeline = composition.pipeline_of(settings, accounts, composition.today_in_seoul)
    pipeline.router.observer = pipeline.router.lanes.observer = Watching()
    stack.push_async_callback(pipeline.router.aclose)
    for provider in pipeline.providers.values():
        stack.push_async_callback(provider.aclose)
    return pipeline


def in_process(pipeline: Pipeline, task: Task) -> InProcess:
    """Asks the pipeline about cases of the task, on the day of cases that name none."""
    return InProcess(pipeline, task, partial(_source, today=date.fromisoformat(REFERENCE_DAY)), content)


def model_of(task: Task, use: str) -> ModelSpec:
    """The task's own entry for a model, or one like its first."""
    own = next((model for model in task.spec.models if model.use == use), None)
    if own is not None:
        return own
    if use == "rules":
        return ModelSpec(use="rules")
    return ModelSpec(use=use, max_output_tokens=task.spec.models[0].max_output_tokens, undated_ok=True)


def names_rules(task: Task) -> bool:
    """Whether the embedded rules are among the task's models."""
    return any(model.use == "rules" for model in task.spec.models)


def _source(task: Task, body: Mapping[str, Any], *, today: date) -> Any:
    return source_of(task, body, today)
