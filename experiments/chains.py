"""Three claims link by link, from lever to outcome: ``python -m experiments.chains``.

Each claim is run four times on the same luck: with and without the policy, and both again with
the mechanism that carries the claim switched off. A link is the difference that the policy
makes, quarter by quarter, with a 90% interval over seeds. The
pictures in ``sim/odd`` are those of the defaults.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.ensembles.posterior import UNCERTAINTY_OPTION

if TYPE_CHECKING:
    import pandas as pd

    from experiments.config.compose import Resolved
    from sim.config import ModelConfig
    from sim.model import CartelMarket

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

OPTIONS: Final = {**UNCERTAINTY_OPTION}
START: Final = "2025-01"
YEARS: Final = 3
QUARTERS: Final = 4 * YEARS
MONTHS_A_QUARTER: Final = 3
RATIO, DIFFERENCE = "ratio", "difference"
ON, OFF = "on", "off"
Watch = Callable[["CartelMarket"], Mapping[str, float]]


@dataclass(frozen=True)
class Link:
    """One step of a chain.

    ``columns`` are added up; ``how`` says whether the policy's mark is a relative change
    or a difference, which is multiplied by ``scale`` to give ``unit``.
    """

    what: str
    columns: tuple[str, ...]
    how: str = RATIO
    unit: str = "change"
    scale: float = 1.0


@dataclass(frozen=True)
class Chain:
    """A claim, the policy that tests it, the mechanism that carries it, and its links."""

    name: str
    claim: str
    policy: str
    mechanism: str
    times: Mapping[str, float]
    to: Mapping[str, float]
    watch: Watch
    links: tuple[Link, ...]


# ----------------------------------------------------------------------- what is watched


def fighting(model: "CartelMarket") -> dict[str, float]:
    """Return the extra fighting at home that removals left, a mean over members."""
    import numpy as np

    cartels, rows = model.cartels, model.cartels.rows
    hazard = cartels.hazard[rows, cartels.home[rows]]
    return {"hazard": float(np.average(hazard, weights=cartels.size[rows]))}


def earnings(model: "CartelMarket") -> dict[str, float]:
    """Return what a young man can earn by law [USD/year], a mean over members' states."""
    import numpy as np

    members = model.cartels.members.sum(axis=0)
    return {"earnings": float(np.average(model.firm_state.expected_earnings, weights=members))}


def routes(model: "CartelMarket") -> dict[str, float]:
    """Return doses sent to the US by land and by other ways."""
    import numpy as np

    from sim.outcomes import US_ROUTES
    from sim.world.axes import CORRIDORS

    doses = np.asarray(model.flows.route_doses)[: len(US_ROUTES)]
    is_land = np.isin(model.world.route_corridor[: len(US_ROUTES)], [*CORRIDORS, "texas"])
    return {"by_land": float(doses[is_land].sum()), "otherwise": float(doses[~is_land].sum())}


# ------------------------------------------------------------------------------- chains

DRUGS: Final = ("fentanyl", "heroin", "methamphetamine", "cocaine")
CHAINS: Final[tuple[Chain, ...]] = (
    Chain(
        "captures",
        "Captures of leaders raise violence",
        "three times the captures",
        "kingpin_fragmentation",
        {"kingpin_captures": 3.0},
        {},
        fighting,
        (
            Link("leaders removed", ("captures",), DIFFERENCE, "more a year", 12.0),
            Link("extra fighting at home", ("hazard",), DIFFERENCE, "points", 100.0),
            Link("criminal groups", ("n_cartels",), DIFFERENCE, "more groups"),
            Link("pairs at war in a state", ("active_fronts",)),
            Link("members killed", ("cartel_deaths",)),
            Link("homicides in Mexico", ("homicides",)),
        ),
    ),
    Chain(
        "tariffs",
        "Tariffs raise recruitment",
        "a tariff of 25%",
        "tariffs_unemployment_recruitment",
        {},
        {"tariff": 25.0},
        earnings,
        (
            Link("formal jobs", ("formal_jobs",)),
            Link("idle young men", ("idle_youth",)),
            Link("what they can earn", ("earnings",)),
            Link("recruits", ("recruits",)),
            Link("members", ("members",)),
            Link("cooperation (a side way)", ("cooperation",)),
        ),
    ),
    Chain(
        "interdiction",
        "Interdiction is offset by displacement",
        "twice the effort at the border",
        "balloon_routes",
        {"border_enforcement": 2.0},
        {},
        routes,
        (
            Link("kilograms seized", tuple(f"seized_kg[{drug}]" for drug in DRUGS)),
            Link("doses sent by land", ("by_land",)),
            Link("doses sent other ways", ("otherwise",)),
            Link("kilograms made", tuple(f"made_kg[{drug}]" for drug in DRUGS)),
            Link("doses that arrive", ("supply_doses",)),
            Link("recruits", ("recruits",)),
        ),
    ),
)


