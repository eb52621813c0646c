"""The command line as people use it: a process, its output, its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.world.proven import prove
from tests.world.service import environment

AD = "신림역 5분 원룸 500/45/5, 3월 중순 협의 010-9876-1234"


def chaeum(*arguments: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command; it never shows a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT,
        env=environment({**env, "COLUMNS": "140"}),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done


def test_try_shows_fields_with_their_words() -> None:
    """A readable table; personal data only when asked for."""
    done = chaeum("try", "parse/real-estate", "--date", "2026-03-02", stdin=AD)
    assert done.returncode == 0
    assert "5,000,000" in done.stdout
    assert "「500」" in done.stdout
    assert "9876" not in done.stdout
    assert "9876" in chaeum("try", "parse/real-estate", "--private", stdin=AD).stdout


def test_try_json_is_the_whole_answer() -> None:
    """For machines: the envelope."""
    answer = json.loads(chaeum("try", "parse/real-estate", "--json", "--date", "2026-03-02", stdin=AD).stdout)
    assert answer["result"]["listings"][0]["move_in"]["earliest"] == "2026-03-11"
    assert answer["meta"]["provider"] == "rules"


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "told"),
    [
        (("try", "parse/unheard"), AD, 1, "no such task"),
        (("try", "parse/real-estate"), "   ", 1, "empty"),
        (("try", "parse/real-estate", "--date", "tomorrow"), AD, 1, "/reference_date"),
        (("try", "parse/real-estate", "--inputs", '{"rooms":'), AD, 1, "JSON"),
        (("lint", "parse/unheard"), "", 2, "see `chaeum tasks`"),
        (("lint", "--explain", "P99"), "", 2, "P20"),
        (("serve", "--port", "70000"), "", 2, "--port"),
        (("unheard",), "", 2, "unheard"),
        (("check", "--prompts", "/nowhere"), "", 2, "PROMPTS_DIR"),
    ],
)
def test_wrong_use_is_told_and_counted(arguments: tuple[str, ...], stdin: str, code: int, told: str) -> None:
    """Exit code 1 for a text that will not do, 2 for wrong use; the message says what to do."""
    done = chaeum(*arguments, stdin=stdin)
    assert done.returncode == code
    assert told in done.stderr


def test_check_masks_secrets() -> None:
    """The effective configuration, without what must not be seen."""
    done = chaeum("check", REDIS_URL="redis://:hunter2@127.0.0.1:1", CACHE_SECRET="s" * 32, OPENAI_API_KEY="sk-secret")
    assert done.returncode == 0
    assert "hunter2" not in done.stdout + done.stderr
    assert "ssss" not in done.stdout
    assert "sk-secret" not in done.stdout
    assert "openai" in done.stdout


def test_tasks_lists_what_answers() -> None:
    """Every published task with its version."""
    done = chaeum("tasks")
    assert "POST /parse/real-estate" in done.stdout
    assert "v1" in done.stdout


@pytest.mark.parametrize("provider", ["openai", "gemini", "vllm"])
def test_render_shows_the_exact_body_without_personal_data(provider: str) -> None:
    """What would be sent, as JSON: the post fenced, the phone a placeholder."""
    body = json.loads(chaeum("render", "parse/real-estate", "--provider", provider, "--text", AD).stdout)
    sent = json.dumps(body, ensure_ascii=False)
    assert "<post-0badcafe>신림역" in sent
    assert "[PHONE_1]" in sent
    assert "9876" not in sent


def test_a_new_task_lints_clean_and_can_be_released_and_rolled_back(tmp_path: Path) -> None:
    """new → lint → v2 → diff → promote: refused without proof, canary, stable → rollback, all on files."""
    prompts = ("--prompts", str(tmp_path / "prompts"))
    (tmp_path / "prompts").mkdir()
    assert chaeum("new", "classify/post", *prompts).returncode == 0
    assert chaeum("lint", *prompts).returncode == 0
    folder = tmp_path / "prompts/classify/post"
    (folder / "v2.md").write_text((folder / "v1.md").read_text("utf-8").replace("동네 글", "이웃 글"), "utf-8")
    diff = chaeum("diff", "classify/post", "v1", "v2", *prompts)
    assert diff.returncode == 1
    assert "+<role>당신은 이웃 글" in diff.stdout
    unproven = chaeum("promote", "classify/post", "v2", "--percent", "5", *prompts)
    assert unproven.returncode == 2
    assert "has no proof" in unproven.stderr
    prove(tmp_path / "prompts", "classify/post", "v2")
    assert "canary v2 5 %" in chaeum("promote", "classify/post", "v2", "--percent", "5", *prompts).stdout
    assert "stable v2" in chaeum("promote", "classify/post", "v2", *prompts).stdout
    assert "stable: v2" in (folder / "task.yaml").read_text("utf-8")
    assert chaeum("lint", *prompts).returncode == 0
    assert "stable v1" in chaeum("rollback", "classify/post", "v1", *prompts).stdout
    github = chaeum("lint", "--format", "github", *prompts)
    assert "::warning file=prompts/classify/post/eval,title=P18::" in github.stdout


def test_an_edited_release_fails_lint(tmp_path: Path) -> None:
    """A released prompt that was changed is an error with exit code 1."""
    prompts = ("--prompts", str(tmp_path / "prompts"))
    (tmp_path / "prompts").mkdir()
    chaeum("new", "classify/post", *prompts)
    prompt = tmp_path / "prompts/classify/post/v1.md"
    prompt.write_text(prompt.read_text("utf-8").replace("동네", "우리 동네"), "utf-8")
    done = chaeum("lint", "--format", "json", *prompts)
    assert done.returncode == 1
    assert [row["rule"] for row in json.loads(done.stdout) if row["severity"] == "error"] == ["lock"]
