"""One real service for all tests of the HTTP edge."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from tests.world.service import Service, running


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with running() as started:
        yield started


@pytest.fixture
def http(service: Service) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=service.url, timeout=10, trust_env=False) as client:
        yield client
