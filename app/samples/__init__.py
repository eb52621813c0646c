"""Answers that are kept for people to look at: which, without whose personal data, where, and for how long.

answer ─▶ chosen (a share by hash, and always what went wrong) ─▶ masked, or dropped ─▶ store (size, age, client)
"""
