"""`make bench`: every benchmark, each printing its own table."""

from __future__ import annotations

from scripts import bench_cache, bench_eval, bench_miss, bench_page, bench_reader, bench_tracing


def main() -> None:
    bench_reader.main()
    bench_miss.main()
    bench_cache.main()
    bench_tracing.main()
    bench_page.main()
    bench_eval.main()


if __name__ == "__main__":
    main()
