"""Write how the task folders become ConfigMaps and again folders: `python -m scripts.prompts_configmap`.

One ConfigMap per task folder: `kubectl apply` keeps a copy of an object in an annotation, and annotations end at
262,144 bytes. A ConfigMap is flat and its keys know no slash, so each file travels under its name and the one projected
volume of the Deployment gives it its path back. Both lists are written here, from the folders that are there; a test
compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAPS = "prompts/kustomization.yaml"
VOLUME = "k8s/base/prompts-volume.yaml"
NOT_SERVED = ("eval",)
"""Folders that evaluation reads and the service does not."""
_HEAD = "# Written by `python -m scripts.prompts_configmap`; a test compares it with the folders.\n"
_WHY_OPTIONAL = """\
# optional: a pod of an older ReplicaSet (`kubectl rollout undo`, a node lost amid a rollout) starts although a file that
# it lists is gone by now; without the word its volume would not be mounted. A folder that has thus lost a file it needs
# is broken, which ChaeumTaskSwitchedOff tells. The price: a ConfigMap deleted by mistake takes its task from running pods.
"""


def served(prompts: Path) -> list[str]:
    """Every file of every task folder that the service reads, by its path below `prompts`."""
    found = (path.relative_to(prompts) for path in prompts.glob("*/*/**/*") if path.is_file())
    return sorted(
        path.as_posix() for path in found if not any(p in NOT_SERVED or p.startswith(".") for p in path.parts)
    )


def folders(paths: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The paths by task folder; both in order."""
    return [(folder, list(files)) for folder, files in groupby(sorted(paths), folder_of)]


def folder_of(path: str) -> str:
    """`extract/listing` of `extract/listing/task.yaml`."""
    return "/".join(path.split("/")[:2])


def map_of(folder: str) -> str:
    """The ConfigMap of a task folder."""
    return f"chaeum-prompts-{folder.replace('/', '-')}"


def key_of(path: str) -> str:
    """The key of a file in its folder's ConfigMap."""
    return path.removeprefix(f"{folder_of(path)}/").replace("/", ".")


def config_maps(paths: Sequence[str]) -> str:
    """The kustomization that makes the ConfigMaps. No hash in their names: their change is a reload, not a rollout."""
    maps = "".join(
        f"  - name: {map_of(folder)}\n    files:\n" + "".join(f"      - {key_of(path)}={path}\n" for path in files)
        for folder, files in folders(paths)
    )
    return (
        f"{_HEAD}apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        f"generatorOptions: {{disableNameSuffixHash: true}}\nconfigMapGenerator:\n{maps}"
    )


def volume(paths: Sequence[str]) -> str:
    """The patch of the Deployment's volume: every folder's ConfigMap, each file where the repository has it."""
    sources = "".join(
        f"              - configMap:\n                  name: {map_of(folder)}\n                  optional: true\n"
        "                  items:\n"
        + "".join(f"                    - {{key: {key_of(path)}, path: {path}}}\n" for path in files)
        for folder, files in folders(paths)
    )
    return (
        f"{_HEAD}{_WHY_OPTIONAL}apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: chaeum}}\nspec:\n"
        "  template:\n    spec:\n"
        f"      volumes:\n        - name: prompts\n          projected:\n            sources:\n{sources}"
    )


def main() -> None:
    """Write both."""
    paths = served(ROOT / "prompts")
    (ROOT / MAPS).write_text(config_maps(paths), "utf-8")
    (ROOT / VOLUME).write_text(volume(paths), "utf-8")


if __name__ == "__main__":
    main()
