"""Dashboards and alerts against what the service really counts, and the alerts against made-up series."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.world.numbers import observed, series

RULES = ROOT / "k8s" / "base" / "prometheus-rules.yaml"
DASHBOARDS = sorted((ROOT / "k8s" / "dashboards").glob("*.json"))
_METRIC = re.compile(r"\b((?:chaeum|gen_ai|process|kube)_[a-z0-9_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
_GROUPED = re.compile(r"\b(?:by|on|group_left)\s*\(([^)]*)\)")
_ADDED_BY_PROMETHEUS = {"instance", "le", "job"}
_OWN_SETS = {
    "outcome",
    "state",
    "mode",
    "end",
    "kind",
    "degraded",
    "match",
    "cache",
    "type",
    "row",
    "decision",
    "verdict",
}


_CONTAINER = ("namespace", "pod", "uid", "container")
_SCALER = ("namespace", "horizontalpodautoscaler")
_OF_THE_CLUSTER: dict[str, dict[str, set[str]]] = {
    "kube_horizontalpodautoscaler_status_desired_replicas": {label: set() for label in _SCALER},
    "kube_horizontalpodautoscaler_spec_max_replicas": {label: set() for label in _SCALER},
    "kube_pod_container_status_restarts_total": {label: set() for label in _CONTAINER},
    "kube_pod_container_status_last_terminated_reason": {label: set() for label in (*_CONTAINER, "reason")},
}
"""kube-state-metrics 2, docs/metrics/workload; all are STABLE but the last, which is EXPERIMENTAL."""


@cache
def counted() -> dict[str, dict[str, set[str]]]:
    """Sample name → label → the values it has when everything has happened once."""
    observatory, _ = observed()
    found = series(observatory)
    observatory.close()
    told: dict[str, dict[str, set[str]]] = {}
    for name, labels in found.items():
        for given in labels:
            for label, value in given.items():
                told.setdefault(name, {}).setdefault(label, set()).add(value)
        told.setdefault(name, {})
    return told


def rules() -> list[dict[str, Any]]:
    spec = yaml.safe_load(RULES.read_text("utf-8"))["spec"]
    return [rule for group in spec["groups"] for rule in group["rules"]]


def expressions() -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text("utf-8"))["panels"]:
            for target in panel["targets"]:
                yield f"{path.stem}: {panel['title']}", target["expr"]


def wrong(expr: str) -> list[str]:
    """What an expression asks for that nobody counts."""
    found, known = [], counted() | _OF_THE_CLUSTER
    labels: set[str] = set()
    for name, matchers in _METRIC.findall(_GROUPED.sub("", expr)):
        if name not in known:
            found.append(name)
            continue
        labels |= known[name].keys()
        for label, operator, value in _MATCHER.findall(matchers or ""):
            if label not in known[name]:
                found.append(f"{name}{{{label}}}")
            elif label in _OWN_SETS and operator in ("=", "=~"):
                missing = set(value.split("|")) - known[name][label]
                found += [f'{name}{{{label}="{one}"}}' for one in sorted(missing)]
    for group in _GROUPED.findall(expr):
        asked = {label.strip() for label in group.split(",") if label.strip()}
        if labels:
            found += sorted(asked - labels - _ADDED_BY_PROMETHEUS)
    return found


@pytest.mark.parametrize("where, expr", list(expressions()), ids=lambda text: text[:60])
def test_only_what_is_counted_is_asked_for(where: str, expr: str) -> None:
    """Every metric, label and word of ours in a rule or a panel is one that the service has."""
    assert wrong(expr) == [], where
    assert _METRIC.search(expr) or "chaeum:" in expr


@pytest.mark.parametrize(
    "expr",
    [
        "rate(chaeum_requests_total[5m])",
        'chaeum_breaker_state{state="ajar"}',
        'chaeum_answers_total{client="form"}',
        "sum by (client) (chaeum_answers_total)",
        "kube_hpa_spec_max_replicas",
    ],
)
def test_a_mistake_would_be_found(expr: str) -> None:
    """The check does see a wrong metric, a wrong word, a wrong label and a wrong grouping."""
    assert wrong(expr)


def test_dashboards_are_whole() -> None:
    """Three boards; every panel has a place of its own, a title, a unit and a data source that can be chosen."""
    assert [path.stem for path in DASHBOARDS] == ["providers", "quality", "service"]
    for path in DASHBOARDS:
        board = json.loads(path.read_text("utf-8"))
        places: set[tuple[int, int]] = set()
        for panel in board["panels"]:
            at = panel["gridPos"]
            cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
            assert not cells & places, panel["title"]
            assert at["x"] + at["w"] <= 24
            places |= cells
            assert panel["title"]
            assert panel["fieldConfig"]["defaults"]["unit"]
            assert panel["datasource"]["uid"] == "${datasource}"


def test_every_alert_tells_a_person_what_to_do() -> None:
    """A severity, a sentence, and names that are used once."""
    alerts = [rule for rule in rules() if "alert" in rule]
    assert len({rule["alert"] for rule in alerts}) == len(alerts)
    for rule in alerts:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith((".", "gone."))


def test_what_operators_need_to_know_has_an_alert() -> None:
    """Each thing that only a person can mend is somebody's alert."""
    told = " ".join(rule["expr"] for rule in rules())
    for metric in (
        "chaeum_alerts_total",
        "chaeum_breaker_state",
        "chaeum_model_retirement_days",
        "chaeum_redis_up",
        "chaeum_quota_mode",
        "chaeum_quota_evictions_total",
        "chaeum_event_loop_lag_seconds",
        "chaeum_request_overhead_seconds_bucket",
        "chaeum_spans_total",
        "chaeum_example_echoes_total",
        "chaeum_task_enabled",
        "chaeum_cost_unknown_total",
        "chaeum_feedback_forms_total",
        "absent(chaeum_requests_in_flight)",
    ):
        assert metric in told


