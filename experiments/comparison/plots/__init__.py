"""Figures of a comparison, by the names of their files."""

from typing import Final

NAMES: Final = (
    "ranked_effects",
    "over_time",
    "adaptation_offset",
    "tile_map",
    "supply_recruitment",
    "effects_table",
    "levers_over_time",
)
