"""Structure: groups that lose leaders, divide, begin, end, spread, ally and absorb."""

from sim.submodels.structure.process import advance, build

__all__ = ["advance", "build"]
