"""How the program is seen: traces, metrics, logs, and the recent requests that can be explained. Never a caller's text.

    span(…), fact(…) ─▶ Trace ─┬▶ OTLP, console     only if somebody collects, see `export`
       from every floor         ├▶ metrics           numbers with closed sets of labels
                                ├▶ one log line
                                └▶ recent            `chaeum explain <request-id>`

Whoever is above opens spans and states facts; what becomes of them is decided here.
"""
