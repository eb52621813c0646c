"""Which place search answers: Kakao or Naver where a key is set, else a gazetteer file, else none."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2

from app.linking.gazetteer import GazetteerPlaces
from app.linking.guarded import CooldownBreaker, Guarded, MemoryPlaceCache
from app.linking.kakao import KakaoPlaces
from app.linking.naver import NaverPlaces
from app.linking.port import PlaceSearch


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """What the settings say about place search. Keys never leave this module but in a header."""

    kakao_key: str | None = None
    naver_id: str | None = None
    naver_secret: str | None = None
    gazetteer: Path | None = None
    cache_dir: Path | None = None

    @property
    def told(self) -> str:
        """The search that will be used, in a word."""
        if self.kakao_key:
            return "kakao"
        if self.naver_id and self.naver_secret:
            return "naver"
        return f"gazetteer {self.gazetteer.name}" if self.gazetteer else "none"


def connect_places(options: PlaceOptions) -> PlaceSearch | None:
    """The search to use, behind its breaker and cache; None when there is nothing to search in."""
    if options.kakao_key:
        return _guarded(KakaoPlaces(_client(), options.kakao_key), "kakao")
    if options.naver_id and options.naver_secret:
        return _guarded(NaverPlaces(_client(), options.naver_id, options.naver_secret), "naver")
    if options.gazetteer is None or not options.gazetteer.is_file():
        return None
    try:
        cache_dir = options.cache_dir or Path(tempfile.gettempdir()) / "chaeum"
        return GazetteerPlaces(options.gazetteer, cache_dir)
    except OSError:  # nowhere to write the index, as on a read-only root without a temporary folder
        return None


def _client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(follow_redirects=False, trust_env=False)


def _guarded(search: PlaceSearch, source: str) -> PlaceSearch:
    return Guarded(search, CooldownBreaker(time.monotonic), MemoryPlaceCache(time.monotonic), source)
