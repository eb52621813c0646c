"""Two runs against each other: what the command says, what the page shows, and what a release needs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from app.evals import proof
from app.evals.asking import Outcome
from app.evals.cases import Case, cases_of
from app.evals.compare import Compared, compare
from app.evals.page import render
from app.evals.promptfoo import export
from app.evals.report import score_all
from app.evals.scored import Scorer
from scripts import gold

from tests.http.test_cli import chaeum
from tests.world import proven
from tests.world.proven import missing
from tests.world.upstream import Upstream

CATALOG, PIPELINE = gold.embedded()
NAME = "extract/meetup"
MODEL = "openai:gpt-5.4-mini-2026-03-17"
SUBJECT = {
    "task": NAME, "version": "v1", "use": "rules", "url": None, "compiled": "c", "code": "k", "data_set": "d", "label": None
}  # fmt: skip


def answered() -> dict[str, Outcome]:
    """The rules' answers to the meetup gold."""
    found = gold.answers(CATALOG, PIPELINE, gold.rows(CATALOG, NAME))
    return {
        x["id"]: Outcome(x["id"], x["result"], x["evidence"], x["warnings"], x["meta"], x["seconds"]) for x in found
    }


def worse(outcomes: dict[str, Outcome], every: int) -> dict[str, Outcome]:
    """The same with the gate turned over in every so-manieth document."""
    changed = {}
    for number, (id_, one) in enumerate(outcomes.items()):
        result = dict(one.result or {})
        if number % every == 0:
            result["is_meetup"] = not result["is_meetup"]
        changed[id_] = Outcome(id_, result, one.evidence, one.warnings, one.meta, one.seconds)
    return changed


def compared(old: dict[str, Outcome], new: dict[str, Outcome]) -> tuple[Scorer, Compared]:
    scorer = Scorer.of(CATALOG.get(NAME))
    cases = cases_of(scorer.task)
    return scorer, compare(scorer, (SUBJECT, SUBJECT), score_all(scorer, cases, old), score_all(scorer, cases, new))


def test_a_loss_fails_and_its_mirror_passes() -> None:
    """The gate looks at the direction; the discordant documents are counted on the right side."""
    good = answered()
    bad = worse(good, 8)
    _, loss = compared(good, bad)
    _, gain = compared(bad, good)
    assert not loss.passed
    assert gain.passed
    assert loss.documents[0] == gain.documents[1] == 5
    assert loss.fields[0].path == "is_meetup"
    assert loss.fields[0].p <= loss.fields[0].holm_p
    assert loss.differences["micro_f1"].delta == pytest.approx(-(gain.differences["micro_f1"].delta or 0))


def test_equal_runs_differ_in_nothing() -> None:
    """No difference, no changed answer, nothing that could be called one."""
    same = answered()
    _, found = compared(same, same)
    assert found.passed
    assert not found.changed
    assert found.documents == (0, 0, 1.0)
    assert all(one.delta in (0, None) for one in found.differences.values())


def test_the_page_stands_alone_and_shows_texts_as_text() -> None:
    """No address is loaded, no script runs, and what a post says stays words."""
    scorer = Scorer.of(CATALOG.get(NAME))
    text = "<script>alert(1)</script> 매주 화 8시 러닝 & 커피"
    case = Case("x1", NAME, text, {"is_meetup": True, "place": "망원"})
    evidence = {"/place": {"start": 30, "end": 32, "quote": text[30:32], "match": "exact"}}
    old = Outcome("x1", {"is_meetup": True, "place": "<b>"}, evidence)
    new = Outcome("x1", {"is_meetup": True, "place": "망원"}, evidence)
    sides = [score_all(scorer, [case], {"x1": one}) for one in (old, new)]
    html = render(scorer, compare(scorer, (SUBJECT, SUBJECT), *sides))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r"(?:src|href)=|https?://|@import|url\(", html)
    assert f'<mark class="both">{text[30:32]}</mark>' in html
    assert "✗ &lt;b&gt;" in html
    assert "✓ 망원" in html
    assert "find only disasters" in html


