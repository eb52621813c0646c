"""What a browser gets: the page, its files, the API's documentation and a page per problem; nothing from outside."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.errors import UnknownTask
from app.http import problems
from app.http.assets import Assets

STATIC = Path(__file__).resolve().parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
STRICT = _POLICY.format(styles="")
DOCS = _POLICY.format(styles=" 'unsafe-inline'")  # Swagger UI sets style attributes
PAGES = {"/": "index.html", "/status": "status.html", "/review": "review.html"}


def mount(app: APIRouter, files: APIRouter, *, docs: bool) -> None:
    """Add the pages, and the files they are made of. Read once: a request never chooses a path on the disk."""
    assets = Assets(STATIC)

    for address, name in PAGES.items():
        if name in assets:
            app.add_api_route(address, _serving(assets, name), include_in_schema=False)

    @files.get("/static/{name:path}", include_in_schema=False)
    async def static(request: Request, name: str) -> Response:
        return assets.reply(name, request, STRICT)

    @files.get("/embed/autofill.js", include_in_schema=False)
    async def autofill(request: Request) -> Response:
        return assets.reply("embed/autofill.js", request, STRICT)

    @app.get("/problems/{slug}", include_in_schema=False)
    async def problem(slug: str) -> Response:
        if slug not in problems.TITLES:
            raise UnknownTask("there is no such problem")
        return HTMLResponse(_problem_page(slug), headers={"Content-Security-Policy": STRICT})

    if docs:

        @app.get("/docs", include_in_schema=False)
        async def documentation(request: Request) -> Response:
            return assets.reply("docs.html", request, DOCS)


def _serving(assets: Assets, name: str) -> Callable[[Request], Awaitable[Response]]:
    """A route of its own for one file."""

    async def serve(request: Request) -> Response:
        return assets.reply(name, request, STRICT)

    return serve


def _problem_page(slug: str) -> str:
    title, advice = html.escape(problems.TITLES[slug]), html.escape(problems.WHAT_TO_DO[slug])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{title}</h1><p>{advice}</p><p><code>/problems/{slug}</code></p></main></body></html>"
    )
