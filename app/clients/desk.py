"""What an operator does with clients: add, list, rotate, disable. Pure: a file in, a file (and a secret) out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from app.clients.file import ACTIVE_KEYS, ClientsFile, Entry, Key, Quota
from app.clients.keys import NewKey, new_key
from app.errors import ConfigurationError, Flaw

OVERLAP = timedelta(days=7)
"""How long the old key goes on after a rotation."""


class Issued(NamedTuple):
    """A changed file, and the new key that is shown once."""

    file: ClientsFile
    key: NewKey


def add(
    file: ClientsFile,
    name: str,
    *,
    now: datetime,
    random_bytes: Callable[[int], bytes],
    entry: Entry,
    expires: datetime | None = None,
) -> Issued:
    """A new client with its first key. Raises ConfigurationError when the name is taken or impossible."""
    if name in file.clients:
        raise _no(name, "is there already", "rotate gives it a new key")
    key = new_key(random_bytes)
    whole = entry.model_copy(update={"keys": [_stored(key, now, expires)]})
    return Issued(_with(file, name, whole), key)


def rotate(
    file: ClientsFile,
    name: str,
    *,
    now: datetime,
    random_bytes: Callable[[int], bytes],
    overlap: timedelta = OVERLAP,
    expires: datetime | None = None,
) -> Issued:
    """A second key; the one there is ends after `overlap`, an older one at once."""
    entry = _entry(file, name)
    key = new_key(random_bytes)
    kept = [_ending(one, now + overlap) for one in entry.keys if one.valid_at(now)][-(ACTIVE_KEYS - 1) :]
    if overlap <= timedelta(0):
        kept = []
    return Issued(_with(file, name, entry.model_copy(update={"keys": [*kept, _stored(key, now, expires)]})), key)


def disable(file: ClientsFile, name: str, *, disabled: bool = True) -> ClientsFile:
    """The client's keys stop working within five seconds, or work again."""
    return _with(file, name, _entry(file, name).model_copy(update={"disabled": disabled}))


class Row(NamedTuple):
    """One line of the list; a key is its id."""

    name: str
    about: str
    state: str
    keys: str
    tasks: str
    quota: str


def listed(file: ClientsFile, now: datetime) -> list[Row]:
    """Every client, without anything secret."""
    return [_row(name, entry, now) for name, entry in sorted(file.clients.items())]


def _row(name: str, entry: Entry, now: datetime) -> Row:
    active = [key for key in entry.keys[-ACTIVE_KEYS:] if key.valid_at(now)]
    state = "disabled" if entry.disabled else "active" if active else "no valid key"
    keys = ", ".join(f"{key.id} until {key.expires:%Y-%m-%d}" if key.expires else key.id for key in active)
    return Row(name, entry.about, state, keys, ", ".join(entry.tasks or ["all"]), _quota(entry.quota))


def _quota(quota: Quota) -> str:
    parts = list(quota.requests)
    parts += [f"{quota.tokens_per_day} tokens/day"] if quota.tokens_per_day else []
    parts += [f"${quota.usd_per_day:g}/day"] if quota.usd_per_day else []
    parts += [f"{quota.concurrency} at once"] if quota.concurrency else []
    return ", ".join(parts) or "none"


def _stored(key: NewKey, now: datetime, expires: datetime | None) -> Key:
    return Key(id=key.id, sha256=key.sha256, created=now, expires=expires)


def _ending(key: Key, at: datetime) -> Key:
    return key.model_copy(update={"expires": at if key.expires is None else min(at, key.expires)})


def _entry(file: ClientsFile, name: str) -> Entry:
    if name not in file.clients:
        raise _no(name, "there is no such client", "`chaeum clients list` names them")
    return file.clients[name]


def _with(file: ClientsFile, name: str, entry: Entry) -> ClientsFile:
    try:
        return ClientsFile.model_validate({"clients": {**file.clients, name: entry}})
    except ValueError:
        raise _no(name, "is no name for a client", "lower-case letters, digits and hyphens, up to 40") from None


def _no(name: str, message: str, hint: str) -> ConfigurationError:
    return ConfigurationError([Flaw("clients", None, name[:60], message, hint)])
