"""Firms: exports, extortion, compliance and violence set jobs and what the young can earn."""

from sim.submodels.firms.process import advance, build

__all__ = ["advance", "build"]
