"""Offers hashtags for a post (TASKS.md, suggest/hashtags)."""

from app.readers.hashtags.read import read

__all__ = ["read"]
