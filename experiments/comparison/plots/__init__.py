"""Figures of a comparison, by the names of their files."""

from pathlib import Path
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


def spanish(picture: Path) -> Path:
    """Return the file of a picture in Spanish."""
    return picture.with_suffix(".es.png")
