"""The routes behind the page `/review`; every one needs a reviewer's key, and shows only the tasks of that key.

GET  /review/samples        what waits: ?task= ?why= ?of=todo|done|disputed ?cursor=
GET  /review/samples/<id>   one sample with its rows
POST /review/verdicts       {"id", "seen", "fields": {pointer: right | wrong | corrected}, "values": {pointer: value}}
GET  /review/agreement      how far reviewers agree
GET  /review/export         ?task= the confirmed ones that one has judged, as lines for eval/adopted.jsonl
POST /review/adoptions      {"id"}: one of them into the task's folder, where this service may write it
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import jsonschema_rs
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.answering import Answering
from app.clients.registry import Registered
from app.errors import Complaint, InvalidInput, NotAllowed, Overloaded, UnknownTask, UnsupportedMedia
from app.http import review_shown as shown
from app.http import strict_json
from app.http.lane import Identify, is_json
from app.http.reviewers import reviewer
from app.keyvalue.link import Away
from app.samples import adopted
from app.samples.adopted import AlreadyAdopted, NotAdopted
from app.samples.review import RANKS, Board, Desk, Item, agreements, outcome
from app.samples.store import Refused
from app.samples.verdict import WORDS, Verdict, check
from app.tasks.catalog import Catalog
from app.tasks.task import Task

PAGE = 50
GONE = "there is no such sample for you, or it has changed; look at the list again"
ELSEWHERE = "This service does not write its task folders; download the cases and add them where the folders are kept."
_ID = {"type": "string", "pattern": "^(feedback|sample)-[0-9a-f]{24}$"}
_NAMES = {"maxLength": 200}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["id", "seen", "fields"],
    "additionalProperties": False,
    "properties": {
        "id": _ID,
        "seen": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "fields": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 2000,
            "propertyNames": _NAMES,
            "additionalProperties": {"enum": list(WORDS)},
        },
        "values": {"type": "object", "maxProperties": 500, "propertyNames": _NAMES},
    },
}
_VERDICT = jsonschema_rs.Draft202012Validator(_SCHEMA)
_ADOPTION = jsonschema_rs.Draft202012Validator(
    {"type": "object", "required": ["id"], "additionalProperties": False, "properties": {"id": _ID}}
)


@dataclass(frozen=True, slots=True)
class ReviewDoor:
    """What the routes need. `desk` is None where no samples are kept; `adopts`: the task folders may be written."""

    catalog: Catalog
    desk: Desk | None
    identify: Identify
    answering: Answering
    adopts: bool
    today: Callable[[], date]

    async def listed(self, request: Request) -> dict[str, Any]:
        """A page of the queue. Raises a Problem."""
        who = self._who(request)
        told = {"me": who.client.name, "adopts": self.adopts, "keeps": self.desk is not None}
        if self.desk is None:
            return {**told, "left": 0, "samples": [], "next": None}
        asked = request.query_params
        board = await self._board(self.desk)
        items = await asyncio.to_thread(self._chosen, board, who, dict(asked))
        begin = shown.place_of(asked["cursor"]) if "cursor" in asked else None
        rest = [item for item in items if begin is None or item.place > begin]
        more = shown.cursor_of(rest[PAGE - 1]) if len(rest) > PAGE else None
        return {**told, "left": len(items), "samples": [shown.summary(one) for one in rest[:PAGE]], "next": more}

    async def one(self, request: Request, name: str) -> dict[str, Any]:
        """One sample. Raises a Problem."""
        who = self._who(request)
        board, item, task = await self._found(who, name)
        return await asyncio.to_thread(shown.whole, task, board, item, who.client.name)

    async def judge(self, request: Request) -> dict[str, Any]:
        """Keep a verdict; what it comes to. It counts as a request of the reviewer's quota. Raises a Problem."""
        who = self._who(request)
        body = _body(request, _VERDICT)
        _, item, task = await self._found(who, body["id"])
        if item.seen != body["seen"]:
            raise UnknownTask(GONE)
        await self.answering.charge(who, task)
        fields, values = body["fields"], body.get("values") or {}
        await asyncio.to_thread(check, task, item.sample, fields, values)
        assert self.desk is not None
        me, at = who.client.name, self.desk.now()
        verdict = Verdict(item.id, item.seen, task.name, item.sample["client"], me, at, fields, values)
        try:
            await self.desk.take(verdict)
        except (Away, Refused, OSError):
            raise Overloaded("the verdict could not be kept; send it again", retry_after_s=2) from None
        said = (await self._board(self.desk)).said_of(item)
        comes_to = await asyncio.to_thread(outcome, task, item, said)
        return {"kept": True, **shown.after(comes_to, said, me)}

    async def agreement(self, request: Request) -> dict[str, Any]:
        """How far reviewers agree, by task and field. Raises a Problem."""
        who = self._who(request)
        if self.desk is None:
            return {"tasks": []}
        board = await self._board(self.desk)
        names = [name for name in self.catalog.every if who.client.may_use(name)]
        return {"tasks": shown.figures(await asyncio.to_thread(agreements, board, names))}

    async def export(self, request: Request) -> bytes:
        """Cases as lines of JSON. Raises a Problem."""
        who = self._who(request)
        if self.desk is None:
            return b""
        board, only = await self._board(self.desk), request.query_params.get("task")
        rows = await asyncio.to_thread(lambda: list(self._confirmed(board, who, only)))
        return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)

    async def adopt(self, request: Request) -> dict[str, Any]:
        """One confirmed sample into the folder of its task. Raises a Problem."""
        who = self._who(request)
        body = _body(request, _ADOPTION)
        if not self.adopts:
            raise NotAllowed(ELSEWHERE)
        board, item, task = await self._found(who, body["id"])
        row = await asyncio.to_thread(self._case, board, who, item, task)
        if row is None:
            raise InvalidInput("only what you have judged, and everybody found alike, becomes a case")
        try:
            path = await asyncio.to_thread(adopted.adopt, task, row)
        except AlreadyAdopted:
            return {"adopted": False, "case": row["id"]}
        except NotAdopted as error:
            raise InvalidInput(f"the sample {error}") from None
        except OSError:
            raise Overloaded("the task's folder cannot be written now") from None
        return {"adopted": True, "case": row["id"], "file": path.name}

    # ---- finding -----------------------------------------------------------------------------------------------------
    def _who(self, request: Request) -> Registered:
        return reviewer(self.identify, request.scope["headers"])

    async def _board(self, desk: Desk) -> Board:
        try:
            return await desk.board()
        except (Away, Refused, OSError):
            raise Overloaded("the samples cannot be read now", retry_after_s=2) from None

    async def _found(self, who: Registered, name: str) -> tuple[Board, Item, Task]:
        """The sample, if it is of a task that this reviewer sees. Raises UnknownTask, the same for every reason."""
        if self.desk is not None:
            board = await self._board(self.desk)
            item = board.items.get(name)
            task = self.catalog.every.get(item.sample["task"]) if item is not None else None
            if item is not None and task is not None and who.client.may_use(task.name):
                return board, item, task
        raise UnknownTask(GONE)

    def _chosen(self, board: Board, who: Registered, asked: dict[str, str]) -> list[Item]:
        """The items that a list asks for, in their order."""
        of, me = asked.get("of", "todo"), who.client.name
        if of not in ("todo", "done", "disputed") or asked.get("why", "share") not in RANKS:
            raise InvalidInput("of is todo, done or disputed; why is a reason for which samples are kept")
        mine = [
            item for item in self._of(board, who, asked.get("task")) if (me in board.said_of(item)) == (of != "todo")
        ]
        if of == "disputed":
            mine = [item for item in mine if self._state(board, item) == "disputed"]
        return [item for item in mine if asked.get("why") in (None, *item.sample["why"])]

    def _of(self, board: Board, who: Registered, only: str | None) -> Iterator[Item]:
        for item in board.items.values():
            name = item.sample["task"]
            if only in (None, name) and name in self.catalog.every and who.client.may_use(name):
                yield item

    def _state(self, board: Board, item: Item) -> str:
        return outcome(self.catalog.every[item.sample["task"]], item, board.said_of(item)).state

    def _confirmed(self, board: Board, who: Registered, only: str | None) -> Iterator[dict[str, Any]]:
        for item in self._of(board, who, only):
            task = self.catalog.every[item.sample["task"]]
            row = self._case(board, who, item, task)
            if row is not None and not adopted.flaw_of(task, row):
                yield row

    def _case(self, board: Board, who: Registered, item: Item, task: Task) -> dict[str, Any] | None:
        """The sample as a case, if the caller has judged it and it is confirmed."""
        said = board.said_of(item)
        form = outcome(task, item, said).form if who.client.name in said else None
        return adopted.confirmed(item.sample, form, said, self.today()) if form is not None else None


