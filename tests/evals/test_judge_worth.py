"""What a judge's word is worth: the blocks of the task folders, labels, and calibration."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app import main as composition
from app.cli.judge import Bench, judge_run
from app.errors import ConfigurationError
from app.evals import calibration, proof
from app.evals.cases import cases_of
from app.evals.judge import fit
from app.evals.measures import Judging
from app.evals.questions import check
from app.evals.report import report
from app.evals.scored import Scorer
from app.settings import Settings, read_settings

from tests.world.judging import NAME, OPENAI, RIGHT, WRONG, answered, chaeum, honest, parts, says, scored, scorer_of
from tests.world.upstream import Upstream
from tests.world.vendors import KEY


# ---- what is said in metrics.yaml ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("block", "field", "told"),
    [
        ("judge: {fields: [activty]}", "judge.fields", "activty is no field"),
        ("judge: {fields: [is_meetup]}", "judge.fields", "exact comparator"),
        ("judge: {unequal: [topics]}", "judge.unequal", "exact comparator"),
        ("judge: {fields: [private/names]}", "judge.fields", "personal data"),
        ("judge: {fields: [activity], unequal: [activity]}", "judge", "stands in"),
        ("judge: {field: [activity]}", "judge.field", "Extra inputs"),
        ("judge: {task: judge/fields}", "judge", "must name a field"),
        ("judge: {task: ../fields, fields: [activity]}", "judge.task", "pattern"),
    ],
)
def test_a_broken_block_is_named_by_file_and_field(settings: Settings, block: str, field: str, told: str) -> None:
    """Whatever is wrong with it, before anything is asked."""
    broken(settings, block)
    with pytest.raises(ConfigurationError) as caught:
        check(scorer_of(settings))
    assert f"extract/meetup/eval/metrics.yaml: {field}: " in str(caught.value.flaws[0])
    assert told in str(caught.value.flaws[0])


def broken(settings: Settings, block: str) -> None:
    path = settings.prompts_dir / NAME / "eval/metrics.yaml"
    path.write_text(re.sub(r"(?m)^judge:.*$", block, path.read_text("utf-8")), "utf-8")


def test_the_command_refuses_a_broken_block_even_without_a_judge(tmp_path: Path, settings: Settings) -> None:
    """A file that says nonsense is told at the next evaluation, not at the next judged one."""
    broken(settings, "judge: {fields: [activty]}")
    done = chaeum(tmp_path, "eval", NAME)
    assert done.returncode == 2
    assert "activty is no field of this task" in done.stderr


def test_a_task_that_names_no_judged_field_is_told(settings: Settings) -> None:
    """Asking for a judge where there is nothing to judge is wrong use."""
    scorer = scorer_of(settings)
    bare = replace(scorer, measures=scorer.measures.model_copy(update={"judge": None}))
    with pytest.raises(ConfigurationError, match="no field of this task is judged"):
        check(bare)


def test_the_projects_own_blocks_and_labels_hold() -> None:
    """Every named field may be judged, every named judge can judge; a hundred labels, half right, half wrong, none
    from the gold."""
    every = composition.open_catalog(read_settings({})).every
    gold: set[str] = set()
    for name, task in every.items():
        if task.spec.publish:
            judging = check(Scorer.of(task))
            assert isinstance(judging, Judging)
            assert fit(every[judging.task])
            assert fit(every[judging.pair])
            gold |= {case.text for case in cases_of(every[name])}
    labels = cases_of(every["judge/fields"])
    verdicts = [case.expected["verdict"] for case in labels]
    assert len(labels) >= calibration.ENOUGH_LABELS
    assert verdicts.count("right") == verdicts.count("wrong") == len(labels) / 2
    pairs = cases_of(every["judge/pair"])
    sides = [case.expected["verdict"] for case in pairs]
    assert len(pairs) >= calibration.ENOUGH_LABELS
    assert sides.count("first") == sides.count("second")
    assert not {case.text for case in (*labels, *pairs)} & gold
    for case in (*labels, *pairs):
        source_fields = [case.input.get(key) for key in ("value", "first", "second")]
        assert any(source_fields), case.id


# ---- calibration -----------------------------------------------------------------------------------------------------
def expert(settings: Settings, wrong_about: int) -> Any:
    """Gives the labels' own verdicts, turned over for the first so many of either kind."""
    labels = cases_of(composition.open_catalog(settings).every["judge/fields"])
    turned = {"right": wrong_about, "wrong": wrong_about}
    book = {}
    for case in labels:
        verdict = str(case.expected["verdict"])
        if turned[verdict] > 0:
            turned[verdict] -= 1
            verdict = {"right": "unsure", "wrong": "right"}[verdict]
        book[str(case.input["field"])[:30], case.text[:12], str(case.input["value"])] = verdict

    def said(body: Any) -> str:
        shown = parts(body)
        return says(book.get((shown["field"][:30], shown["post"][:12], shown["value"]), "right"))

    return said


