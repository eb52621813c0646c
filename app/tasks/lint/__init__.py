"""Prompt know-how as rules: each with the sentence of the talk it stands on, found in a folder by file and line."""
