"""What a hit is measured against: a bare FastAPI endpoint, pydantic in and out, no key, no quota, no cache, no log."""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Question(BaseModel):
    text: str
    reference_date: str | None = None


class Listing(BaseModel):
    property_type: str
    deal_type: str
    deposit: int
    rent: int
    maintenance: int
    area_m2: float
    floor: int
    rooms: int
    options: list[str]
    address: str


class Reply(BaseModel):
    result: Listing
    model: str


app = FastAPI()


@app.post("/parse")
async def parse(question: Question) -> Reply:
    """Ten fields, as a cached model would be returned."""
    listing = Listing(
        property_type="one_room",
        deal_type="monthly",
        deposit=5_000_000,
        rent=450_000,
        maintenance=50_000,
        area_m2=23.14,
        floor=3,
        rooms=1,
        options=["washer", "refrigerator", "air_conditioner"],
        address=question.text[:20],
    )
    return Reply(result=listing, model="m")


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), http="httptools", loop="uvloop", access_log=False, log_level="error")
