"""Errors as people and programs can use them: application/problem+json (RFC 9457).

`type` is `/problems/<slug>`, a page this service serves. Nothing in the body comes from the caller's text.
"""

from __future__ import annotations

import json
import math
from typing import Any

from app import errors
from app.errors import Problem

MEDIA_TYPE = "application/problem+json"
MAX_COMPLAINTS = 20

WHAT_TO_DO = {
    "invalid-input": "`errors` names each field and what is wrong with it. Compare with the schema under /docs.",
    "input-too-long": "Shorten the text: every task names its limit under /tasks; a body may have 128 KiB.",
    "unsupported-media-type": "Send `Content-Type: application/json` and no Content-Encoding.",
    "unauthenticated": "Send your key in `X-API-Key` or as `Authorization: Bearer …`; whoever runs this has them.",
    "not-allowed": "This key is not meant for this task. Ask whoever runs this service.",
    "unknown-task": "GET /tasks lists what there is.",
    "method-not-allowed": "Tasks take POST; see /docs.",
    "quota-exceeded": "Wait as long as `Retry-After` says; `RateLimit-Policy` names the limits.",
    "content-refused": "The text was refused by a provider's content filter. Nothing was kept.",
    "output-rejected": "The model's answers did not pass validation. Try again; it is counted and looked at.",
    "task-disabled": "The folder of this task is broken; /healthz/ready?verbose tells its owner why.",
    "no-provider-left": "Try again after `Retry-After` seconds.",
    "overloaded": "Try again after `Retry-After` seconds.",
    "internal": "This is our fault. Quote the request id when you report it.",
    "header-too-large": "Send at most 64 headers and 16 KiB of them.",
    "bad-request": "The request line or its headers are not proper HTTP.",
}
TITLES = {
    kind.slug: kind.title for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Problem)
} | {"header-too-large": "Too many or too large headers", "bad-request": "Not a proper HTTP request"}


def render(problem: Problem, request_id: str) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of a problem."""
    headers = {}
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(max(1, math.ceil(problem.retry_after_s)))
    elif problem.status in (429, 503):
        headers["Retry-After"] = "1"
    complaints = [{"pointer": c.pointer[:200], "message": c.message} for c in problem.complaints[:MAX_COMPLAINTS]]
    return problem.status, body(problem.status, problem.slug, problem.detail, request_id, complaints), headers


def body(status: int, slug: str, detail: str, request_id: str, complaints: list[dict[str, str]] | None = None) -> bytes:
    """The JSON of one problem; at most 4 KiB."""
    shown: dict[str, Any] = {
        "type": f"/problems/{slug}",
        "title": TITLES[slug],
        "status": status,
        "detail": detail[:500],
        "request_id": request_id,
    }
    if complaints:
        shown["errors"] = complaints
    encoded = json.dumps(shown, ensure_ascii=False).encode()
    while len(encoded) > 4000 and complaints:
        complaints = complaints[: len(complaints) // 2]
        encoded = json.dumps({**shown, "errors": complaints}, ensure_ascii=False).encode()
    return encoded
