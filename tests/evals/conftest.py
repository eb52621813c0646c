"""An honest judge behind a key, and task folders that a test may edit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.settings import Settings, read_settings

from tests.conftest import ROOT
from tests.world.judging import honest
from tests.world.upstream import Upstream
from tests.world.vendors import KEY


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """An honest judge behind the key of one vendor; verdicts are kept in a folder of this test."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI", "GEMINI"):
        monkeypatch.delenv(f"{name}_API_KEY", raising=False)
    with Upstream(content=honest) as upstream:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", upstream.url("@judge"))
        yield upstream


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Task folders of this test's own, so that it may edit and calibrate."""
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    return read_settings({}, prompts_dir=tmp_path / "prompts")
