"""The one shared connection to Redis or Valkey, and what is true when it is away.

Cache, quotas and flights ask through `link.Link`: commands of one loop tick leave as one pipeline, every call is
bounded, and while the server is away every call says so at once (`Away`). Nothing above sees a redis-py exception.
"""
