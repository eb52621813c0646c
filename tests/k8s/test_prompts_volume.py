"""The task folders' way through ConfigMaps: flat keys, paths again, a symlink that is swapped."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from app.main import vocabulary
from app.tasks.catalog import Catalog
from app.tasks.watch import Watcher
from scripts import prompts_configmap as generated

from tests.conftest import ROOT
from tests.k8s.conftest import Object, bytes_of, of_kind, the

Data = dict[str, str]

MOST_BYTES = 230_000
"""What `kubectl apply` can keep of a ConfigMap in its annotation is 262,144 bytes; the rest is room to grow."""
VOLUME = "prompts"


def sources(objects: tuple[Object, ...]) -> list[dict[str, Any]]:
    """The ConfigMaps that the one volume of the folders is made of."""
    volumes = the(objects, "Deployment")["spec"]["template"]["spec"]["volumes"]
    [volume] = [one for one in volumes if one["name"] == VOLUME]
    return [one["configMap"] for one in volume["projected"]["sources"]]


def mounted(objects: tuple[Object, ...]) -> dict[str, str]:
    """Path → text, as a kubelet projects it: what is not there stops the pod, unless its source is optional."""
    maps = {one["metadata"]["name"]: one["data"] for one in of_kind(objects, "ConfigMap")}
    files = {}
    for source in sources(objects):
        data = maps.get(source["name"], {})
        for item in source["items"]:
            if item["key"] in data:
                files[item["path"]] = data[item["key"]]
            elif not source.get("optional"):
                raise LookupError(f"{source['name']} references non-existent config key: {item['key']}")
    return files


def lay_out(root: Path, objects: tuple[Object, ...], stamp: str) -> None:
    """Mount the volume as a kubelet does, for projected volumes as for a ConfigMap's: a dated folder, `..data` that
    points to it, links beside it; then swap, and the folder of before is removed."""
    files, data = mounted(objects), root / "..data"
    before = data.resolve() if data.is_symlink() else None
    for path, text in files.items():
        file = root / f"..{stamp}" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    fresh = root / "..data_tmp"
    fresh.symlink_to(f"..{stamp}")
    fresh.rename(data)
    for name in {path.split("/")[0] for path in files}:
        if not (root / name).is_symlink():
            (root / name).symlink_to(f"..data/{name}")
    if before is not None:
        shutil.rmtree(before)


def with_data(objects: tuple[Object, ...], folder: str, change: Callable[[Data], Data]) -> tuple[Object, ...]:
    """The objects as if the ConfigMap of `folder` held something else."""
    name = generated.map_of(folder)
    assert of_kind(objects, "ConfigMap", name)
    return tuple({**one, "data": change(one["data"])} if one["metadata"]["name"] == name else one for one in objects)


def test_the_lists_are_up_to_date() -> None:
    """Whoever adds a file to a task folder runs `python -m scripts.prompts_configmap`."""
    paths = generated.served(ROOT / "prompts")
    assert (ROOT / generated.MAPS).read_text("utf-8") == generated.config_maps(paths)
    assert (ROOT / generated.VOLUME).read_text("utf-8") == generated.volume(paths)


def test_keys_stay_apart() -> None:
    """No two folders share a ConfigMap, no two files a key, and no evaluation data travels along."""
    paths = generated.served(ROOT / "prompts")
    assert len({(generated.map_of(generated.folder_of(path)), generated.key_of(path)) for path in paths}) == len(paths)
    maps = [generated.map_of(folder) for folder, _ in generated.folders(paths)]
    assert len(set(maps)) == len(maps) >= 7
    assert not [path for path in paths if "/eval/" in path]


def test_each_fits(objects: tuple[Object, ...]) -> None:
    """The ConfigMap of a folder can be applied, and its folder may grow by a tenth before anybody has to think."""
    for source in sources(objects):
        assert bytes_of(the(objects, "ConfigMap", source["name"])) <= MOST_BYTES, source["name"]


def test_the_volume_holds_every_file(objects: tuple[Object, ...]) -> None:
    """Each file of each folder but evaluation's, under the path it has in the repository, to the last byte."""
    folders = ROOT / "prompts"
    ours = {path.relative_to(folders).as_posix(): path for path in folders.glob("*/*/**/*") if path.is_file()}
    ours = {name: path for name, path in ours.items() if name.split("/")[2] != "eval"}
    assert {name: text.encode() for name, text in mounted(objects).items()} == {
        name: path.read_bytes() for name, path in ours.items()
    }


def test_the_mounted_folders_are_the_folders(overlay: Callable[[str], tuple[Object, ...]], tmp_path: Path) -> None:
    """What loads from the volume is what loads from the repository, to the digest of every version."""
    lay_out(tmp_path, overlay("prod"), "2026_1")
    there, ours = Catalog(tmp_path, vocabulary()), Catalog(ROOT / "prompts", vocabulary())
    assert list(there.every) == list(ours.every)
    for name, task in ours.every.items():
        assert {v.digest for v in there.every[name].versions.values()} == {v.digest for v in task.versions.values()}


def test_a_new_config_map_is_served_without_a_restart(
    overlay: Callable[[str], tuple[Object, ...]], tmp_path: Path
) -> None:
    """The kubelet swaps one link and removes what was before; the watcher sees it and reads again."""

    def later(data: Data) -> Data:
        return {**data, "task.yaml": data["task.yaml"].replace("deadline_s: 6", "deadline_s: 7")}

    objects, name = overlay("prod"), "parse/real-estate"
    lay_out(tmp_path, objects, "2026_1")
    catalog, reloaded = Catalog(tmp_path, vocabulary()), threading.Event()
    watcher = Watcher(catalog, lambda now: reloaded.set() if now.tasks[name].spec.deadline_s == 7 else None)
    watcher.start()
    try:
        changed = with_data(objects, name, later)
        for stamp in range(2, 40):  # the watcher begins in a thread of its own: swap until it has seen one
            lay_out(tmp_path, changed, f"2026_{stamp}")
            if reloaded.wait(0.5):
                break
        assert reloaded.is_set()
        assert catalog.get(name).spec.deadline_s == 7
    finally:
        watcher.stop()


@pytest.mark.parametrize("gone", ["v1.md", "examples.yaml", None])
def test_an_older_pod_starts_without_a_file_it_lists(
    overlay: Callable[[str], tuple[Object, ...]], tmp_path: Path, gone: str | None
) -> None:
    """A rollback of the Deployment alone meets ConfigMaps of today: one file less, or a folder less, and the rest serves."""
    objects, name = overlay("prod"), "suggest/hashtags"
    old = with_data(objects, name, lambda data: {key: text for key, text in data.items() if gone not in (key, None)})
    lay_out(tmp_path, old, "2026_1")
    catalog = Catalog(tmp_path, vocabulary(), tolerate_broken=True)
    whole = set(Catalog(ROOT / "prompts", vocabulary()).tasks)
    assert set(catalog.tasks) == (whole if gone == "examples.yaml" else whole - {name})
    assert catalog.disabled == ([name] if gone == "v1.md" else [])


def test_without_the_word_it_would_not(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """What `optional` is for: the same ConfigMaps under strict sources stop the pod."""
    objects = with_data(overlay("prod"), "suggest/hashtags", lambda data: {})
    assert all(source["optional"] for source in sources(objects))
    strict = yaml.safe_load(yaml.safe_dump(list(objects)).replace("optional: true", "optional: false"))
    with pytest.raises(LookupError):
        mounted(tuple(strict))
