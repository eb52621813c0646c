"""Write how the task folders become a ConfigMap and again folders: `python -m scripts.prompts_configmap`.

A ConfigMap is flat and its keys know no slash, so a file `parse/real-estate/task.yaml` travels under the key
`parse.real-estate.task.yaml` and the Deployment's volume gives it its path back. Both lists are written here, from the
folders that are there; a test compares.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAP = "prompts/kustomization.yaml"
VOLUME = "k8s/base/prompts-volume.yaml"
NOT_SERVED = ("eval",)
"""Folders that evaluation reads and the service does not."""
_HEAD = "# Written by `python -m scripts.prompts_configmap`; a test compares it with the folders.\n"


def served(prompts: Path) -> list[str]:
    """Every file of every task folder that the service reads, by its path below `prompts`."""
    found = (path.relative_to(prompts) for path in prompts.glob("*/*/**/*") if path.is_file())
    return sorted(
        path.as_posix() for path in found if not any(p in NOT_SERVED or p.startswith(".") for p in path.parts)
    )


def key_of(path: str) -> str:
    """The ConfigMap key of a file."""
    return path.replace("/", ".")


def config_map(paths: list[str]) -> str:
    """The kustomization that makes the ConfigMap. No hash in its name: its change is a reload, not a rollout."""
    files = "".join(f"      - {key_of(path)}={path}\n" for path in paths)
    return (
        f"{_HEAD}apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nconfigMapGenerator:\n"
        f"  - name: chaeum-prompts\n    options: {{disableNameSuffixHash: true}}\n    files:\n{files}"
    )


def volume(paths: list[str]) -> str:
    """The patch of the Deployment's volume."""
    items = "".join(f"              - {{key: {key_of(path)}, path: {path}}}\n" for path in paths)
    return (
        f"{_HEAD}apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: chaeum}}\nspec:\n  template:\n    spec:\n"
        f"      volumes:\n        - name: prompts\n          configMap:\n            name: chaeum-prompts\n"
        f"            items:\n{items}"
    )


def main() -> None:
    """Write both."""
    paths = served(ROOT / "prompts")
    (ROOT / MAP).write_text(config_map(paths), "utf-8")
    (ROOT / VOLUME).write_text(volume(paths), "utf-8")


if __name__ == "__main__":
    main()
