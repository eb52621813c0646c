"""What a user would write: FastAPI, the official SDK's `parse()`, a pydantic model. The peer of `bench_miss`."""

from __future__ import annotations

import os

from fastapi import FastAPI
from openai import AsyncOpenAI
from pydantic import BaseModel


class Deal(BaseModel):
    type: str | None
    deposit: int | None
    rent: int | None


class Listing(BaseModel):
    property_type: str | None
    rooms: int | None
    deals: list[Deal]
    maintenance: int | None
    exclusive_m2: float | None
    floor: int | None
    direction: str | None
    address: str | None


class Answer(BaseModel):
    analysis: str
    intent: str | None
    listings: list[Listing]


class Ask(BaseModel):
    text: str


app = FastAPI()
client = AsyncOpenAI(api_key="k", base_url=os.environ["OPENAI_BASE_URL"], max_retries=0)
PROMPT = "당신은 한국 부동산 글을 매물 등록 폼으로 옮기는 데이터 입력 담당자입니다. " * 10


@app.post("/ask")
async def ask(body: Ask) -> Answer | None:
    reply = await client.responses.parse(
        model="gpt-5.4-mini-2026-03-17",
        input=[{"role": "developer", "content": PROMPT}, {"role": "user", "content": body.text}],
        text_format=Answer,
    )
    return reply.output_parsed
