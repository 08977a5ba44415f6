"""How drug cartels and drug markets adapt to policy: a Mesa model of supply and recruitment.

The public names below are imported when they are first used, so that what needs one small part
(a list of parameters, say) does not wait for the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.config import ModelConfig
    from sim.levers import LEVER_NAMES, Lever
    from sim.mechanisms import MECHANISMS
    from sim.model import CartelMarket
    from sim.outcomes import OUTCOMES, Outcome
    from sim.params import Params, registry
    from sim.world.load import World, load_world

__all__ = [
    "LEVER_NAMES",
    "MECHANISMS",
    "OUTCOMES",
    "CartelMarket",
    "Lever",
    "ModelConfig",
    "Outcome",
    "Params",
    "World",
    "load_world",
    "registry",
]

HOMES = {
    "CartelMarket": "sim.model",
    "LEVER_NAMES": "sim.levers",
    "Lever": "sim.levers",
    "MECHANISMS": "sim.mechanisms",
    "ModelConfig": "sim.config",
    "OUTCOMES": "sim.outcomes",
    "Outcome": "sim.outcomes",
    "Params": "sim.params",
    "World": "sim.world.load",
    "load_world": "sim.world.load",
    "registry": "sim.params",
}
"""Module of each public name."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
