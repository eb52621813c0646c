"""`POST /feedback`: what a person made of an answer.

    {"request_id": "…", "task": "parse/real-estate", "kind": "edited", "form": {…}, "text": "…", …inputs as they were sent}

accepted   the form was taken as it was filled in
edited     `form` is the form as it was submitted, in the shape of `result`
judged     `fields` says of single values: {"/price": "accepted" | "edited" | "cleared"}

The question comes along because the answer is found by it; it must be the client's own and still kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import jsonschema_rs
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.errors import Complaint, InvalidInput, NotAllowed
from app.feedback import SAID, Feedback, Feedbacks
from app.http import strict_json, validation
from app.http.lane import Identify
from app.tasks.catalog import Catalog

ENVELOPE = ("request_id", "task", "kind", "form", "fields")
_SCHEMA = {
    "type": "object",
    "required": ["request_id", "task", "kind", "text"],
    "properties": {
        "request_id": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"},
        "task": {"type": "string", "maxLength": 81},
        "kind": {"enum": ["accepted", "edited", "judged"]},
        "form": {"type": "object"},
        "fields": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 500,
            "propertyNames": {"maxLength": 120},
            "additionalProperties": {"enum": list(SAID)},
        },
    },
    "allOf": [
        {"if": {"properties": {"kind": {"const": "edited"}}}, "then": {"required": ["form"]}},
        {"if": {"properties": {"kind": {"const": "judged"}}}, "then": {"required": ["fields"]}},
    ],
}
_VALIDATOR = jsonschema_rs.Draft202012Validator(_SCHEMA)


@dataclass(frozen=True, slots=True)
class FeedbackDoor:
    """What the route needs."""

    catalog: Catalog
    feedbacks: Feedbacks
    identify: Identify
    today: Callable[[], date]

    async def take(self, request: Request) -> dict[str, Any]:
        """One feedback; it counts as a request of the client's quota. Raises a Problem."""
        who = self.identify(request.scope["headers"])
        body = strict_json.loads(request.scope["state"].get("body", b""))
        given = _checked(body)
        task = self.catalog.get(body["task"])
        if not who.client.may_use(task.name):
            raise NotAllowed(f"This key is not meant for {task.name}.")
        await self.feedbacks.answering.charge(who, task)
        question = {key: value for key, value in body.items() if key not in ENVELOPE}
        source = validation.source_of(task, question, self.today())
        judged, counted = await self.feedbacks.take(who, task, source, given)
        return {"counted": counted, "leaves": judged.counts(), "untouched": judged.untouched}


def mount(router: APIRouter, door: FeedbackDoor) -> None:
    """The route."""

    @router.post("/feedback", tags=["feedback"], summary="What a person made of an answer", include_in_schema=False)
    async def feedback(request: Request) -> Response:
        return JSONResponse(await door.take(request), headers={"Cache-Control": "no-store"})


def _checked(body: dict[str, Any]) -> Feedback:
    wrong = next(_VALIDATOR.iter_errors(body), None)
    if wrong is not None:
        # Only names of our own: what stands in a form, or is its key, is the caller's.
        first = str(wrong.instance_path[0]) if wrong.instance_path else ""
        pointer = f"/{first}" if first in ENVELOPE else ""
        raise InvalidInput("the body is no feedback", complaints=(Complaint(pointer, "does not fit; see /docs"),))
    form = body.get("form") if body["kind"] == "edited" else None
    return Feedback(body["request_id"], body["kind"], form, body.get("fields") or {})
