"""How soon the page takes a paste: navigation to interactive in a cold Chromium, against a real service. Goal 300 ms."""

from __future__ import annotations

import shutil
import statistics
import sys

from playwright.sync_api import sync_playwright
from tests.world.service import running

LOADS = 15


def main() -> None:
    """Print the best, the median and the worst of several cold loads, and what came over the wire."""
    path = shutil.which("chromium")
    if path is None:
        print("\nthe page: not measured, chromium is not installed")
        return
    with running() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        times = []
        for _ in range(LOADS):
            context = browser.new_context()
            page = context.new_page()
            page.goto(service.url)
            page.wait_for_selector("html[data-ready=yes]", state="attached")
            times.append(float(page.evaluate("performance.getEntriesByName('interactive')[0].startTime")))
            context.close()
        browser.close()
    print(f"\nthe page, navigation to interactive, {LOADS} cold loads (goal 300 ms)")
    print(f"  best {min(times):.0f} ms   median {statistics.median(times):.0f} ms   worst {max(times):.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
