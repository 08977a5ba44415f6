"""The command's schedule: read claims, run them, judge them, write table, figure and page."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from experiments.config.compose import Resolved
from experiments.config.errors import InputError
from experiments.ensembles.own_plans import plan_of
from experiments.ensembles.plan import QUICK_MONTHS, SEEDS_A_DRAW, check_horizon
from experiments.ensembles.posterior import draws_of
from experiments.ensembles.runner import simulate
from experiments.public_claims import page
from experiments.public_claims.claim import Claim, read_claims
from experiments.public_claims.plot import FIGURE, draw
from experiments.public_claims.runs import (
    AS_IS,
    FLIPPED,
    OFF,
    REVERSED,
    configs_of,
    effects_of,
    policy_key,
    settings_of,
)
from experiments.public_claims.verdicts import (
    Effect,
    final_verdict,
    rests_on_mechanisms,
    verdict_of,
)
from experiments.storage.output import saved
from experiments.storage.trunk_cache import chosen_folder

COLUMN_OF: Final = {
    AS_IS: "as_is",
    OFF: "off",
    REVERSED: "reversed",
    FLIPPED: "flipped",
}


def judge_all(resolved: Resolved) -> None:
    """Run claims on paired seeds under each of their rules, and write the verdicts."""
    claims = in_time(read_claims(resolved.option("claims")), resolved)
    years = max(claim.horizon for claim in claims)
    draws = draws_of(resolved, SEEDS_A_DRAW)
    plan = plan_of(resolved, configs_of(resolved, claims), years=years, draws=draws)
    check_horizon(plan)
    with saved("claims", resolved, plan.seeds) as result:
        runs = simulate(plan, resolved.workers, history=chosen_folder(resolved))
        results = next(iter(runs.values()))
        results = results[results["outcome"].isin([claim.outcome for claim in claims])]
        start = plan.trunk.calendar.policy_start
        effects = effects_of(claims, results, start, SEEDS_A_DRAW if draws else None)
        table = pd.DataFrame([row_of(claim, effects, len(plan.seeds)) for claim in claims])
        table.to_csv(result.staged / "claims.csv", index=False, float_format="%.8g")
        draw(result.staged / FIGURE, table)
        text = page.render(table, claims, result.staged / f"{FIGURE}.png", resolved)
        (result.staged / "claims.html").write_text(text, encoding="utf-8")
        result.more = {"claims": [claim.name for claim in claims]}
    print(page.in_short(table))
    print(f"page: {result.folder / 'claims.html'}")


def in_time(claims: Sequence[Claim], resolved: Resolved) -> list[Claim]:
    """Return the claims whose year the runs reach; a quick run of all leaves the later out.

    Raises
    ------
    InputError
        If a claim that was asked for by name needs more years than a quick run has.
    """
    late = [one.name for one in claims if resolved.quick and 12 * one.horizon > QUICK_MONTHS]
    if late and resolved.option("claims") is not None:
        what = f"quick: runs two years, too few for {', '.join(late)}"
        raise InputError([f"{what}; allowed: quick=false"])
    if late:
        print(f"note: left out of a quick run, which has two years: {', '.join(late)}")
    return [claim for claim in claims if claim.name not in late]


def row_of(
    claim: Claim, effects: Mapping[tuple[str, str], Effect], n_seeds: int
) -> dict[str, object]:
    """Return a claim's row of ``claims.csv``."""
    verdicts = {
        setting: verdict_of(effects[claim.name, setting], claim.direction, claim.smallest)
        for setting in settings_of(claim)
    }
    row: dict[str, object] = {
        "claim": claim.name,
        "text": claim.text,
        "verdict": final_verdict(verdicts[AS_IS], verdicts.get(FLIPPED)),
        "decided_by": claim.decided_by,
        "rests_on_mechanisms": rests_on_mechanisms(verdicts[AS_IS], verdicts.get(OFF)),
        "scenario": policy_key(claim.policy),
        "reference": policy_key(claim.reference),
        "outcome": claim.outcome,
        "direction": claim.direction,
        "smallest": claim.smallest,
        "horizon": claim.horizon,
        "mechanisms": " ".join(claim.mechanisms),
    }
    for setting, name in COLUMN_OF.items():
        effect = effects.get((claim.name, setting), Effect(*(float("nan"),) * 3))
        row |= {name: effect.mean, f"{name}_low": effect.low, f"{name}_high": effect.high}
        row[f"{name}_verdict"] = verdicts.get(setting, "")
    flips = [f"{path}={value:g}" for path, value in claim.flips.items()]
    return row | {"flips": " ".join(flips), "because": claim.because, "n": n_seeds}
