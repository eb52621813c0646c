"""An answer as bytes: result, evidence and warnings once, and a fresh `meta` for each request that gets them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from app.domain import Answer, Proof, Warn


def content(answer: Answer) -> bytes:
    """The part of the envelope that is the same for everybody who gets this answer, without its braces."""
    shown = {
        "result": answer.result,
        "evidence": {pointer: _proof(proof) for pointer, proof in answer.evidence.items()},
        "warnings": [_warning(warning) for warning in answer.warnings],
    }
    return encode(shown)[1:-1]


def head(answer: Answer) -> bytes:
    """The envelope as far as it is the same for everybody who gets this answer; `finish` closes it."""
    meta = {
        "task": answer.task,
        "version": answer.version,
        "provider": answer.provider,
        "model": answer.model,
        "degraded": answer.degraded,
    }
    return b'{%b,"meta":%b' % (content(answer), encode(meta)[:-1])


def finish(begun: bytes, state: Mapping[str, Any], cache: str, answer: Answer | None = None) -> bytes:
    """`begun` from `head`, with what only this request knows. `answer` is None unless it was made for this request:
    then no model was called, and usage and cost are not known to be anybody's."""
    usage = encode(dict(answer.usage)) if answer is not None and answer.usage is not None else b"null"
    cost = encode(answer.cost_usd) if answer is not None else b"null"
    trace = state.get("trace_id")
    debug = b',"debug":%b' % encode(state["way"]()) if "way" in state else b""
    # Ids are checked to be letters, digits and hyphens; written by hand, because a hit does little else.
    return (
        b'%b,"cache":"%b","attempts":%d,"latency_ms":%.2f,"usage":%b,"cost_usd":%b,"request_id":"%b","trace_id":%b}%b}'
        % (
            begun,
            cache.encode(),
            answer.attempts if answer is not None else 0,
            (time.perf_counter() - state["began"]) * 1000,
            usage,
            cost,
            state["request_id"].encode(),
            b'"%b"' % trace.encode() if trace else b"null",
            debug,
        )
    )


def envelope(kept: bytes, meta: dict[str, Any]) -> bytes:
    """`kept` from `content`, closed with this request's `meta`."""
    return b'{%b,"meta":%b}' % (kept, encode(meta))


def encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _proof(proof: Proof) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "start": proof.span.start,
        "end": proof.span.end,
        "quote": proof.quote,
        "match": proof.match,
    }
    return shown if proof.of == "text" else {**shown, "in": proof.of}


def _warning(warning: Warn) -> dict[str, str]:
    return {"code": warning.code, "path": warning.path, "message": warning.message}
