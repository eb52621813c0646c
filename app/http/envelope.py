"""An answer as bytes: result, evidence and warnings once, and a fresh `meta` for each request that gets them."""

from __future__ import annotations

import json
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
