"""A replica on a part of a core (L11): the kernel's own limit, as a pod's `limits.cpu` sets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PERIOD_US = 100_000
"""What the kubelet uses."""
_ROOT = Path("/sys/fs/cgroup")


@contextmanager
def throttled(pid: int, share: float) -> Iterator[None]:
    """The process may use `share` of a core for the length of a block. Raises OSError where nobody may limit here."""
    old = (_ROOT / "cpu").is_dir()
    parent = _ROOT / "cpu" if old else _ROOT
    group = parent / f"chaos-{pid}"
    group.mkdir()
    try:
        quota = int(share * PERIOD_US)
        if old:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (group / "cpu.max").write_text(f"{quota} {PERIOD_US}")
        (group / "cgroup.procs").write_text(str(pid))
        yield
    finally:
        for one in (group / "cgroup.procs").read_text().split():
            (parent / "cgroup.procs").write_text(one)
        group.rmdir()
