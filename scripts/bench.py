"""`make bench`: every benchmark, each printing its own table."""

from __future__ import annotations

from scripts import bench_reader


def main() -> None:
    bench_reader.main()


if __name__ == "__main__":
    main()