# ---- promtool ------------------------------------------------------------------------------------------------------
@pytest.fixture
def promtool(tmp_path: Path) -> Path:
    """A folder with the rules as Prometheus reads them."""
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed (Debian package prometheus)")
    spec = yaml.safe_load(RULES.read_text("utf-8"))["spec"]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(spec, allow_unicode=True), "utf-8")
    return tmp_path


def test_promtool_reads_the_rules(promtool: Path) -> None:
    """Prometheus' own tool finds nothing wrong."""
    done = subprocess.run(["promtool", "check", "rules", "rules.yaml"], cwd=promtool, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


POD = {"namespace": "chaeum", "pod": "chaeum-1"}
RESTARTS = 'kube_pod_container_status_restarts_total{namespace="chaeum",pod="chaeum-1",container="chaeum"}'
KILLED = RESTARTS.replace("restarts_total", "last_terminated_reason").replace("}", ',reason="OOMKilled"}')
DESIRED = 'kube_horizontalpodautoscaler_status_desired_replicas{namespace="chaeum",horizontalpodautoscaler="chaeum"}'
MOST = DESIRED.replace("status_desired", "spec_max")
LISTING = {"task": "extract/listing"}
FIRING: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "ChaeumBreakerOpen",
        {'chaeum_breaker_state{provider="p",model="m",state="open"}': "1x60"},
        {"provider": "p", "model": "m"},
    ),
    ("ChaeumInternalErrors", {'chaeum_request_duration_seconds_count{outcome="internal"}': "0+1x60"}, {}),
    (
        "ChaeumDegraded",
        {
            'chaeum_answers_total{task="extract/listing",degraded="true"}': "0+30x60",
            'chaeum_answers_total{task="extract/listing",degraded="false"}': "0+60x60",
        },
        LISTING,
    ),
    (
        "ChaeumModelRetires",
        {'chaeum_model_retirement_days{provider="p",model="m"}': "29x60"},
        {"provider": "p", "model": "m"},
    ),
    ("ChaeumRedisAway", {"chaeum_redis_up": "0x60"}, {}),
    (
        "ChaeumFailing",
        {
            'chaeum_request_duration_seconds_count{task="extract/listing",outcome="no-provider-left"}': "0+2x60",
            'chaeum_request_duration_seconds_count{task="extract/listing",outcome="ok"}': "0+98x60",
            'chaeum_request_duration_seconds_count{task="other",outcome="ok"}': "0+900x60",
        },
        {},
    ),
    (
        "ChaeumOverheadHigh",
        {
            'chaeum_request_overhead_seconds_bucket{le="0.25"}': "0+90x60",
            'chaeum_request_overhead_seconds_bucket{le="0.5"}': "0+100x60",
            'chaeum_request_overhead_seconds_bucket{le="+Inf"}': "0+100x60",
        },
        {},
    ),
    ("ChaeumEventLoopLate", {'chaeum_event_loop_lag_seconds{instance="pod"}': "0.2x60"}, {"instance": "pod"}),
    ("ChaeumShedding", {"chaeum_requests_shed_total": "0+60x60"}, {}),
    ("ChaeumTaskSwitchedOff", {'chaeum_task_enabled{task="extract/listing"}': "0x60"}, LISTING),
    ("ChaeumQuotasAlone", {'chaeum_quota_mode{mode="local"}': "1x60"}, {}),
    ("ChaeumGone", {"chaeum_requests_in_flight": "0x40 _x20"}, {}),
    ("ChaeumAtItsMost", {DESIRED: "4x20 30x40", MOST: "30x60"}, {"namespace": "chaeum"}),
    ("ChaeumRestarting", {RESTARTS: "0x30 1x10 2x20"}, POD),
    ("ChaeumOutOfMemory", {RESTARTS: "0x30 1x30", KILLED: "_x30 1x30"}, POD),
    ("ChaeumCountsEvicted", {"chaeum_quota_evictions_total": "0x30 1x30"}, {}),
    ("ChaeumSpansLost", {'chaeum_spans_total{end="failed"}': "0+1x60"}, {}),
    ("ChaeumNeedsAPerson", {'chaeum_alerts_total{provider="p",model="m",row="C6"}': "0+1x60"}, {"row": "C6"}),
    ("ChaeumModelDrift", {'chaeum_model_drifts_total{provider="p",model="m"}': "0+1x60"}, {"provider": "p"}),
    (
        "ChaeumUnusableAnswers",
        {
            'chaeum_attempts_total{task="extract/listing",provider="p",outcome="garbled"}': "0+20x60",
            'chaeum_attempts_total{task="extract/listing",provider="p",outcome="answered"}': "0+80x60",
        },
        {**LISTING, "provider": "p"},
    ),
    (
        "ChaeumRepairing",
        {
            'chaeum_attempts_total{task="extract/listing",kind="repair"}': "0+20x60",
            'chaeum_attempts_total{task="extract/listing",kind="first"}': "0+100x60",
        },
        LISTING,
    ),
    (
        "ChaeumExampleEcho",
        {
            'chaeum_example_echoes_total{task="extract/listing"}': "0+3x60",
            'chaeum_answers_total{task="extract/listing",degraded="false"}': "0+100x60",
        },
        LISTING,
    ),
]
FIRST: list[tuple[str, str, int]] = [
    ("ChaeumInternalErrors", 'chaeum_request_duration_seconds_count{task="extract/listing",outcome="internal"}', 3),
    ("ChaeumNeedsAPerson", 'chaeum_alerts_total{provider="p",model="m",row="C6"}', 5),
    ("ChaeumModelDrift", 'chaeum_model_drifts_total{provider="p",model="m"}', 30),
]
"""Alert, a counter, and for how many minutes its first event is news."""
CALM = {
    "chaeum_feedback_forms_total{task='extract/listing',outcome='edited'}": "0+2x1008 2016+10x60",
    "chaeum_feedback_forms_total{task='extract/listing',outcome='accepted'}": "0+8x1008 8064+8x60",
}
LATER: list[tuple[str, dict[str, str], str]] = [
    ("ChaeumForcedOpen", {'chaeum_breaker_state{provider="p",model="m",state="forced_open"}': "1x200"}, "1500m"),
    ("ChaeumCostUnknown", {'chaeum_cost_unknown_total{provider="p",model="m"}': "0+10x60"}, "300m"),
    ("ChaeumCostJump", {"chaeum_cost_usd_total": "0+0.1x1008 101.8+1x60"}, "10300m"),
    (
        "ChaeumInventing",
        {
            'chaeum_values_total{task="extract/listing",match="dropped"}': "0+1x1008 1028+20x60",
            'chaeum_values_total{task="extract/listing",match="exact"}': "0+99x1068",
        },
        "10300m",
    ),
    ("ChaeumFormsEdited", CALM, "10680m"),
]
"""What takes hours or compares with last week, by series of ten minutes."""
QUIET: list[tuple[str, dict[str, str]]] = [
    ("ChaeumBreakerOpen", {'chaeum_breaker_state{provider="p",model="m",state="open"}': "0 1 0 1 0 1 0 1 0 1"}),
    ("ChaeumDegraded", {'chaeum_answers_total{task="extract/listing",degraded="false"}': "0+60x60"}),
    ("ChaeumModelRetires", {'chaeum_model_retirement_days{provider="p",model="m"}': "31x60"}),
    ("ChaeumRedisAway", {"chaeum_redis_up": "1x60"}),
    ("ChaeumNeedsAPerson", {'chaeum_alerts_total{provider="p",model="m",row="C6"}': "7x60"}),
    ("ChaeumInternalErrors", {'chaeum_request_duration_seconds_count{outcome="internal"}': "_x10 1x50"}),
    ("ChaeumCountsEvicted", {"chaeum_quota_evictions_total": "0x60"}),
    ("ChaeumGone", {'chaeum_requests_in_flight{pod="chaeum-2"}': "0x60"}),
    ("ChaeumAtItsMost", {DESIRED: "29x60", MOST: "30x60"}),
    ("ChaeumAtItsMost", {DESIRED: "4x40 30x20", MOST: "30x60"}),
    ("ChaeumRestarting", {RESTARTS: "0x30 1x30"}),
    ("ChaeumOutOfMemory", {RESTARTS: "3x60", KILLED: "1x60"}),
]


