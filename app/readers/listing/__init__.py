"""Second-hand posts: what is sold, in what state, for how much, and how it changes hands.

Rules: TASKS.md extract/listing; KOREAN.md §4.1 (money of goods), §5.1 (how people write). The words are the task
author's (rules.yaml); this package holds the grammar around them.
"""

from app.readers.listing.read import read

__all__ = ["read"]
