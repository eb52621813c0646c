"""`make bench`: every benchmark, each printing its own table."""

from __future__ import annotations

from scripts import bench_miss, bench_reader


def main() -> None:
    bench_reader.main()
    bench_miss.main()


if __name__ == "__main__":
    main()
