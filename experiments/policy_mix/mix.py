"""The command's schedule: plan the runs, run them, write table, figure and page."""

from typing import Final

from experiments.comparison.effects import HORIZONS, pair
from experiments.config.compose import Resolved
from experiments.ensembles.own_plans import plan_of
from experiments.ensembles.plan import NO_POLICY, SEEDS_A_DRAW, check_horizon
from experiments.ensembles.posterior import draws_of
from experiments.ensembles.runner import simulate
from experiments.policy_mix import page
from experiments.policy_mix.arms import (
    RIVAL,
    for_the_same_money,
    key_of,
    mix_of,
    new_money,
    rivals_of,
    subsets,
)
from experiments.policy_mix.contrasts import OUTCOMES, contrasts, table
from experiments.policy_mix.plot import FIGURE, draw
from experiments.storage.output import saved
from experiments.storage.trunk_cache import chosen_folder

YEARS: Final = max(HORIZONS)


def mix(resolved: Resolved) -> None:
    """Run the parts of a mix on paired seeds, and write what each contributes."""
    whole = mix_of(resolved)
    budget = new_money(whole.whole, whole.months)
    others = for_the_same_money(whole, rivals_of(resolved, whole), budget)
    if resolved.quick:  # only the rivals, which are few
        others = {key: one for key, one in others.items() if key.startswith(RIVAL)}
    configs = {key_of(levers): whole.with_levers(levers) for levers in subsets(whole)}
    ordered = {name: configs[name] for name in sorted(configs, key=_reference_first)}
    draws = draws_of(resolved, SEEDS_A_DRAW)
    plan = plan_of(resolved, ordered | others, years=YEARS, draws=draws)
    check_horizon(plan)
    with saved("mix", resolved, plan.seeds) as result:
        runs = simulate(plan, resolved.workers, history=chosen_folder(resolved))
        results = next(iter(runs.values()))
        results = results[results["outcome"].isin(OUTCOMES)]
        paired = pair(results, plan.scenarios, whole.whole.calendar.policy_start, NO_POLICY)
        costs = {
            name: new_money(config, whole.months) for name, config in (ordered | others).items()
        }
        found = table(
            whole,
            paired,
            contrasts(whole, list(others)),
            costs.__getitem__,
            SEEDS_A_DRAW if draws else None,
        )
        found.to_csv(result.staged / "mix.csv", index=False, float_format="%.8g")
        draw(result.staged / FIGURE, found, whole.name)
        text = page.render(found, whole, budget, result.staged / f"{FIGURE}.png", resolved)
        (result.staged / "mix.html").write_text(text, encoding="utf-8")
        result.more = {"levers": whole.levers, "undermining": sorted(whole.undermining)}
    print("\n".join(page.summary(found, whole, budget)))
    print(f"page: {result.folder / 'mix.html'}")


def _reference_first(name: str) -> tuple[bool, str]:
    return name != NO_POLICY, name
