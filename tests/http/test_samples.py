"""Samples of a real service: what went wrong is kept without personal data, and deleted when asked (S32)."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.http.test_cli import chaeum
from tests.http.test_shadow import eventually
from tests.world import plain_http
from tests.world.service import running
from tests.world.upstream import Upstream

TEXT = "신림역 원룸 500/45 문의 010-9876-1234 101동 1203호"


def test_a_degraded_answer_becomes_a_masked_sample(tmp_path: Path) -> None:
    """The vendor is broken, the rules answer: kept at once, listed, exported as a candidate, forgotten."""
    folder = tmp_path / "samples"
    with Upstream() as vendor:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": vendor.url("s-500"), "SAMPLES_DIR": str(folder)}
        with running(env=env) as service:
            answer = plain_http.post(f"{service.url}/parse/real-estate", json={"text": TEXT}, timeout=15)
            assert answer.json()["meta"]["degraded"]
            assert eventually(lambda: list(folder.glob("*.jsonl")))
    written = "".join(path.read_text("utf-8") for path in folder.glob("*.jsonl"))
    assert "신림역" in written
    assert "9876" not in written
    assert "1203" not in written
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    where = {"SAMPLES_DIR": str(folder)}
    (sample,) = [json.loads(line) for line in chaeum("samples", "list", **where).stdout.splitlines()]
    assert "degraded" in sample["why"]
    (row,) = [
        json.loads(line) for line in chaeum("samples", "export", "parse/real-estate", **where).stdout.splitlines()
    ]
    assert row["expected"]["listings"][0]["deals"][0]["deposit"] == 5_000_000
    assert (row["added_from"], row["confirmed"]) == ("sample", False)
    assert "1 samples of anonymous" in chaeum("samples", "forget", "anonymous", **where).stdout
    assert chaeum("samples", "list", **where).stdout == ""


def test_a_folder_that_cannot_be_written_is_refused_at_the_start(tmp_path: Path) -> None:
    """Told with its setting, before the port opens."""
    (tmp_path / "file").write_text("", "utf-8")
    done = chaeum("serve", "--port", "0", SAMPLES_DIR=str(tmp_path / "file" / "below"))
    assert done.returncode == 2
    assert "SAMPLES_DIR" in done.stderr
