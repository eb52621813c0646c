"""Reads a neighbourhood review: whether it is one, and the shops it tells of (TASKS.md, extract/places)."""

from app.readers.places.read import read

__all__ = ["read"]
