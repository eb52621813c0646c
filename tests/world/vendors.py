"""The providers of this house pointed at the vendor made of sockets, each for one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2
from app.providers.base import Call, Completion, Provider
from app.providers.compatible import Compatible
from app.providers.gemini import Gemini
from app.providers.guard import Guard
from app.providers.ladder import Rung
from app.providers.openai import OpenAi
from app.providers.openai_client import OpenAiClient
from app.providers.secret import Secret

T = TypeVar("T")
VENDORS = ("openai", "gemini", "chat")
MODELS = {"openai": "openai:gpt-5.4-mini-2026-03-17", "gemini": "gemini:gemini-3.5-flash-lite", "chat": "chat:qwen3"}
KEY = "sk-test-0123456789"


def provider(vendor: str, url: str, *, secret: Secret | None = None, rung: Rung | None = "json_schema") -> Any:
    """A provider of that vendor at `url`."""
    secret = secret or Secret(KEY)
    if vendor == "gemini":
        return Gemini(Guard(httpx2.URL(url), secret, header="x-goog-api-key", scheme=""), connect_s=0.5)
    client = OpenAiClient(vendor, Guard(httpx2.URL(url), secret), connect_s=0.5)
    return OpenAi(client) if vendor == "openai" else Compatible("chat", client, rung=rung)


async def once(vendor: str, url: str, call: Call, **options: Any) -> Completion:
    """One call by a provider that lives only for it."""
    one: Provider = provider(vendor, url, **options)
    try:
        return await one.complete(call)
    finally:
        await one.aclose()


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run to the end in an event loop of its own."""

    async def whole() -> T:
        return await work()

    return asyncio.run(whole())
