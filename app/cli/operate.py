"""Commands for whoever runs the service: serve, check, tasks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import main as composition
from app.providers.accounts import ProviderSettings
from app.settings import Settings, read_settings

Tolerate = Annotated[bool, typer.Option("--tolerate-broken-tasks", help="A broken folder switches off only its task.")]
Prompts = Annotated[Path | None, typer.Option("--prompts", help="Folder that holds the task folders.")]


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
    prompts: Prompts = None,
    tolerate_broken_tasks: Tolerate = False,
) -> None:
    """Serve the API until SIGTERM; refuses to start on a broken configuration and says what and where."""
    settings = read_settings(
        host=host, port=port, prompts_dir=prompts, tolerate_broken_tasks=tolerate_broken_tasks or None
    )
    raise typer.Exit(composition.serve(settings))


def check(prompts: Prompts = None) -> None:
    """Print the effective configuration with secrets masked; exit 2 if the service would not start."""
    settings = read_settings(prompts_dir=prompts)
    catalog = composition.open_catalog(settings)
    console = Console()
    table = Table("setting", "value", "from the environment as", title="Effective configuration", title_justify="left")
    for name, value in _shown(settings).items():
        table.add_row(name, value, name.upper() if name != "allow_anonymous" else "CHAEUM_ALLOW_ANONYMOUS")
    console.print(table)
    console.print(composition.vendors_told(ProviderSettings.from_environ(os.environ)), soft_wrap=True)
    console.print(f"{len(catalog.tasks)} tasks load: {', '.join(catalog.tasks)}")


def tasks(prompts: Prompts = None, tolerate_broken_tasks: Tolerate = False) -> None:
    """List the tasks, their versions and models."""
    settings = read_settings(prompts_dir=prompts, tolerate_broken_tasks=tolerate_broken_tasks or None)
    catalog = composition.open_catalog(settings)
    table = Table("task", "title", "version", "models, in failover order")
    for name, task in catalog.tasks.items():
        table.add_row(f"POST /{name}", task.spec.title, task.stable.name, ", ".join(m.use for m in task.spec.models))
    for name, flaws in catalog.broken.items():
        table.add_row(f"POST /{name}", "switched off", "-", str(flaws[0]), style="red")
    Console().print(table)


def _shown(settings: Settings) -> dict[str, str]:
    """Every setting as text; a secret shows only that it is set."""
    shown = {name: "-" if value is None else str(value) for name, value in settings.model_dump().items()}
    return {**shown, "admin_port": str(settings.admin or "off")}
