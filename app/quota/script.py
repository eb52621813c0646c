"""A Lua script by its digest: EVALSHA, and plain EVAL where the server does not know it. Never SCRIPT LOAD.

Some servers and proxies forbid SCRIPT; a client that needs it falls silently to limits per pod.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.keyvalue.link import Away, Link, Part
from app.keyvalue.wire import Refusal, Reply

HERE = Path(__file__).parent


class Script:
    """`take.lua` or `settle.lua`, ready to be sent."""

    def __init__(self, name: str) -> None:
        self._body = (HERE / f"{name}.lua").read_bytes()
        # Redis names scripts by SHA-1; nothing is protected by it.
        self._sha = hashlib.sha1(self._body, usedforsecurity=False).hexdigest().encode()

    def command(self, keys: tuple[bytes, ...], arguments: tuple[Part, ...]) -> tuple[Part, ...]:
        """The short form."""
        return (b"EVALSHA", self._sha, len(keys), *keys, *arguments)

    def spelled_out(self, keys: tuple[bytes, ...], arguments: tuple[Part, ...]) -> tuple[Part, ...]:
        """The form that carries the script itself."""
        return (b"EVAL", self._body, len(keys), *keys, *arguments)

    async def run(self, link: Link, keys: tuple[bytes, ...], arguments: tuple[Part, ...]) -> Reply:
        """The script's reply. Raises Away, also where the server refuses to run scripts."""
        [reply] = await link.ask(self.command(keys, arguments))
        return await self.checked(link, reply, keys, arguments)

    async def checked(self, link: Link, reply: Reply, keys: tuple[bytes, ...], arguments: tuple[Part, ...]) -> Reply:
        """`reply` to the short form, or what the long form says where the short one was not known."""
        if type(reply) is Refusal and reply.code == "NOSCRIPT":
            [reply] = await link.ask(self.spelled_out(keys, arguments))
        if type(reply) is Refusal:
            raise Away(f"script refused: {reply.code}")
        return reply
