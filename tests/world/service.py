"""A real service in a process of its own, started as an operator would, on free ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

START_TIMEOUT_S = 30.0
_LISTENS = re.compile(r"listens on http://(\S+):(\d+)")


@dataclass
class Service:
    """A running process, its addresses, and everything it wrote to stderr."""

    process: subprocess.Popen[str]
    admin_port: int
    port: int = 0
    lines: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def admin_url(self) -> str:
        return f"http://127.0.0.1:{self.admin_port}"

    @property
    def log(self) -> str:
        return "".join(self.lines)

    def rss_mib(self) -> float:
        """Resident memory right now, in MiB."""
        with Path(f"/proc/{self.process.pid}/status").open() as status:
            kib = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        return kib / 1024

    def stop(self, sig: signal.Signals = signal.SIGTERM, timeout: float = 20.0) -> int:
        """Send a signal and wait; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        code = self.process.wait(timeout)
        self.close()
        return code

    def close(self) -> None:
        """Read what is left of stderr and give the pipe back."""
        if self.reader is not None:
            self.reader.join(2)
        if self.process.stderr is not None:
            self.process.stderr.close()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without keys and settings of the service, and what a test gives."""
    secret = re.compile(r"_API_KEY|_BASE_URL|REDIS|^CACHE_|^CLIENTS_|^CHAEUM_|^OTEL_|^PORT$|^HOST$|^ADMIN_")
    kept = {name: value for name, value in os.environ.items() if not secret.search(name)}
    return {**kept, "DRAIN_S": "0.2", **given}


def start(*arguments: str, env: Mapping[str, str] | None = None, prefix: tuple[str, ...] = ()) -> Service:
    """Start `chaeum serve` and wait until it says where it listens; raises AssertionError with its output."""
    admin_port = free_port()
    variables = environment({"PORT": "0", "ADMIN_PORT": str(admin_port), **(env or {})})
    command = [*prefix, sys.executable, "-m", "app.cli", "serve", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    service = Service(process, int(variables["ADMIN_PORT"]))
    ready = threading.Event()

    def read() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            service.lines.append(line)
            if found := _LISTENS.search(line):
                service.port = int(found[2])
                ready.set()
        ready.set()

    service.reader = threading.Thread(target=read, daemon=True)
    service.reader.start()
    began = time.monotonic()
    ready.wait(START_TIMEOUT_S)
    if not service.port:
        process.kill()
        process.wait()
        service.close()
        raise AssertionError(f"the service did not start within {time.monotonic() - began:.0f} s:\n{service.log}")
    return service


@contextmanager
def running(*arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Service]:
    """A service for the length of a block; killed if it does not stop by itself."""
    service = start(*arguments, env=env)
    try:
        yield service
    finally:
        try:
            service.stop()
        except subprocess.TimeoutExpired:
            service.process.kill()
            service.process.wait()
            service.close()
