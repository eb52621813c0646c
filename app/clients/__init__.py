"""Who may ask: API keys, the file they are kept in, and finding the one that a request carries.

keys.py      how a key looks, and the one thing of it that is stored
file.py      the clients file: read with every flaw named, written whole
registry.py  the file as it is now; a key in, its client out, in constant time
desk.py      add, list, rotate, disable: what an operator does
"""
