"""The task folders' way through a ConfigMap: flat keys, paths again, a symlink that is swapped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.main import vocabulary
from app.tasks.catalog import Catalog
from app.tasks.watch import Watcher
from scripts import prompts_configmap as generated

from tests.conftest import ROOT
from tests.k8s.conftest import Object, the

MOST_BYTES = 1_000_000
"""What a ConfigMap may hold is 1 MiB."""


def lay_out(root: Path, objects: tuple[Object, ...], stamp: str) -> None:
    """Mount the volume as a kubelet does: a dated folder, `..data` that points to it, links beside it; then swap."""
    data = the(objects, "ConfigMap", "chaeum-prompts")["data"]
    [volume] = [
        one for one in the(objects, "Deployment")["spec"]["template"]["spec"]["volumes"] if one["name"] == "prompts"
    ]
    for item in volume["configMap"]["items"]:
        file = root / f"..{stamp}" / item["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(data[item["key"]], "utf-8")
    fresh = root / "..data_tmp"
    fresh.symlink_to(f"..{stamp}")
    fresh.rename(root / "..data")
    for name in {item["path"].split("/")[0] for item in volume["configMap"]["items"]}:
        if not (root / name).is_symlink():
            (root / name).symlink_to(f"..data/{name}")


def test_the_lists_are_up_to_date() -> None:
    """Whoever adds a file to a task folder runs `python -m scripts.prompts_configmap`."""
    paths = generated.served(ROOT / "prompts")
    assert (ROOT / generated.MAP).read_text("utf-8") == generated.config_map(paths)
    assert (ROOT / generated.VOLUME).read_text("utf-8") == generated.volume(paths)


def test_keys_stay_apart() -> None:
    """No two files share a key, and no evaluation data travels along."""
    paths = generated.served(ROOT / "prompts")
    assert len({generated.key_of(path) for path in paths}) == len(paths) >= 15
    assert not [path for path in paths if "/eval/" in path]


def test_it_fits(objects: tuple[Object, ...]) -> None:
    """All folders fit into one ConfigMap."""
    data = the(objects, "ConfigMap", "chaeum-prompts")["data"]
    assert sum(len(key) + len(value.encode()) for key, value in data.items()) < MOST_BYTES


def test_the_mounted_folders_are_the_folders(overlay: Callable[[str], tuple[Object, ...]], tmp_path: Path) -> None:
    """What loads from the volume is what loads from the repository, to the digest of every version."""
    lay_out(tmp_path, overlay("prod"), "2026_1")
    mounted, ours = Catalog(tmp_path, vocabulary()), Catalog(ROOT / "prompts", vocabulary())
    assert list(mounted.tasks) == list(ours.tasks)
    for name, task in ours.tasks.items():
        assert {v.digest for v in mounted.tasks[name].versions.values()} == {v.digest for v in task.versions.values()}


def test_a_new_config_map_is_served_without_a_restart(
    overlay: Callable[[str], tuple[Object, ...]], tmp_path: Path
) -> None:
    """The kubelet swaps one link; the watcher sees it and reads again."""
    objects = overlay("prod")
    lay_out(tmp_path, objects, "2026_1")
    catalog, reloaded = Catalog(tmp_path, vocabulary()), threading.Event()
    watcher = Watcher(catalog, lambda loaded: reloaded.set())
    watcher.start()
    try:
        key = "parse.real-estate.task.yaml"
        changed = [
            {**one, "data": {**one["data"], key: one["data"][key].replace("deadline_s: 6", "deadline_s: 7")}}
            if one["metadata"]["name"] == "chaeum-prompts"
            else one
            for one in objects
        ]
        for stamp in range(2, 40):  # the watcher begins in a thread of its own: swap until it has seen one
            lay_out(tmp_path, tuple(changed), f"2026_{stamp}")
            if reloaded.wait(0.5):
                break
        assert reloaded.is_set()
        assert catalog.get("parse/real-estate").spec.deadline_s == 7
    finally:
        watcher.stop()
