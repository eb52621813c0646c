"""The public application: one door per task folder, the probes, the pages; nothing here knows a task by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.errors import Internal, InvalidInput, Problem, UnknownTask, WrongMethod
from app.http import describe, openapi, pages, problems
from app.http.edge import Asgi, Edge, Watch
from app.http.envelope import finish
from app.http.feedback import FeedbackDoor
from app.http.feedback import mount as mount_feedback
from app.http.guard import FILES, Guard
from app.http.health import Health
from app.http.lane import Lane, Received
from app.http.review import ReviewDoor
from app.http.review import mount as mount_review
from app.http.status import Status
from app.tasks.catalog import Catalog

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Doors:
    """What the routes need, handed in by `main`."""

    catalog: Catalog
    health: Health
    watch: Watch
    lane: Lane
    guard: Guard
    status: Status
    feedback: FeedbackDoor
    review: ReviewDoor
    docs: bool = True


def build(doors: Doors) -> Asgi:
    """The whole public ASGI application, its edge included."""
    app = FastAPI(title="Chaeum 채움", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(HTTPException, _framework_problem)
    app.add_exception_handler(RequestValidationError, _framework_problem)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Exception, _fault)  # answered here, then raised again: the edge hears of it
    _probes(app, doors)
    open_to_all = APIRouter(dependencies=[doors.guard.of("pages")])
    files = APIRouter(dependencies=[doors.guard.of("files", FILES)])
    pages.mount(open_to_all, files, docs=doors.docs)
    if doors.docs:
        _documents(app, open_to_all, doors)
    _task_list(open_to_all, doors)
    _status(open_to_all, doors)
    mount_feedback(open_to_all, doors.feedback)
    review = APIRouter(dependencies=[doors.guard.of("review")])
    mount_review(review, doors.review)
    app.include_router(open_to_all)
    app.include_router(review)
    app.include_router(files)
    _tasks(app, doors)
    return Edge(app, doors.lane, doors.watch, lambda: doors.health.draining)


def _probes(app: FastAPI, doors: Doors) -> None:
    @app.get("/healthz/live", tags=["probes"], summary="Is the process alive")
    async def live() -> Response:
        return JSONResponse({"live": doors.health.live}, 200 if doors.health.live else 503)

    @app.get("/healthz/ready", tags=["probes"], summary="May requests be sent here; ?verbose tells more")
    async def ready(request: Request) -> Response:
        shown = doors.health.verbose() if "verbose" in request.query_params else {"ready": doors.health.ready}
        return JSONResponse(shown, 200 if doors.health.ready else 503)


def _documents(app: FastAPI, router: APIRouter, doors: Doors) -> None:
    @router.get("/openapi.json", include_in_schema=False)
    async def document() -> Response:
        return JSONResponse(openapi.document(app, doors.catalog))


def _status(router: APIRouter, doors: Doors) -> None:
    @router.get("/status.json", include_in_schema=False)
    async def status(request: Request) -> Response:
        shown = doors.status.shown(request.scope["headers"])
        return JSONResponse(shown, headers={"Cache-Control": "no-store"})


def _task_list(router: APIRouter, doors: Doors) -> None:
    @router.get("/tasks", tags=["tasks"], summary="What may be asked, with every input and field")
    async def tasks() -> dict[str, Any]:
        return describe.tasks(doors.catalog)


def _tasks(app: FastAPI, doors: Doors) -> None:
    @app.post("/{verb}/{name}", include_in_schema=False)
    async def ask(verb: str, name: str, request: Request) -> Response:
        state = request.scope["state"]
        received: Received | None = state.get("received")
        if received is None:
            doors.catalog.get(f"{verb}/{name}")  # says whether it is unknown or switched off
            raise UnknownTask("there is no such task; GET /tasks lists them")
        asked, looked = received.asked, received.looked
        given = await doors.lane.answering.make(asked, received.who, looked, received.key, received.wanted)
        state["cache"] = given.state
        return Response(finish(given.body, state, given.state, given.answer), media_type="application/json")


# ---- errors: the framework's own go the same way as ours -----------------------------------------------------------
async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    request.scope["state"]["slug"] = error.slug
    status, body, headers = problems.render(error, request.scope["state"]["request_id"])
    headers["Cache-Control"] = "no-store"
    return Response(body, status, headers, problems.MEDIA_TYPE)


async def _fault(request: Request, error: Exception) -> Response:
    return await _problem(request, Internal("something went wrong here; quote the request id when you report it"))


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
