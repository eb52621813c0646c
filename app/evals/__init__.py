"""How good is it, and is the new one better.

cases ─▶ run (asking, ledger, kept answers) ─▶ judged leaf by leaf ─▶ figures ─▶ report · compare ─▶ gates
"""
