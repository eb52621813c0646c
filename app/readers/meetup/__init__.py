"""Reads a post of a neighbourhood group: who may come, when, where, for how much (TASKS.md, extract/meetup)."""

from app.readers.meetup.read import read

__all__ = ["read"]
