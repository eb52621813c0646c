"""The page's files over the wire: compressed where that is taken, not sent twice, never chosen by a path."""

from __future__ import annotations

import gzip

import httpx2
import pytest

from tests.conftest import ROOT

STATIC = ROOT / "app" / "http" / "static"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*"])
def test_a_file_is_compressed_for_who_takes_it(http: httpx2.Client, accepted: str) -> None:
    """The bytes on the wire are gzip, smaller, and unpack to the file."""
    with http.stream("GET", "/static/app.js", headers={"accept-encoding": accepted}) as reply:
        raw = b"".join(reply.iter_raw())
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(raw) == (STATIC / "app.js").read_bytes()
    assert len(raw) < len(gzip.decompress(raw)) / 2


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "*;q=0", "br", ""])
def test_a_file_is_plain_for_who_does_not(http: httpx2.Client, accepted: str) -> None:
    """Nobody is sent an encoding they did not name."""
    reply = http.get("/static/app.js", headers={"accept-encoding": accepted})
    assert "content-encoding" not in reply.headers
    assert reply.content == (STATIC / "app.js").read_bytes()


def test_a_file_that_the_browser_has_is_not_sent_again(http: httpx2.Client) -> None:
    """The validator of the first reply makes the second one a 304 without a body, policy included."""
    etag = http.get("/").headers["etag"]
    again = http.get("/", headers={"if-none-match": f'"other", {etag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert "default-src 'none'" in again.headers["content-security-policy"]
    assert http.get("/", headers={"if-none-match": 'W/"other"'}).status_code == 200


def test_an_office_behind_one_address_can_open_the_page(http: httpx2.Client) -> None:
    """Thirty people a minute, forty files each, and nobody is turned away."""
    assert {http.get("/static/icon.svg").status_code for _ in range(30 * 40)} == {200}


@pytest.mark.parametrize("name", ["../app.py", "..%2f..%2fsettings.py", "/etc/passwd", "docs", "", "app.js/", "%00"])
def test_a_path_chooses_nothing_but_a_file_of_the_page(http: httpx2.Client, name: str) -> None:
    """Whatever is asked for, only files that were read at start can come back."""
    assert http.get(f"/static/{name}").status_code == 404
