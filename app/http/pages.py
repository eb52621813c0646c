"""What a browser gets: the page, its files, the API's documentation and a page per problem; nothing from outside."""

from __future__ import annotations

import html
import mimetypes
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from app.errors import UnknownTask
from app.http import problems

STATIC = Path(__file__).resolve().parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
STRICT = _POLICY.format(styles="")
DOCS = _POLICY.format(styles=" 'unsafe-inline'")  # Swagger UI sets style attributes
PAGES = {"/": "index.html", "/status": "status.html"}


def mount(app: FastAPI, *, docs: bool) -> None:
    """Add the routes. Files are read once: a request never chooses a path on the disk."""
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
    kept = {name: (path.read_bytes(), _media_type(path)) for name, path in files.items()}

    def send(name: str, policy: str = STRICT) -> Response:
        if name not in kept:
            raise UnknownTask("there is nothing at this address")
        body, media_type = kept[name]
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache", "X-Frame-Options": "DENY"}
        return Response(body, media_type=media_type, headers=headers)

    for address, name in PAGES.items():
        if name in kept:
            app.add_api_route(address, lambda name=name: send(name), include_in_schema=False)

    @app.get("/static/{name:path}", include_in_schema=False)
    async def static(name: str) -> Response:
        return send(name)

    @app.get("/embed/autofill.js", include_in_schema=False)
    async def autofill() -> Response:
        return send("embed/autofill.js")

    @app.get("/problems/{slug}", include_in_schema=False)
    async def problem(slug: str) -> Response:
        if slug not in problems.TITLES:
            raise UnknownTask("there is no such problem")
        return HTMLResponse(_problem_page(slug), headers={"Content-Security-Policy": STRICT})

    if docs:

        @app.get("/docs", include_in_schema=False)
        async def documentation() -> Response:
            return send("docs.html", DOCS)


def _media_type(path: Path) -> str:
    known = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
    return known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _problem_page(slug: str) -> str:
    title, advice = html.escape(problems.TITLES[slug]), html.escape(problems.WHAT_TO_DO[slug])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{title}</h1><p>{advice}</p><p><code>/problems/{slug}</code></p></main></body></html>"
    )
