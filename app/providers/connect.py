"""From configured accounts to providers. An SDK is imported only when an account needs it: each costs a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.providers.accounts import Account, ProviderSettings
from app.providers.base import Provider

ROTATION_LOOK_S = 2.0
_CHATTY = ("openai", "google_genai", "google_genai.models", "httpx2", "httpcore2", "aiohttp", "aiohttp.access")


def connect(settings: ProviderSettings) -> dict[tuple[str, str | None], Provider]:
    """A provider for every account, by (provider, account). Nothing is sent yet, and nothing has to be reachable.

    The providers belong to the event loop in which they are first used; one of them serves one loop only.
    """
    if settings.accounts:
        quieten()
    return {account.key: _provider(account, settings) for account in settings.accounts}


def quieten() -> None:
    """The SDKs' debug loggers would write whole prompts."""
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _provider(account: Account, settings: ProviderSettings) -> Provider:
    from app.providers.guard import Guard

    if account.provider == "gemini":
        from app.providers.gemini import API_VERSION, Gemini

        guard = Guard(account.url, account.secret, header="x-goog-api-key", scheme="")
        version = settings.gemini_api_version or API_VERSION
        return Gemini(
            guard, connect_s=settings.connect_s, api_version=version, max_connections=settings.max_connections
        )
    from app.providers.openai_client import OpenAiClient

    if account.provider == "openai":
        from app.providers.openai import OpenAi

        return OpenAi(OpenAiClient("openai", Guard(account.url, account.secret), connect_s=settings.connect_s))
    from app.providers.compatible import Compatible

    guard = Guard(account.url, account.secret, dropped=("openai-organization", "openai-project"))
    client = OpenAiClient(account.provider, guard, connect_s=settings.connect_s)
    return Compatible(account.provider, client, rung=account.rung)


async def watch_keys(
    settings: ProviderSettings,
    changed: Callable[[tuple[str, str | None]], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Call `changed` with an account whose key file has a new content; runs until cancelled.

    A refused key opens the breaker for a minute; whoever listens closes it, so that a rotated key works within 5 s.
    """
    watched = [account for account in settings.accounts if account.secret is not None and account.secret.rotates]
    known = {account.key: account.secret.read() for account in watched if account.secret is not None}
    while watched:
        await sleep(ROTATION_LOOK_S)
        for account in watched:
            now = account.secret.read() if account.secret is not None else None
            if now != known[account.key]:
                known[account.key] = now
                changed(account.key)
