"""Which vendor accounts are configured: read from the environment once, checked before anything is sent.

    OPENAI_API_KEY        OPENAI_BASE_URL          ("openai", None)
    OPENAI_FEED_API_KEY   OPENAI_FEED_BASE_URL     ("openai", "feed"): `account: feed` in a task's models
    GEMINI_API_KEY …      GEMINI_API_VERSION       the same for Gemini
    COMPATIBLE_VLLM_URL   COMPATIBLE_VLLM_KEY      ("vllm", None): a server by base URL, the key optional
    COMPATIBLE_VLLM_RUNG                           json_schema, json_object or prompt; unset = the server is asked
    …_API_KEY_FILE, …_KEY_FILE                     the key is the content of that file, and may change while we run

Base URLs are https, or http on this machine: a key never travels in clear and nobody is sent to a metadata service.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx2

from app.errors import ConfigurationError, Flaw
from app.providers.secret import Secret

OPENAI_URL = "https://api.openai.com/v1"
GEMINI_URL = "https://generativelanguage.googleapis.com"
_KEY = re.compile(r"(OPENAI|GEMINI)(?:_([A-Z][A-Z0-9_]{0,39}))?_API_KEY(_FILE)?")
_SERVER = re.compile(r"COMPATIBLE_([A-Z][A-Z0-9_]{0,31})_URL")
_TAKEN = frozenset({"rules", "openai", "gemini"})


@dataclass(frozen=True, slots=True)
class Account:
    """One key at one base URL. `provider` and `account` are what `models:` says: `use: "openai:…"`, `account: feed`."""

    provider: str
    account: str | None
    url: httpx2.URL
    secret: Secret | None
    rung: Literal["json_schema", "json_object", "prompt"] | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        return self.provider, self.account


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Every configured account. `connect_s`: how long a connection may take, TLS included."""

    accounts: tuple[Account, ...] = ()
    connect_s: float = 0.5
    gemini_api_version: str | None = None
    max_connections: int = 200

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> ProviderSettings:
        """Raises ConfigurationError with every flaw at once; says nothing of any key."""
        flaws: list[Flaw] = []
        accounts = [*_vendors(environ, flaws), *_servers(environ, flaws)]
        version = environ.get("GEMINI_API_VERSION") or None
        if version is not None and not re.fullmatch(r"v[0-9][a-z0-9]{0,15}", version):
            flaws.append(_flaw("GEMINI_API_VERSION", "is no API version", "v1beta"))
        if flaws:
            raise ConfigurationError(flaws)
        return cls(tuple(accounts), gemini_api_version=version)


def _vendors(environ: Mapping[str, str], flaws: list[Flaw]) -> Iterator[Account]:
    found = {(match[1], match[2]) for name in environ if environ[name] and (match := _KEY.fullmatch(name))}
    for vendor, account in sorted(found, key=lambda one: (one[0], one[1] or "")):
        prefix = f"{vendor}_{account}" if account else vendor
        default = OPENAI_URL if vendor == "OPENAI" else GEMINI_URL
        base = environ.get(f"{prefix}_BASE_URL") or environ.get(f"{vendor}_BASE_URL") or default
        url = checked_url(f"{prefix}_BASE_URL", base, flaws)
        if url is not None:
            name = account.lower() if account else None
            yield Account(vendor.lower(), name, url, _secret(environ, f"{prefix}_API_KEY"))


def _servers(environ: Mapping[str, str], flaws: list[Flaw]) -> Iterator[Account]:
    for name in sorted(environ):
        match = _SERVER.fullmatch(name)
        if match is None or not environ[name]:
            continue
        provider = match[1].lower()
        if provider in _TAKEN:
            flaws.append(_flaw(name, f"{provider} is a provider of its own", "choose another name for the server"))
            continue
        url = checked_url(name, environ[name], flaws)
        rung = _rung(f"COMPATIBLE_{match[1]}_RUNG", environ, flaws)
        if url is not None:
            yield Account(provider, None, url, _secret(environ, f"COMPATIBLE_{match[1]}_KEY"), rung)


def _rung(name: str, environ: Mapping[str, str], flaws: list[Flaw]) -> Any:
    value = environ.get(name) or None
    if value not in (None, "json_schema", "json_object", "prompt"):
        flaws.append(_flaw(name, "is no rung", "json_schema, json_object or prompt"))
        return None
    return value


def _secret(environ: Mapping[str, str], name: str) -> Secret | None:
    path = environ.get(f"{name}_FILE")
    if path:
        return Secret(path=Path(path))
    return Secret(environ[name]) if environ.get(name) else None


def checked_url(name: str, value: str, flaws: list[Flaw]) -> httpx2.URL | None:
    """`value` as a base URL without a trailing slash; None, and a flaw, where it is none we would send a key to."""
    try:
        url = httpx2.URL(value.rstrip("/"))
    except (httpx2.InvalidURL, ValueError):
        flaws.append(_flaw(name, "is no URL"))
        return None
    wrong = _wrong(url)
    if wrong:
        flaws.append(_flaw(name, wrong, "https://…, or http://127.0.0.1:port on this machine"))
        return None
    return url


def _wrong(url: httpx2.URL) -> str | None:
    if url.scheme not in ("http", "https") or not url.host:
        return "is no http or https URL"
    if url.userinfo or url.query or url.fragment:
        return "holds more than scheme, host, port and path"
    address = _address(url.host)
    if url.scheme == "http" and not (url.host == "localhost" or (address is not None and address.is_loopback)):
        return "is not encrypted"
    if address is not None and (address.is_link_local or address.is_multicast or address.is_unspecified):
        return "is no address of a vendor"
    return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _flaw(name: str, message: str, hint: str = "") -> Flaw:
    return Flaw("environment", None, name, message, hint)