@pytest.mark.parametrize("alert, given, labels", FIRING, ids=lambda value: value if isinstance(value, str) else "")
def test_alerts_fire(promtool: Path, alert: str, given: dict[str, str], labels: dict[str, str]) -> None:
    """On series that mean trouble Prometheus raises the alert, with the labels that say where."""
    assert alert in fired(promtool, alert, given), labels
    assert all(f'{name}="{value}"' in fired(promtool, alert, given) for name, value in labels.items())


@pytest.mark.parametrize("alert, counter, minutes", FIRST, ids=[alert for alert, _, _ in FIRST])
def test_the_first_of_its_kind_is_heard(promtool: Path, alert: str, counter: str, minutes: int) -> None:
    """A counter begins with its first event: no zero before it, and still an alert."""
    assert alert in fired(promtool, alert, {counter: f"_x{50 - minutes} 1x{minutes + 5}"})


@pytest.mark.parametrize("alert, given, at", LATER, ids=[alert for alert, _, _ in LATER])
def test_alerts_of_hours_and_weeks_fire(promtool: Path, alert: str, given: dict[str, str], at: str) -> None:
    """What compares with last week fires when this week is worse."""
    assert alert in fired(promtool, alert, given, at, "10m")


def test_every_alert_was_seen_to_fire() -> None:
    """None is written down without series on which it fires."""
    assert {rule["alert"] for rule in rules() if "alert" in rule} == {case[0] for case in (*FIRING, *LATER)}


