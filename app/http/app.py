"""The public application: one door per task folder, the probes, the pages; nothing here knows a task by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.domain import Client
from app.errors import Internal, InvalidInput, Problem, UnknownTask, UnsupportedMedia, WrongMethod
from app.http import describe, openapi, pages, problems, strict_json, validation
from app.http.edge import Asgi, Edge, Log
from app.http.envelope import content, envelope
from app.http.health import Health
from app.pipeline import Pipeline
from app.pipeline import Request as Asked
from app.tasks.catalog import Catalog

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Doors:
    """What the routes need, handed in by `main`."""

    catalog: Catalog
    pipeline: Pipeline
    health: Health
    log: Log
    today: Callable[[], date]
    authenticate: Callable[[Request], Client]
    docs: bool = True


def build(doors: Doors) -> Asgi:
    """The whole public ASGI application, its edge included."""
    app = FastAPI(title="Chaeum 채움", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(HTTPException, _framework_problem)
    app.add_exception_handler(RequestValidationError, _framework_problem)
    app.add_exception_handler(Problem, _problem)
    _probes(app, doors)
    pages.mount(app, docs=doors.docs)
    if doors.docs:
        _documents(app, doors)
    _tasks(app, doors)
    return Edge(app, doors.log, lambda: doors.health.draining)


def _probes(app: FastAPI, doors: Doors) -> None:
    @app.get("/healthz/live", tags=["probes"], summary="Is the process alive")
    async def live() -> Response:
        return JSONResponse({"live": doors.health.live}, 200 if doors.health.live else 503)

    @app.get("/healthz/ready", tags=["probes"], summary="May requests be sent here; ?verbose tells more")
    async def ready(request: Request) -> Response:
        shown = doors.health.verbose() if "verbose" in request.query_params else {"ready": doors.health.ready}
        return JSONResponse(shown, 200 if doors.health.ready else 503)


def _documents(app: FastAPI, doors: Doors) -> None:
    @app.get("/openapi.json", include_in_schema=False)
    async def document() -> Response:
        return JSONResponse(openapi.document(app, doors.catalog))


def _tasks(app: FastAPI, doors: Doors) -> None:
    @app.get("/tasks", tags=["tasks"], summary="What may be asked, with every input and field")
    async def tasks() -> dict[str, Any]:
        return describe.tasks(doors.catalog)

    @app.post("/{verb}/{name}", include_in_schema=False)
    async def ask(verb: str, name: str, request: Request) -> Response:
        task = doors.catalog.get(f"{verb}/{name}")
        request.scope["state"]["task"] = task.name
        client = doors.authenticate(request)
        _check_media_type(request)
        body = strict_json.loads(request.scope["state"]["body"])
        source = validation.source_of(task, body, doors.today())
        began = request.scope["state"]["began"]
        asked = Asked(task, source, client, began, timeout_s=_patience(request))
        answer = await doors.pipeline.run(asked)
        meta = asked.meta(answer, request.scope["state"]["request_id"])
        return Response(envelope(content(answer), meta), media_type="application/json")


def _patience(request: Request) -> float | None:
    """Seconds the client is willing to wait (`X-Request-Timeout-Ms`); it can only lower the task's deadline."""
    given = request.headers.get("x-request-timeout-ms")
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or not 1 <= len(given) <= 6 or int(given) == 0:
        raise InvalidInput("X-Request-Timeout-Ms is a number of milliseconds, 1 to 999999")
    return int(given) / 1000


def _check_media_type(request: Request) -> None:
    given = request.headers.get("content-type", "")
    media, _, parameters = given.partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media.strip().lower() != "application/json" or charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMedia("send Content-Type: application/json, in UTF-8")


# ---- errors: the framework's own go the same way as ours -----------------------------------------------------------
async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    status, body, headers = problems.render(error, request.scope["state"]["request_id"])
    headers["Cache-Control"] = "no-store"
    return Response(body, status, headers, problems.MEDIA_TYPE)


async def _framework_problem(request: Request, error: Exception) -> Response:
    return await _problem(request, _translate(error))


def _translate(error: Exception) -> Problem:
    if isinstance(error, RequestValidationError):
        return InvalidInput("the request does not fit this address")
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return UnknownTask("there is nothing at this address; GET /tasks lists the tasks")
    if status == 405:
        return WrongMethod("this address takes another method; tasks take POST")
    if status < 500:
        return InvalidInput("the request does not fit this address")
    return Internal("something went wrong here; quote the request id when you report it")
