"""OpenAPI 3.1 of what is served right now: the fixed routes from FastAPI, one operation per task from its folder."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.errors import Problem
from app.http.problems import MEDIA_TYPE
from app.tasks.catalog import Catalog
from app.tasks.task import Task

Schema = dict[str, Any]
ABOUT = """메모장이나 카카오톡에서 복사한 한국어 글을 붙여 넣으면, 근거가 있는 입력값이 돌아옵니다.

Paste messy Korean text, get typed fields back, each with the words it came from. Every value in `result` that stands
in the text has an entry in `evidence`: code point offsets into the text as sent. null means the text does not say."""
PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
_PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "/problems/<slug>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_RESPONSES = {
    401: "No valid API key",
    403: "This key may not use this task",
    413: "More text or bytes than the task takes",
    415: "Not plain JSON",
    422: "The body does not fit the task",
    429: "The client's quota is used up; Retry-After says when",
    503: "Busy, switched off, or nobody could answer; Retry-After says when",
}


def document(app: FastAPI, catalog: Catalog) -> Schema:
    """The whole document."""
    fixed = get_openapi(title="Chaeum 채움", version=app.version, routes=app.routes, description=ABOUT)
    paths: Schema = {f"/{name}": {"post": operation(task)} for name, task in catalog.tasks.items()}
    schemas = fixed.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    fixed["components"]["securitySchemes"] = {
        "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    fixed["paths"] = {**paths, **fixed.get("paths", {})}
    return fixed


def operation(task: Task) -> Schema:
    """`POST /<task>` with its request, its answer and a Korean example."""
    answer: Schema = {"description": "The fields, each with its evidence", "content": {"application/json": {}}}
    answer["content"]["application/json"] = {"schema": task.answer_schema}
    return {
        "operationId": task.name.replace("/", "_").replace("-", "_"),
        "summary": task.spec.title,
        "description": task.spec.about,
        "tags": ["tasks"],
        "security": [{}, {"key": []}, {"bearer": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": task.request_schema, "examples": _examples(task)}},
        },
        "responses": {"200": answer, **{str(s): _problem(text) for s, text in _RESPONSES.items()}},
    }


def _examples(task: Task) -> Schema:
    return {
        example.id: {"summary": example.text.strip().splitlines()[0][:60], "value": {"text": example.text}}
        for example in task.stable.examples
    }


def _problem(description: str) -> Schema:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": PROBLEM_REF}}}


def slugs() -> dict[str, type[Problem]]:
    """Every problem there is, by slug."""
    found: dict[str, type[Problem]] = {}
    for kind in Problem.__subclasses__():
        found[kind.slug] = kind
    return found