def test_a_week_like_the_last_one_is_quiet(promtool: Path) -> None:
    """Forms that are edited as often as a week ago are nobody's ticket."""
    same = {name: values.partition(" ")[0].replace("x1008", "x1068") for name, values in CALM.items()}
    assert fired(promtool, "ChaeumFormsEdited", same, "10680m", "10m") == ""


@pytest.mark.parametrize("alert, given", QUIET, ids=lambda value: value if isinstance(value, str) else "")
def test_alerts_stay_quiet(promtool: Path, alert: str, given: dict[str, str]) -> None:
    """On healthy series there is none."""
    assert fired(promtool, alert, given) == ""


def fired(promtool: Path, alert: str, given: dict[str, str], at: str = "50m", step: str = "1m") -> str:
    """What promtool's evaluation says fired at a time; it tells it by complaining that nothing was expected."""
    test = {
        "rule_files": ["rules.yaml"],
        "evaluation_interval": step,
        "tests": [
            {
                "interval": step,
                "input_series": [{"series": name, "values": values} for name, values in given.items()],
                "alert_rule_test": [{"eval_time": at, "alertname": alert, "exp_alerts": []}],
            }
        ],
    }
    (promtool / "test.yaml").write_text(yaml.safe_dump(test), "utf-8")
    done = subprocess.run(["promtool", "test", "rules", "test.yaml"], cwd=promtool, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert "FAILED" in said or "SUCCESS" in said, said
    return "" if done.returncode == 0 else said[said.index("got:") :]
