"""Two real replicas behind a real load balancer, open-loop load, vendors and Redis that fail: `make chaos`.

generator   fixed arrivals, in a process of its own; latency counts from the intended start
world       upstream, Redis, replicas, HAProxy: started, broken and mended by name
watch       breakers, memory and CPU of the replicas while a run goes on
vendors · redis_faults · lifecycle · overload      the scenarios, one function and one row each
report      one table; every latency beside that of a healthy run of the same job
"""
