"""The state of ``firms``, and the firms and state of the first month."""

import numpy as np
from scipy.special import ndtri

from sim.agents.firm import SECTORS, FirmColumns
from sim.array_types import FloatArray
from sim.kernels import wars
from sim.state.firms import FirmState
from sim.state.state import State
from sim.submodels.finance import trades
from sim.submodels.firms import extortion
from sim.world.load import REGIONS

EXPORTER, DOMESTIC, MICRO = range(len(SECTORS))
R = len(REGIONS)
N_CELLS = R * len(SECTORS)


def cells(model: State) -> dict[str, FloatArray]:
    """Return firms, jobs and sales of each region and stratum in 2012, shapes (R, 3).

    Exporters follow export-plant jobs, other formal firms the other formal jobs, micro firms
    people.
    """
    world, params = model.world, model.params.firms
    jobs = model.driver("formal_jobs_baseline") * world.formal_jobs / world.formal_jobs.sum()
    micro = params.micro_job_share * jobs
    exporter = world.export_exposure * (jobs - micro)
    domestic = jobs - micro - exporter
    people = world.population / world.population.sum()
    spread = np.stack([exporter / exporter.sum(), domestic / domestic.sum(), people], axis=1)
    return {
        "firms_2012": spread * params.along("firms", SECTORS),
        "jobs_2012": np.stack([exporter, domestic, micro], axis=1),
        "sales_2012": 1e9 * spread * params.along("sales", SECTORS),
    }


def make_columns(model: State) -> FirmColumns:
    """Return firm agents: some in every cell, sizes by quantiles of a log-normal law."""
    n_agents = model.config.population.firms
    if n_agents < N_CELLS:
        raise ValueError(f"population.firms is {n_agents}, must be at least {N_CELLS}")
    totals = cells(model)
    agents = np.full(N_CELLS, n_agents // N_CELLS)
    largest = np.argsort(-totals["jobs_2012"].ravel(), kind="stable")
    agents[largest[: n_agents % N_CELLS]] += 1
    cell = np.repeat(np.arange(N_CELLS), agents)
    rank = np.concatenate([(np.arange(n) + 0.5) / n for n in agents])
    size = np.exp(model.params.firms.size_spread * ndtri(rank))
    size /= np.bincount(cell, weights=size)[cell]
    columns = FirmColumns.empty(n_agents)
    columns.region, columns.sector = cell // len(SECTORS), cell % len(SECTORS)
    columns.firms_2012 = totals["firms_2012"].ravel()[cell] / agents[cell]
    columns.jobs_2012 = totals["jobs_2012"].ravel()[cell] * size
    columns.sales_2012 = totals["sales_2012"].ravel()[cell] * size
    for name in ("firms", "jobs", "sales"):
        setattr(columns, name, getattr(columns, f"{name}_2012").copy())
    columns.export_exposure = np.where(
        columns.sector == EXPORTER, model.params.firms.exported_share, 0.0
    )
    return columns


def start_state(model: State) -> FirmState:
    """Return the state of the first month; jobs, levies and earnings are set after it."""
    columns = model.firms
    extortable = columns.sector != EXPORTER
    labour_2012 = trades.extortion_labour(model)
    per_firm = max(labour_2012.sum(), 1.0) / columns.firms_2012[extortable].sum()
    firms_by_region = extortion.sum_by_region(
        columns.firms_2012 * extortable, columns.region, R
    )
    pressure = labour_2012 / firms_by_region
    exporting = columns.jobs_2012[columns.sector == EXPORTER].sum()
    zeros = np.zeros(R)
    return FirmState(
        jobs=zeros.copy(),
        baseline=extortion.sum_by_region(columns.jobs_2012, columns.region, R),
        expected_earnings=zeros.copy(),
        expected_earnings_2012=zeros.copy(),
        idle=zeros.copy(),
        extorted_firms=zeros.copy(),
        levies=zeros.copy(),
        marginal_levy=zeros.copy(),
        closed_firms=0.0,
        compliance_cost=0.0,
        gdp_gap=0.0,
        loss_felt=0.0,
        loss_absorbed=0.0,
        uncertainty=0.0,
        designation=model.baseline_lever("terror_designation"),
        violence=np.ones(R),
        collusion=zeros.copy(),
        usual_fighting=fighting(model),
        labour_per_firm=float(per_firm),
        exposed=pressure >= np.median(pressure),
        export_share=float(exporting / columns.jobs_2012.sum()),
    )


def fighting(model: State) -> FloatArray:
    """Return how much rivals fight in each region, shape (R,), as the kernel has it."""
    used, found = int(model.cartels.rows[-1]) + 1, np.empty(R)
    members, rivalry = model.cartels.members[:used], model.cartels.rivalry[:used, :used]
    wars.fighting(members, rivalry, found)
    return found
