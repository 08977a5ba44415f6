"""The workshop page: a server that answers what moved levers do, and the page that asks.

``question`` turns what the page holds into a checked plan of paired runs, ``engine`` shares
the runs of all browsers out over a pool of processes, ``answers`` turns finished pairs into
numbers, ``store`` keeps them, and ``server`` talks to the page under ``page/``.
"""
