"""An upper estimate of what a call will take, made before it: reserved, and settled with the truth afterwards.

Korean costs about one token per syllable with current tokenisers, Latin text less; a character counts as one token.
"""

from __future__ import annotations

from app.tasks.spec import ModelSpec
from app.tasks.task import Version

SCHEMA_TOKENS = 2000
"""What the answer's schema adds to a prompt; the largest of the shipped tasks has about 1,500."""


def tokens_in(version: Version, model: ModelSpec, characters: int) -> int:
    """Tokens of the request: prompt, examples where this model sees them, schema and text."""
    examples = sum(len(example.text) * 2 for example in version.examples) if model.examples else 0
    return characters + len(version.prompt) + examples + SCHEMA_TOKENS