# --------------------------------------------------------------------------------- runs


def arms(config: "ModelConfig") -> list[dict[str, tuple["pd.DataFrame", "pd.DataFrame"]]]:
    """Return for each chain the months with and without its policy, mechanism on and off."""
    from experiments.validation.episodes.lab import Change, Lab

    lab, found = Lab(config), []
    for chain in CHAINS:
        pairs = {}
        for state in (ON, OFF):
            act = switched_off(chain.mechanism) if state == OFF else None
            both = (
                Change(act=act),
                Change(times=chain.times, to=chain.to, act=act),
            )
            base, moved = (lab.run(START, 12 * YEARS, change, chain.watch) for change in both)
            pairs[state] = (moved, base)
        found.append(pairs)
    return found


def switched_off(mechanism: str) -> "Callable[[CartelMarket, int], None]":
    """Return an act that takes a mechanism's strength to zero in the first month."""

    def act(model: "CartelMarket", number: int) -> None:
        if number == 0:
            model.strength = {**model.strength, mechanism: 0.0}

    return act


def table(
    seeds: Sequence[Sequence[Mapping[str, tuple["pd.DataFrame", "pd.DataFrame"]]]],
) -> "pd.DataFrame":
    """Return each link's effect by quarter: chain, link, mechanism, quarter, effect, ends."""
    import pandas as pd

    rows = []
    for place, chain in enumerate(CHAINS):
        for number, link in enumerate(chain.links, start=1):
            for state in (ON, OFF):
                effect, low, high = response(link, [found[place][state] for found in seeds])
                for quarter in range(QUARTERS):
                    ends = (effect[quarter], low[quarter], high[quarter])
                    rows.append((chain.name, number, link.what, state, quarter + 1, *ends))
    names = ["chain", "link", "what", "mechanism", "quarter", "effect", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def response(
    link: Link, pairs: Sequence[tuple["pd.DataFrame", "pd.DataFrame"]]
) -> tuple[Sequence[float], ...]:
    """Return a link's mean effect over seeds by quarter, with its 90% interval."""
    import numpy as np

    from experiments.comparison.effects import mean_interval, ratio_interval

    columns = list(link.columns)
    moved, base = (
        np.array([quarterly(pair[side][columns].sum(axis=1)) for pair in pairs]).T
        for side in (0, 1)
    )
    if link.how == RATIO:
        return ratio_interval(moved, base)
    return mean_interval(link.scale * (moved - base))


def quarterly(months: "pd.Series") -> Sequence[float]:
    """Return means over quarters of a year."""
    means: Sequence[float] = months.to_numpy(float).reshape(-1, MONTHS_A_QUARTER).mean(axis=1)
    return means


@command("chains", "Shows three claims link by link, mechanism on and off.", OPTIONS)
def main(resolved: "Resolved") -> None:
    """Run every chain on paired seeds and write a table and a figure for each."""
    started = time.perf_counter()
    from experiments.mechanism_chains.plots import draw
    from experiments.storage.output import default_folder, whole_folder, write_manifest
    from experiments.validate import episode_configs, seeds_of, spread_out

    folder = resolved.output_dir or default_folder("chains")
    with whole_folder(folder) as staged:
        seeds = spread_out(arms, episode_configs(resolved), resolved.workers)
        found = table(seeds)
        found.to_csv(staged / "chains.csv", index=False, float_format="%.6g")
        draw(found, staged)
        write_manifest(
            staged,
            command="chains",
            config=resolved.tree,
            seeds=seeds_of(resolved),
            started=started,
        )
    print(last_year(found))
    print(f"\n{folder}, {time.perf_counter() - started:.0f} s")


def last_year(found: "pd.DataFrame") -> str:
    """Return the mean effect of the last four quarters, mechanism on and off, as text."""
    from experiments.cli.listing import table as aligned

    late = found[found["quarter"] > QUARTERS - 4]
    wide = late.pivot_table(
        index=["chain", "link", "what"], columns="mechanism", values="effect", sort=False
    )
    how = {(chain.name, link.what): link for chain in CHAINS for link in chain.links}
    rows = []
    for (chain, _, what), row in wide.iterrows():
        link = how[chain, what]
        cells = (f"{row[s]:+.1%}" if link.how == RATIO else f"{row[s]:+.2f}" for s in (ON, OFF))
        rows.append((chain, what, *cells, link.unit))
    return aligned(("chain", "link", "mechanism on", "off", "unit, third year"), rows)


if __name__ == "__main__":
    sys.exit(main())
