"""Answers that were given before: under which key, sealed how, kept where, and who makes one while others wait.

key.py         everything that shapes an answer, as one HMAC
directives.py  what the client's Cache-Control asks for
sealed.py      encrypted and authenticated values with their own times
store.py       the port, and the LRU in this process;  redis.py  the shared one;  near.py  the one before the other
flights.py     identical questions share one call, in this process and over all pods
kept.py        all of it together: the one class that requests meet
"""
