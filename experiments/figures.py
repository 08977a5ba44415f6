"""Draw a saved comparison's figures again: ``python -m experiments.figures source=FOLDER``.

The picture of the README is ``only=supply_recruitment`` of the main job with its defaults.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import Option

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.comparison.results import Comparison
    from experiments.config.compose import Resolved

NAMES: Final = (
    "ranked_effects",
    "over_time",
    "adaptation_offset",
    "tile_map",
    "supply_recruitment",
    "effects_table",
    "levers_over_time",
)


def painters() -> "dict[str, Callable[[Comparison], Figure]]":
    """Return the function that draws each figure, by the name of its file."""
    from experiments.comparison.plots import effects, levers, state_map, time

    drawn = (
        effects.ranked,
        time.fans,
        effects.offsets,
        state_map.tile_map,
        effects.scatter,
        effects.heat_table,
        levers.timeline,
    )
    return dict(zip(NAMES, drawn, strict=True))


def draw(comparison: "Comparison", folder: Path, only: str = "") -> list[Path]:
    """Draw every figure, or one, as PNG and PDF in a folder; return the PNG files."""
    from experiments.presentation import style as style

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with style.styled():
        for name, paint in painters().items():
            if only in ("", name):
                style.save(paint(comparison), folder / name)
                paths.append(folder / f"{name}.png")
    return paths


OPTIONS: Final = {
    "source": Option("", "folder of a comparison; the newest in outputs/compare when empty"),
    "only": Option("", "one figure: " + ", ".join(NAMES), choices=("", *NAMES)),
}


@command("figures", "Draw the figures of a saved comparison again.", OPTIONS, False)
def main(resolved: "Resolved") -> None:
    """Read a comparison and draw its figures."""
    from experiments.comparison.results import load
    from experiments.config.errors import InputError
    from experiments.storage.output import default_folder, whole_folder, write_manifest

    started = time.perf_counter()
    source = resolved.option("source")
    saved = sorted(Path("outputs/compare").glob("*/manifest.json"))
    if not source and not saved:
        raise InputError(["source: there is no outputs/compare; run experiments.compare first"])
    origin = Path(str(source)) if source else saved[-1].parent
    comparison = load(origin)
    folder = resolved.output_dir or default_folder("figures")
    with whole_folder(folder) as staged:
        draw(comparison, staged, resolved.option("only"))
        write_manifest(
            staged, command="figures", config=resolved.tree, seeds=[], started=started
        )
    print(f"figures: {folder}")


if __name__ == "__main__":
    sys.exit(main())