def test_export_for_promptfoo_asks_what_the_gold_says() -> None:
    """One test per case, one assertion per judged leaf, the body as the service takes it."""
    scorer = Scorer.of(CATALOG.get(NAME))
    cases = cases_of(scorer.task)
    written = yaml.safe_load(export(scorer, cases, "http://127.0.0.1:8000"))
    assert len(written["tests"]) == len(cases)
    assert written["providers"][0]["config"]["url"] == "http://127.0.0.1:8000/extract/meetup"
    first = written["tests"][0]
    assert json.loads(first["vars"]["body"]) == cases[0].body
    assert {
        "type": "javascript",
        "value": 'output?.["is_meetup"] === true',
        "weight": 2,
        "metric": "is_meetup",
    } in first["assert"]


# ---- releases --------------------------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new task with a second version of its prompt."""
    (tmp_path / "prompts").mkdir()
    assert chaeum("new", "classify/post", "--prompts", str(tmp_path / "prompts")).returncode == 0
    made = tmp_path / "prompts/classify/post"
    (made / "v2.md").write_text((made / "v1.md").read_text("utf-8").replace("동네 글", "이웃 글"), "utf-8")
    return made


def test_a_version_ships_only_with_a_comparison_of_its_own_content(folder: Path) -> None:
    """Without one, with a failed one, by the rules, with other content or other cases: refused, and told why."""
    root = folder.parent.parent
    assert "no comparison" in (missing(root, "classify/post", "v2") or "")
    for changed, why in (
        ({"passed": False}, "did not pass"),
        ({"use": "rules"}, "read no prompt"),
        ({"data_set": "0"}, "cases have changed"),
        ({"compiled": "0"}, "other content"),
    ):
        proven.prove(root, "classify/post", "v2", **changed)
        assert why in (missing(root, "classify/post", "v2") or "")
    proven.prove(root, "classify/post", "v2")
    assert missing(root, "classify/post", "v2") is None
    prompt = folder / "v2.md"
    prompt.write_text(prompt.read_text("utf-8").replace("이웃 글", "옆집 글"), "utf-8")
    assert "other content" in (missing(root, "classify/post", "v2") or "")


@pytest.mark.timeout(180)
def test_from_two_runs_by_a_model_to_a_release(folder: Path) -> None:
    """eval v1, eval v2, compare --prove, promote: by a vendor made of sockets, as an author would."""
    prompts, runs = ("--prompts", str(folder.parent.parent)), []
    refused = chaeum("promote", "classify/post", "v2", *prompts)
    assert refused.returncode == 2
    assert "no comparison" in refused.stderr
    with Upstream() as vendor:
        env = {"OPENAI_API_KEY": "sk-test-0123456789", "OPENAI_BASE_URL": vendor.url("ok-0")}
        for version in ("v1", "v2"):
            out = str(folder.parent.parent.parent / f"{version}.jsonl")
            options = ("--version", version, "--use", MODEL, "--out", out, "--fresh", "--max-usd", "5", *prompts)
            done = chaeum("eval", "classify/post", *options, **env)
            assert done.returncode == 0, done.stderr + done.stdout
            runs.append(out)
        assert {one.json["model"] for one in vendor.seen} == {MODEL.partition(":")[2]}
        assert len(vendor.seen) == 60
    assert chaeum("compare", *runs, "--prove", *prompts).returncode == 0
    assert "stable v2" in chaeum("promote", "classify/post", "v2", *prompts).stdout
    assert proof.read_proofs(folder.parent.parent)["classify/post"]["v2"]["documents"] == 30


def test_only_a_first_release_goes_without_proof_and_says_why(folder: Path) -> None:
    """The reason is kept; once something was released there is something to compare with."""
    root = folder.parent.parent
    prompts = ("--prompts", str(root))
    late = chaeum("promote", "classify/post", "v2", "--without-proof", "우리끼리", *prompts)
    assert late.returncode == 2
    assert "first release" in late.stderr
    (root / "lock.json").write_text("{}", "utf-8")
    assert chaeum("promote", "classify/post", "v1", "--without-proof", "첫 출시", *prompts).returncode == 0
    assert proof.read_proofs(root)["classify/post"]["v1"]["without_proof"] == "첫 출시"
    assert missing(root, "classify/post", "v1") is None
    assert chaeum("promote", "classify/post", "v2", "--shadow", *prompts).returncode == 0