def mount(router: APIRouter, door: ReviewDoor) -> None:
    """The routes. None of them is in /docs: they are the page's, and the page is their documentation."""

    @router.get("/review/samples", include_in_schema=False)
    async def listed(request: Request) -> Response:
        return _private(await door.listed(request))

    @router.get("/review/samples/{name}", include_in_schema=False)
    async def one(name: str, request: Request) -> Response:
        return _private(await door.one(request, name))

    @router.post("/review/verdicts", include_in_schema=False)
    async def judge(request: Request) -> Response:
        return _private(await door.judge(request))

    @router.get("/review/agreement", include_in_schema=False)
    async def agreement(request: Request) -> Response:
        return _private(await door.agreement(request))

    @router.post("/review/adoptions", include_in_schema=False)
    async def adopt(request: Request) -> Response:
        return _private(await door.adopt(request))

    @router.get("/review/export", include_in_schema=False)
    async def export(request: Request) -> Response:
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="reviewed.jsonl"'}
        return Response(await door.export(request), media_type="application/x-ndjson", headers=headers)


def _private(told: dict[str, Any]) -> Response:
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _body(request: Request, validator: Any) -> dict[str, Any]:
    """The checked body. Only as JSON: a form that another site submits is none."""
    if not is_json(request.scope["state"]["fields"]):
        raise UnsupportedMedia("send Content-Type: application/json, in UTF-8")
    body = strict_json.loads(request.scope["state"].get("body", b""))
    if not validator.is_valid(body):
        raise InvalidInput("the body does not fit; see docs/eval", complaints=(Complaint("", "does not fit"),))
    return body
