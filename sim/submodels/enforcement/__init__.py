"""Enforcement: effort that learns, arrests, removals of leaders, and strikes.

Removals of the past are dated (``events.csv``, to 2024) and drawn afterwards.
"""

from sim.submodels.enforcement.process import FORCES, advance, build

__all__ = ["FORCES", "advance", "build"]
