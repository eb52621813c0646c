"""`chaeum clients`: who may use the service. A key is printed once; the file holds only its SHA-256."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from app.clients import desk, file
from app.clients.file import ClientsFile, Entry, Quota
from app.clients.keys import NewKey
from app.errors import ConfigurationError, Flaw
from app.settings import read_settings

commands = typer.Typer(no_args_is_help=True, help="API keys: add, list, rotate, disable.", rich_markup_mode=None)
File = Annotated[Path | None, typer.Option("--file", help="The clients file; CLIENTS_FILE by default.")]
Name = Annotated[str, typer.Argument(help="Name of the client: lower-case letters, digits, hyphens.")]
Days = Annotated[int | None, typer.Option(help="Days until the new key expires; never by default.", min=1, max=3650)]


@commands.command("add")
def add(
    name: Name,
    about: Annotated[str, typer.Option(help="Whose it is.")] = "",
    task: Annotated[list[str] | None, typer.Option(help="A task it may use; repeat for more. All by default.")] = None,
    requests: Annotated[list[str] | None, typer.Option(help="A rate such as 20/sec or 20000/day; repeatable.")] = None,
    tokens_per_day: Annotated[int | None, typer.Option(min=1)] = None,
    usd_per_day: Annotated[float | None, typer.Option(min=0.000001)] = None,
    concurrency: Annotated[int | None, typer.Option(min=1, help="Calls at a time.")] = None,
    priority: Annotated[Literal["interactive", "batch"], typer.Option(help="Batch gives way.")] = "interactive",
    debug: Annotated[bool, typer.Option("--debug", help="May see how an answer came about: ?debug=1.")] = False,
    reviewer: Annotated[
        bool, typer.Option("--reviewer", help="May read everybody's masked samples and judge them: /review.")
    ] = False,
    expires_in: Days = None,
    path: File = None,
) -> None:
    """Make a client and print its first key, once."""
    where = _where(path)
    quota = {
        "requests": requests or [],
        "tokens_per_day": tokens_per_day,
        "usd_per_day": usd_per_day,
        "concurrency": concurrency,
    }
    try:
        entry = Entry(
            about=about,
            tasks=task or None,
            priority=priority,
            debug=debug,
            reviewer=reviewer,
            quota=Quota.model_validate(quota),
        )
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False)
        flaws = [Flaw("clients", None, ".".join([name, *map(str, one["loc"])]), one["msg"]) for one in told]
        raise ConfigurationError(flaws) from None
    now = datetime.now(UTC)
    issued = desk.add(
        _read(where), name, now=now, random_bytes=secrets.token_bytes, entry=entry, expires=_after(now, expires_in)
    )
    file.write(where, issued.file)
    _hand_over(name, issued.key)


@commands.command("list")
def list_clients(path: File = None) -> None:
    """Every client with its rights and limits; nothing secret."""
    table = Table("client", "about", "state", "keys", "tasks", "limits")
    for row in desk.listed(file.read(_where(path)), datetime.now(UTC)):
        table.add_row(*row)
    Console().print(table)


@commands.command("rotate")
def rotate(
    name: Name,
    overlap_days: Annotated[int, typer.Option(help="Days the old key goes on.", min=0, max=90)] = desk.OVERLAP.days,
    expires_in: Days = None,
    path: File = None,
) -> None:
    """Give a client a second key and print it, once; the old one ends after the overlap."""
    where, now = _where(path), datetime.now(UTC)
    issued = desk.rotate(
        file.read(where),
        name,
        now=now,
        random_bytes=secrets.token_bytes,
        overlap=timedelta(days=overlap_days),
        expires=_after(now, expires_in),
    )
    file.write(where, issued.file)
    _hand_over(name, issued.key)


@commands.command("disable")
def disable(
    name: Name,
    enable: Annotated[bool, typer.Option("--enable", help="Let it in again.")] = False,
    path: File = None,
) -> None:
    """Refuse a client's keys, within five seconds and without a restart."""
    where = _where(path)
    file.write(where, desk.disable(file.read(where), name, disabled=not enable))
    print(f"{name} is {'enabled' if enable else 'disabled'}")


def _where(path: Path | None) -> Path:
    found = path or read_settings(host="127.0.0.1").clients_file
    if found is None:
        raise ConfigurationError([Flaw("environment", None, "CLIENTS_FILE", "is not set", "or say --file")])
    return found


def _read(path: Path) -> ClientsFile:
    """The file, or an empty one where there is none yet."""
    return file.read(path) if path.exists() else ClientsFile()


def _after(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now + timedelta(days=days)


def _hand_over(name: str, key: NewKey) -> None:
    print(f"key {key.id} of {name}; this is shown once and stored nowhere:")
    print(key.secret)
