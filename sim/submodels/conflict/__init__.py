"""Conflict: who fights whom in which state, and how many die."""

from sim.submodels.conflict.process import advance, build, n_active_fronts, rivals_of

__all__ = ["advance", "build", "n_active_fronts", "rivals_of"]
