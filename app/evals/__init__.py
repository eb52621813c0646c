"""How good is it, and is the new one better.

cases ─▶ run (asking, ledger, kept answers) ─▶ scored leaf by leaf ─▶ figures ─▶ report · compare ─▶ gates
"""
