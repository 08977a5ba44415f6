"""Draws the figures of a comparison, or one of them."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from experiments.comparison.plots import NAMES, effects, levers, spanish, state_map, time
from experiments.comparison.results import Comparison, load
from experiments.config.compose import Resolved
from experiments.config.errors import InputError
from experiments.presentation import style
from experiments.presentation.languages import speaking
from experiments.presentation.progress import each
from experiments.storage.output import saved


def draw_again(resolved: Resolved) -> None:
    """Read a saved comparison and draw its figures."""
    source = resolved.option("source")
    made = sorted(Path("outputs/compare").glob("*/manifest.json"))
    if not source and not made:
        raise InputError(["source: there is no outputs/compare; run experiments.compare first"])
    origin = Path(str(source)) if source else made[-1].parent
    comparison = load(origin)
    with saved("figures", resolved) as result:
        draw(comparison, result.staged, resolved.option("only"))
    print(f"figures: {result.folder}")


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
    """Draw every figure, or one, in a folder; return the PNG files in English.

    Each is drawn as PNG and PDF, and in Spanish as ``NAME.es.png``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with style.styled():
        chosen = [pair for pair in painters().items() if only in ("", pair[0])]
        for name, paint in each(chosen, "drawing", "figures"):
            style.save(paint(comparison), folder / f"{name}.png")
            with speaking("es"):
                style.save(paint(comparison), spanish(folder / f"{name}.png"), formats=("png",))
            paths.append(folder / f"{name}.png")
    return paths