@pytest.mark.timeout(180)
def test_calibrate_holds_the_judge_against_labels_and_corrects_what_it_reports(
    tmp_path: Path, vendor: Upstream, settings: Settings
) -> None:
    """58 and 58 labels, 6 of either kind missed: kappa 0.79, both rates 52/58, and a report that uses them."""
    vendor.content = expert(settings, 6)
    env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": vendor.url("ok-0")}
    done = chaeum(tmp_path, "judge", "calibrate", "--use", OPENAI, **env)
    assert done.returncode == 0, done.stderr
    assert "kappa 0.79 [0.68, 0.90] (≥ 0.6) over 116 labels, sensitivity 0.90, specificity 0.90" in done.stdout
    kept = json.loads((settings.prompts_dir / "judge/fields/eval/calibration.json").read_text("utf-8"))[OPENAI]
    assert kept["table"] == [[52, 0, 6], [6, 52, 0], [0, 0, 0]]
    vendor.content = honest
    scorer = scorer_of(settings)
    run = scored(scorer, answered({f"c{n}": RIGHT if n < 7 else WRONG for n in range(10)}))
    body = judge_run(Bench(settings, OPENAI), scorer, run)
    assert body["state"] == "good"
    assert body["all"]["observed"] == 0.7
    assert body["all"]["corrected"] == pytest.approx((0.7 + 52 / 58 - 1) / (104 / 58 - 1))
    low, high = body["all"]["corrected_interval"]
    assert low < body["all"]["observed_interval"][0]
    assert low < body["all"]["corrected"] < high


def test_a_changed_prompt_model_or_label_makes_it_stale(vendor: Upstream, settings: Settings) -> None:
    """A stale calibration corrects nothing, and the report says what changed."""
    folder = settings.prompts_dir / "judge/fields"
    bench, scorer = Bench(settings, OPENAI), scorer_of(settings)
    run = scored(scorer, answered({"a": RIGHT}))
    assert judge_run(bench, scorer, run)["told"].startswith("not calibrated: chaeum judge calibrate judge/fields")
    task = composition.open_catalog(settings).every["judge/fields"]
    one = calibration.Calibration(
        OPENAI,
        ["gpt-5.5-2026-04-23"],
        proof.release.compiled_digest(task, task.stable),
        calibration.data_set_hash(cases_of(task)),
        ["right", "wrong", "unsure"],
        [[50, 6, 0], [5, 51, 0], [0, 0, 0]],
        0,
        "2026-03-10",
    )
    calibration.keep(folder, one)
    good = judge_run(bench, scorer, run)
    assert good["state"] == "good"
    assert good["all"]["corrected"] is not None
    vendor.set("judge", "wrongmodel")
    other = judge_run(replace(bench, fresh=True), scorer, run)
    assert "the model that answers changed since 2026-03-10" in other["told"]
    for changed, what in (("prompt", "the prompt"), ("labels", "the labels")):
        calibration.keep(folder, replace(one, **{changed: "0" * 64}))
        stale = judge_run(bench, scorer, run)
        assert stale["state"] == "stale"
        assert f"stale: {what} changed" in stale["told"]
        assert stale["all"]["corrected"] is None


def test_a_judge_that_always_says_right_is_worth_nothing(vendor: Upstream, settings: Settings) -> None:
    """Kappa 0: poor, and no rate can be corrected by it."""
    table = [[58, 0, 0], [58, 0, 0], [0, 0, 0]]
    one = calibration.Calibration(OPENAI, [], "p", "l", ["right", "wrong", "unsure"], table, 0, "2026-03-10")
    assert one.kappa == 0
    assert one.corrected(7, 10) == (None, None)
    assert "(< 0.6)" in calibration.told(one)


def test_figures_without_a_judge_are_what_they_were(settings: Settings) -> None:
    """A block in metrics.yaml changes no figure of a run."""
    scorer = scorer_of(settings)
    bare = replace(scorer, measures=scorer.measures.model_copy(update={"judge": None}))
    outcomes = answered({"a": RIGHT, "b": "러닝"})
    bodies = [report(one, {"task": NAME}, scored(one, outcomes)).body for one in (scorer, bare)]
    assert bodies[0] == bodies[1]
