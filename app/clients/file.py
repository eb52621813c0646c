"""The clients file: YAML or JSON, read with every flaw named by line-free field paths, written whole and atomically.

clients:
  form:
    about: 매물 등록 폼
    keys:
      - {id: 1f2e3d4c5b, sha256: …, created: 2026-03-02T09:00:00Z, expires: 2027-03-02T09:00:00Z}
    tasks: [parse/real-estate]          # left out: every task
    priority: interactive               # or batch
    debug: false                        # true: may see how an answer came about (?debug=1)
    reviewer: false                     # true: may read every client's masked samples, of its tasks, and judge them
    quota:
      requests: [20/sec, 20000/day]
      burst: 40
      tokens_per_day: 2000000
      usd_per_day: 5
      concurrency: 8
      when_redis_is_away: local_share   # or allow, or deny
"""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.errors import ConfigurationError, Flaw

MAX_BYTES = 4 * 1024 * 1024
ACTIVE_KEYS = 2
ClientName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
_STRICT = ConfigDict(extra="forbid", frozen=True)


class Key(BaseModel):
    """One key of a client. The secret itself is nowhere."""

    model_config = _STRICT
    id: Annotated[str, Field(pattern=r"^[a-z0-9]{8,32}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    created: AwareDatetime | None = None
    expires: AwareDatetime | None = None

    def valid_at(self, now: datetime) -> bool:
        return self.expires is None or now < self.expires


class Quota(BaseModel):
    """What the client may use, over all tasks."""

    model_config = _STRICT
    requests: list[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}/(sec|min|hour|day)$")]] = []
    burst: Annotated[int, Field(ge=1, le=100_000)] | None = None
    tokens_per_day: Annotated[int, Field(ge=1)] | None = None
    usd_per_day: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    concurrency: Annotated[int, Field(ge=1, le=10_000)] | None = None
    when_redis_is_away: Literal["local_share", "allow", "deny"] = "local_share"


class Entry(BaseModel):
    """One client."""

    model_config = _STRICT
    about: str = ""
    keys: Annotated[list[Key], Field(max_length=8)] = []
    disabled: bool = False
    tasks: list[Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}/[a-z0-9-]{1,40}$")]] | None = None
    priority: Literal["interactive", "batch"] = "interactive"
    debug: bool = False
    reviewer: bool = False
    quota: Quota = Quota()


class ClientsFile(BaseModel):
    """The whole file."""

    model_config = _STRICT
    clients: dict[ClientName, Entry] = {}


def parse(content: bytes, name: str) -> ClientsFile:
    """What the file says. Raises ConfigurationError with every flaw; no message holds a value of the file."""
    if len(content) > MAX_BYTES:
        raise _flawed(name, "", "is larger than 4 MiB")
    try:
        read: Any = yaml.safe_load(content.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise _flawed(name, "", "is not YAML in UTF-8") from None
    try:
        file = ClientsFile.model_validate(read if read is not None else {})
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False, include_context=False)
        flaws = [Flaw(name, None, ".".join(map(str, one["loc"])), one["msg"]) for one in told]
        raise ConfigurationError(flaws) from None
    _check_ids(file, name)
    return file


def _check_ids(file: ClientsFile, name: str) -> None:
    ids = [key.id for entry in file.clients.values() for key in entry.keys]
    twice = sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) != len(ids) else []
    if twice:
        raise _flawed(name, "keys", f"the key id {twice[0]} stands twice")


def read(path: Path) -> ClientsFile:
    """The file at `path`. Raises ConfigurationError, also where it cannot be read."""
    try:
        return parse(path.read_bytes(), path.name)
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> ConfigurationError:
    """The flaw of a file that the system does not give us."""
    return _flawed(path.name, "", f"cannot be read: {error.strerror}")


def write(path: Path, file: ClientsFile) -> None:
    """Replace the file as a whole, readable by its owner only: no reader ever sees half of it."""
    shown = file.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=120)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _flawed(name: str, field: str, message: str) -> ConfigurationError:
    return ConfigurationError([Flaw(name, None, field, message, "see `chaeum clients --help`")])
