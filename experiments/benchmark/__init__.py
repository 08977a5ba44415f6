"""How fast the model is, as ratios: ``python -m experiments.benchmark``.

Times are CPU times of one process, taken in turn; only ratios are judged. Where the clock on
the wall counts (pools, starts, branches of a policy) it says so.
"""
