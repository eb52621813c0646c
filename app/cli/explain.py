"""`chaeum explain <request-id>`: how an answer came about, from the running service's memory. No text is in it."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote

import httpx2
import typer
from rich.console import Console
from rich.table import Table

from app.errors import ConfigurationError, Flaw
from app.settings import read_settings

TIMEOUT_S = 5.0
FACTS = (
    "trace_id",
    "at",
    "status",
    "ms",
    "overhead_ms",
    "provider_ms",
    "client",
    "version",
    "digest",
    "key",
    "cache",
    "quota",
)


def explain(
    request_id: Annotated[str, typer.Argument(help="`meta.request_id` of an answer, or X-Request-Id of a reply.")],
    admin: Annotated[str | None, typer.Option(help="Address of the admin port; by the settings by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show a recent request's way: versions, key digest, attempts with times and outcome, repairs, grounding, cost."""
    way = _ask(admin or _address(), request_id)
    if way is None:
        print(f"no request {request_id} is remembered: the service keeps the last few hundred")
        raise typer.Exit(1)
    print(json.dumps(way, ensure_ascii=False, indent=2)) if as_json else _show(way)


def _address() -> str:
    settings = read_settings(host="127.0.0.1")
    return f"http://{settings.admin_host}:{settings.admin}"


def _ask(address: str, request_id: str) -> dict[str, Any] | None:
    try:
        url = f"{address.rstrip('/')}/requests/{quote(request_id, safe='')}"
        reply = httpx2.get(url, timeout=TIMEOUT_S, trust_env=False)
        return reply.json() if reply.status_code == 200 else None
    except (httpx2.RequestError, httpx2.InvalidURL, ValueError):
        flaw = Flaw(
            "environment", None, "ADMIN_PORT", f"nobody answers at {address}", "is the service running? --admin"
        )
        raise ConfigurationError([flaw]) from None


def _show(way: dict[str, Any]) -> None:
    console = Console()
    for name in (*FACTS, "answered_by", "degraded", "cost_usd", "repairs", "evidence", "warnings"):
        if way.get(name) not in (None, [], {}):
            console.print(f"{name:12}", _plain(way[name]), soft_wrap=True, highlight=False, markup=False)
    attempts = Table(
        "after", "ms", "attempt", "model", "outcome", "breaker", "deadline left", "tokens", "USD", "reason"
    )
    for one in way["attempts"]:
        attempts.add_row(*(_plain(cell) for cell in _row(one)))
    if way["attempts"]:
        console.print(attempts)
    for step in way["steps"]:
        said = {key: value for key, value in step.items() if key not in ("step", "after_ms", "ms")}
        line = f"+{step['after_ms']} ms  {step['step']}  {step['ms']} ms  {_plain(said)}"
        console.print(line, soft_wrap=True, highlight=False, markup=False)


def _row(one: dict[str, Any]) -> list[Any]:
    usage = one.get("usage") or {}
    tokens = f"{usage.get('input_tokens', '?')} + {usage.get('output_tokens', '?')}" if usage else None
    left = f"{one['deadline_left_s']} s" if one.get("deadline_left_s") is not None else None
    outcome = f"{one['outcome'] or ''} {one['row'] or ''}"
    head = [f"+{one['after_ms']}", one["ms"], one["kind"], f"{one['provider']}:{one['model']}", outcome]
    return [*head, one.get("breaker"), left, tokens, one.get("cost_usd"), one.get("reason")]


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, dict):
        return ", ".join(f"{key}={_plain(below)}" for key, below in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
