"""How long one lookup in a large gazetteer takes: `python scripts/bench_gazetteer.py [--rows 1000000]`.

Writes a made-up gazetteer of that many rows (chains with hundreds of branches, shops with common and rare names, some
of them mistyped in the question), builds its index in a temporary folder and prints the measured percentiles.
Exits 1 when p99 is above 5 ms.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.linking.gazetteer import GazetteerPlaces
from app.linking.gazetteer_index import index_of
from app.linking.port import PlaceQuery, Point

BUDGET_MS = 5.0
SYLLABLES = (
    "가나다라마바사아자차하고노도로모보소오조초호구누두루무부수우주추기니디리미비시이지치단달담별봄빛솔숲온윤은정참한해"
)
SHOP_WORDS = "커피 식당 국수 헤어 네일 약국 치과 한의원 피아노 필라테스 제과 떡집 분식 곱창 갈비 마트 세탁 책방 공방"
CHAIN_NAMES = "스타벅스 투썸플레이스 메가커피 이디야커피 올리브영 다이소 파리바게뜨 써브웨이 맥도날드 본죽"
KINDS, CHAINS = SHOP_WORDS.split(), CHAIN_NAMES.split()
CATEGORIES = ["cafe", "restaurant", "beauty", "hospital", "academy", "shop", "mart"]


def row(number: int, dice: random.Random, dongs: list[str]) -> dict[str, str | float | int]:
    """One made-up entry; every eighth is a branch of a chain."""
    dong = dice.choice(dongs)
    chain = number % 8 == 0
    own = "".join(dice.choices(SYLLABLES, k=dice.choice((2, 2, 3))))
    name = dice.choice(CHAINS) if chain else own + dice.choice(KINDS)
    return {
        "id": f"b{number:07}", "name": name, "branch": f"{dong[:-1]}점" if chain else "",
        "category": dice.choice(CATEGORIES), "address": f"서울 {dong[:2]}구 {dong[:2]}로 {number % 300}", "dong": dong,
        "lat": round(33.2 + dice.random() * 5, 6), "lng": round(126.2 + dice.random() * 3, 6), "phone": "",
    }  # fmt: skip


def main() -> int:
    """Generate, build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=2_000)
    options = parser.parse_args()
    dice = random.Random(7)
    dongs = sorted({"".join(dice.choices(SYLLABLES, k=2)) + "동" for _ in range(3_600)})
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "gazetteer.csv"
        asked = write(table, options.rows, options.lookups, dice, dongs)
        began = time.perf_counter()
        index = index_of(table, Path(folder) / "cache")
        took, size = time.perf_counter() - began, index.stat().st_size / 2**20
        print(f"rows {options.rows}  index {size:.0f} MiB built in {took:.0f} s")
        return report(GazetteerPlaces(table, Path(folder) / "cache"), asked)


def write(table: Path, rows: int, lookups: int, dice: random.Random, dongs: list[str]) -> list[tuple[str, PlaceQuery]]:
    """The CSV, and questions about some of its rows: as written, mistyped, or by position."""
    asked = []
    chosen = set(dice.sample(range(rows), min(lookups, rows)))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "name", "branch", "category", "address", "dong", "lat", "lng", "phone"])
        writer.writeheader()
        for number in range(rows):
            entry = row(number, dice, dongs)
            writer.writerow(entry)
            if number in chosen:
                asked.append((str(entry["id"]), question(entry, dice)))
    return asked


def question(entry: dict[str, str | float | int], dice: random.Random) -> PlaceQuery:
    """How a text would name the entry: a third mistyped, a fifth by position instead of dong."""
    name = str(entry["name"])
    if dice.random() < 0.33:
        at = dice.randrange(len(name))
        name = name[:at] + chr(ord(name[at]) + 1) + name[at + 1 :]
    if dice.random() < 0.2:
        return PlaceQuery(name, near=Point(float(entry["lat"]), float(entry["lng"])))
    return PlaceQuery(name, regions=(str(entry["dong"]),))


def report(search: GazetteerPlaces, asked: list[tuple[str, PlaceQuery]]) -> int:
    """Ask everything, print percentiles and how often the entry was among the answers."""
    took, hits = [], 0
    for wanted, query in asked:
        began = time.perf_counter()
        found = search.look_up(query)
        took.append((time.perf_counter() - began) * 1000)
        hits += any(place.id == wanted for place in found)
    search.close()
    took.sort()
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"lookups {len(took)}  found {hits / len(took):.1%}  p50 {p50:.2f} ms  p99 {p99:.2f} ms  max {took[-1]:.2f} ms"
    )
    print(f"peak memory of the process {peak:.0f} MiB (building included)")
    return 0 if p99 <= BUDGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
