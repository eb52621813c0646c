"""One real service for all tests of the HTTP edge."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from tests.world import plain_http
from tests.world.service import Service, running


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with running() as started:
        yield started


@pytest.fixture
def http(service: Service) -> Iterator[httpx2.Client]:
    with plain_http.client(base_url=service.url, timeout=10) as client:
        yield client
