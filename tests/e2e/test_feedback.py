"""From a person's correction on the page to a new evaluation case."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import Watched
from tests.http.test_cli import chaeum
from tests.http.test_shadow import eventually
from tests.world.service import running

AD = "신림역 5분 원룸 500/45 관리비 5만 3층 문의 010-9876-1234"
DEPOSIT = "/listings/0/deals/0/deposit"


@pytest.mark.timeout(180)
def test_a_correction_becomes_an_evaluation_case_within_a_minute(
    open_page: Callable[..., Watched], tmp_path: Path
) -> None:
    """Correct a value, take the form: the candidate holds the correction and no phone, and is adopted with its origin."""
    samples, prompts = tmp_path / "samples", tmp_path / "prompts"
    shutil.copytree(ROOT / "prompts", prompts)
    with running("--prompts", str(prompts), env={"SAMPLES_DIR": str(samples)}) as service:
        page = open_page(service.url)
        page.open()
        page.fill(AD)
        began = time.monotonic()
        field = page.cell(DEPOSIT).locator("input")
        field.fill("2000만")
        field.press("Enter")
        with page.page.expect_response("**/feedback") as reply:
            page.page.locator("#copy-json").click()
        said = reply.value.json()
        assert said["counted"]
        assert said["leaves"]["changed"] == 1
        sent = json.loads(reply.value.request.post_data or "{}")
        assert "private" not in sent["form"]
        assert eventually(lambda: list(samples.glob("*.jsonl")))
    where = {"SAMPLES_DIR": str(samples)}
    done = chaeum("samples", "export", "parse/real-estate", **where)
    row = next(one for one in map(json.loads, done.stdout.splitlines()) if one["added_from"] == "feedback")
    assert row["expected"]["listings"][0]["deals"][0]["deposit"] == 20_000_000
    assert "9876" not in done.stdout
    adopted = chaeum("samples", "adopt", row["id"], "--reviewer", "kim", "--prompts", str(prompts), **where)
    assert adopted.returncode == 0, adopted.stderr
    assert time.monotonic() - began < 60
    case = json.loads((prompts / "parse/real-estate/eval/adopted.jsonl").read_text("utf-8"))
    assert (case["added_from"], case["labeller"], case["confirmed"]) == ("feedback", "kim", True)
    again = chaeum("samples", "adopt", row["id"], "--reviewer", "kim", "--prompts", str(prompts), **where)
    assert again.returncode == 2
    assert "already" in again.stderr
