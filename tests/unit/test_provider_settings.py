"""Which accounts the environment configures, and which base URLs a key is never sent to (S18)."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from app.errors import ConfigurationError
from app.providers.accounts import GEMINI_URL, OPENAI_URL, ProviderSettings
from app.providers.connect import connect, watch_keys
from app.providers.secret import Secret

from tests.world.vendors import run


def keys(environ: dict[str, str]) -> dict[tuple[str, str | None], str]:
    return {one.key: str(one.url) for one in ProviderSettings.from_environ(environ).accounts}


def test_nothing_is_configured_without_a_key() -> None:
    """An empty environment, and empty values, configure no vendor."""
    assert keys({}) == {}
    assert (
        keys({"OPENAI_API_KEY": "", "GEMINI_API_KEY": "", "COMPATIBLE_VLLM_URL": "", "OPENAI_BASE_URL": OPENAI_URL})
        == {}
    )


def test_accounts_by_name() -> None:
    """A vendor's own key, a second account beside it, and servers by base URL."""
    environ = {
        "OPENAI_API_KEY": "sk-1",
        "OPENAI_FEED_API_KEY": "sk-2",
        "OPENAI_FEED_BASE_URL": "https://proxy.example/v1/",
        "GEMINI_API_KEY_FILE": "/run/secrets/gemini",
        "COMPATIBLE_VLLM_URL": "http://127.0.0.1:8001/v1",
        "COMPATIBLE_OPEN_ROUTER_URL": "https://openrouter.ai/api/v1",
        "COMPATIBLE_OPEN_ROUTER_KEY": "or-1",
        "COMPATIBLE_OPEN_ROUTER_RUNG": "json_schema",
    }
    assert keys(environ) == {
        ("openai", None): OPENAI_URL,
        ("openai", "feed"): "https://proxy.example/v1",
        ("gemini", None): GEMINI_URL,
        ("vllm", None): "http://127.0.0.1:8001/v1",
        ("open_router", None): "https://openrouter.ai/api/v1",
    }
    accounts = {one.key: one for one in ProviderSettings.from_environ(environ).accounts}
    feed, server = accounts["openai", "feed"], accounts["open_router", None]
    assert feed.secret is not None
    assert feed.secret.read() == "sk-2"
    assert server.rung == "json_schema"
    assert accounts["vllm", None].secret is None


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest",
        "https://169.254.169.254/v1",
        "https://[fe80::1]/v1",
        "http://10.0.0.7:8000/v1",
        "http://vllm.default.svc/v1",
        "http://127.0.0.1.evil.example/v1",
        "http://localhost.evil.example/v1",
        "https://user:pass@api.example/v1",
        "https://api.example/v1?key=1",
        "https://api.example/v1#x",
        "https://0.0.0.0/v1",
        "ftp://api.example/v1",
        "file:///etc/passwd",
        "api.example/v1",
        "https://",
        "http://[::1",
    ],
)
@pytest.mark.parametrize("name", ["OPENAI_BASE_URL", "GEMINI_BASE_URL", "COMPATIBLE_X_URL"])
def test_base_urls_that_get_no_key(name: str, url: str) -> None:
    """Only https, or http on this machine, and nothing but scheme, host, port and path."""
    with pytest.raises(ConfigurationError, match=name) as caught:
        ProviderSettings.from_environ({"OPENAI_API_KEY": "sk-secret", "GEMINI_API_KEY": "g-secret", name: url})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v1", "http://localhost:1", "http://[::1]:1/v1", "https://a.example"]
)
def test_base_urls_that_do(url: str) -> None:
    """Encrypted anywhere, in clear on this machine."""
    assert keys({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": url}) == {("openai", None): url}


@pytest.mark.parametrize(
    "environ",
    [
        {"COMPATIBLE_OPENAI_URL": "https://a.example"},
        {"COMPATIBLE_RULES_URL": "https://a.example"},
        {"COMPATIBLE_X_URL": "https://a.example", "COMPATIBLE_X_RUNG": "yaml"},
        {"GEMINI_API_KEY": "k", "GEMINI_API_VERSION": "../x"},
    ],
)
def test_contradictions_are_refused(environ: dict[str, str]) -> None:
    """Names that are taken, rungs and versions that do not exist."""
    with pytest.raises(ConfigurationError):
        ProviderSettings.from_environ(environ)


def test_every_account_becomes_a_provider() -> None:
    """One provider per account, under its name, and loggers that would write prompts are quiet."""

    async def made() -> dict[tuple[str, str | None], str]:
        environ = {"OPENAI_API_KEY": "a", "GEMINI_API_KEY": "b", "COMPATIBLE_VLLM_URL": "http://127.0.0.1:1/v1"}
        providers = connect(ProviderSettings.from_environ(environ))
        for one in providers.values():
            await one.aclose()
        return {key: one.name for key, one in providers.items()}

    assert run(made) == {("openai", None): "openai", ("gemini", None): "gemini", ("vllm", None): "vllm"}
    assert not logging.getLogger("openai").isEnabledFor(logging.INFO)
    assert not logging.getLogger("httpx2").isEnabledFor(logging.INFO)


def test_no_sdk_is_imported_without_its_account() -> None:
    """Each SDK costs a second and 60 MB: only who needs it imports it."""
    code = (
        "import sys; from app.providers.connect import connect; from app.providers.accounts import ProviderSettings\n"
        "connect(ProviderSettings.from_environ({}))\n"
        "assert not {'openai', 'google.genai'} & set(sys.modules), 1\n"
        "connect(ProviderSettings.from_environ({'OPENAI_API_KEY': 'k'}))\n"
        "assert 'openai' in sys.modules and 'google.genai' not in sys.modules, 2\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent.parent)


# ---- keys ----------------------------------------------------------------------------------------------------------
def test_a_secret_shows_nothing() -> None:
    """Neither repr nor str of a secret, or of an account that holds it, has the key in it."""
    settings = ProviderSettings.from_environ({"OPENAI_API_KEY": "sk-very-secret"})
    assert "very" not in f"{settings!r} {settings.accounts[0]}"


def test_a_key_file_is_looked_at_once_a_second(tmp_path: Path) -> None:
    """Rotated, emptied, removed and brought back: each is seen a second later, not before."""
    now = [0.0]
    path = tmp_path / "key"
    path.write_text(" first \n")
    secret = Secret(path=path, clock=lambda: now[0])
    assert secret.read() == "first"
    path.write_text("second")
    assert secret.read() == "first"
    for content, wanted in (("second", "second"), ("", None), ("third", "third"), (None, None), ("fourth", "fourth")):
        if content is None:
            path.unlink()
        else:
            path.write_text(content)
        now[0] += 1.0
        assert secret.read() == wanted


def test_a_rotated_key_is_announced(tmp_path: Path) -> None:
    """Whoever keeps breakers hears of a new key within 5 s (F3), once."""
    now = [0.0]
    path = tmp_path / "key"
    path.write_text("first")
    settings = ProviderSettings.from_environ({"OPENAI_API_KEY_FILE": str(path), "GEMINI_API_KEY": "fixed"})
    secret = settings.accounts[-1].secret
    assert secret is not None
    secret._clock = lambda: now[0]
    heard: list[tuple[float, tuple[str, str | None]]] = []

    async def sleep(seconds: float) -> None:
        now[0] += seconds
        if now[0] == 4:
            path.write_text("second")
        if now[0] > 20:
            raise asyncio.CancelledError

    async def watch() -> None:
        with pytest.raises(asyncio.CancelledError):
            await watch_keys(settings, lambda key: heard.append((now[0], key)), sleep)

    run(watch)
    assert heard == [(4.0, ("openai", None))]
