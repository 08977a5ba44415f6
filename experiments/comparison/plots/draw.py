"""Draws the figures of a comparison, or one of them."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from matplotlib.figure import Figure

from experiments.comparison.plots import NAMES, effects, levers, state_map, time
from experiments.comparison.results import Comparison, load
from experiments.config.compose import Resolved
from experiments.config.errors import InputError
from experiments.presentation import style
from experiments.storage.output import default_folder, whole_folder, write_manifest


def draw_again(resolved: Resolved) -> None:
    """Read a saved comparison and draw its figures."""
    started = perf_counter()
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


def painters() -> dict[str, Callable[[Comparison], Figure]]:
    """Return the function that draws each figure, by the name of its file."""
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


def draw(comparison: Comparison, folder: Path, only: str = "") -> list[Path]:
    """Draw every figure, or one, as PNG and PDF in a folder; return the PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with style.styled():
        for name, paint in painters().items():
            if only in ("", name):
                style.save(paint(comparison), folder / name)
                paths.append(folder / f"{name}.png")
    return paths
