"""`chaeum render`: the exact request body a provider would be sent, with nothing sent."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from app import main as composition
from app.cli.author import Prompts, TaskName
from app.domain import Source
from app.errors import ConfigurationError, Flaw
from app.output.beforehand import Known
from app.providers.accounts import ProviderSettings
from app.providers.base import Call
from app.providers.connect import connect
from app.settings import read_settings
from app.tasks.spec import ModelSpec
from app.tasks.task import Task

NONCE = "0badcafe"


def render(
    task: TaskName,
    provider: Annotated[str, typer.Option(help="openai, gemini or the name of a compatible server.")] = "openai",
    version: Annotated[str | None, typer.Option(help="A version; stable by default.")] = None,
    text: Annotated[str | None, typer.Option(help="The post; the first example's by default, - for stdin.")] = None,
    prompts: Prompts = None,
) -> None:
    """Print the exact request body that a provider would get for this task; nothing is sent."""
    catalog = composition.open_catalog(read_settings(prompts_dir=prompts))
    if task not in catalog.every:
        raise ConfigurationError([Flaw("command line", None, "TASK", f"there is no {task}", "see `chaeum tasks`")])
    found = catalog.every[task]
    if provider == "rules":
        raise ConfigurationError([Flaw("command line", None, "--provider", "rules sends nothing")])
    post = sys.stdin.read() if text == "-" else text or found.spec.input["text"].example or "…"
    source = Source(str(post), composition.today_in_seoul())
    model = _model(found, provider)
    chosen = found.versions.get(version) if version else found.stable
    if chosen is None:
        raise ConfigurationError([Flaw("command line", None, "--version", f"there is no {version}")])
    call = Call(found, chosen, source, Known(found, source).masked.text, model, model.timeout_s, NONCE)
    print(json.dumps(_body(call), ensure_ascii=False, indent=2))


def _model(task: Task, provider: str) -> ModelSpec:
    """The task's own entry for the provider, or one like its first."""
    own = next((model for model in task.spec.models if model.provider == provider), None)
    if own is not None:
        return own
    return ModelSpec(use=f"{provider}:model", max_output_tokens=task.spec.models[0].max_output_tokens)


def _body(call: Call) -> Any:
    """What the provider itself would send, built with a key that is none."""
    name = call.model.provider
    vendor = {"openai": "OPENAI_API_KEY", "gemini": "GEMINI_API_KEY"}.get(name)
    server = f"COMPATIBLE_{name.upper().replace('-', '_')}"
    named = {f"{server}_URL": "http://127.0.0.1:1/v1", f"{server}_RUNG": "json_schema"}
    accounts = ProviderSettings.from_environ({vendor: "-"} if vendor else named)
    built: Any = next(iter(connect(accounts).values()))
    return built.body(call)
