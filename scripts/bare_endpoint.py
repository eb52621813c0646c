"""What a user would write for the same form: FastAPI, the official SDK's `parse()`, pydantic classes. The peer of
`bench_miss`: the same prompt, the same fields, the same answer; no scanners, no grounding, no cache, no quota.

The classes are made from the task's model schema only so that both systems ask for exactly the same thing.
"""

from __future__ import annotations

import os
from typing import Any, Literal

from app.main import open_catalog
from app.settings import read_settings
from app.tasks.dialects import model_schema
from app.tasks.prompt import compile_prompt
from fastapi import FastAPI
from openai import AsyncOpenAI
from pydantic import BaseModel, create_model

KINDS = {"string": str, "integer": int, "number": float, "boolean": bool}


def as_type(name: str, schema: dict[str, Any]) -> Any:
    """The Python type a user would write for a schema."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "object" in kinds:
        fields: Any = {key: (as_type(f"{name}_{key}", below), ...) for key, below in schema["properties"].items()}
        return create_model(name, **fields)
    if "array" in kinds:
        return list[as_type(name, schema["items"])]  # type: ignore[misc]
    values = [value for value in schema.get("enum", []) if value is not None]
    plain: Any = Literal[tuple(values)] if values else KINDS[next(kind for kind in kinds if kind != "null")]
    return plain | None if "null" in kinds else plain


class Ask(BaseModel):
    text: str


TASK = open_catalog(read_settings({})).get("parse/real-estate")
Answer = as_type("Answer", model_schema(TASK.spec))
PROMPT = compile_prompt(TASK, TASK.stable).prefix
app = FastAPI()
client = AsyncOpenAI(api_key="k", base_url=os.environ["OPENAI_BASE_URL"], max_retries=0)


@app.post("/ask", response_model=Answer)
async def ask(body: Ask) -> Any:
    reply = await client.responses.parse(
        model="gpt-5.4-mini-2026-03-17",
        input=[{"role": "developer", "content": PROMPT}, {"role": "user", "content": body.text}],
        text_format=Answer,
    )
    return reply.output_parsed
