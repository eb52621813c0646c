"""Chaeum (채움, "filling in"): messy Korean text in, typed and proven fields out."""
