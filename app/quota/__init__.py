"""What a client or a provider account may use, and who keeps count of it.

limits.py    what is limited (Limit, Allowance), in requests, tokens, micro-USD and calls at a time
take.lua     all limits of one call or none, on Redis' clock;  settle.lua  what was not used is given back
redis.py     exact over all pods;  local.py  the pod's share while Redis is away;  memory.py  exact in one process
headers.py   RateLimit-Policy, RateLimit, Retry-After, X-Quota-Mode
"""
