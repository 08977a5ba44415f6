"""A model is freed after its run, so that memory stays flat over many runs."""

import gc
import resource
import tracemalloc
import weakref
from collections.abc import Iterator

import mesa
import pytest

from experiments.config.compose import compose, to_model_config
from experiments.ensembles.plan import ADAPTING, Arm
from experiments.ensembles.runner import run_seed
from sim.agents.cartel import Cartel
from sim.agents.consumer import ConsumerColumns
from sim.config import ModelConfig
from sim.model import CartelMarket

SMALL = ["population.consumers=500", "population.firms=100", "calendar.end=2012-04-01"]


def test_a_model_is_freed_after_its_run_and_its_views_with_it() -> None:
    model = CartelMarket(to_model_config(compose(SMALL)))
    branch = model.run_to(2).branch(model.config)
    assert len(branch.agents_by_type[Cartel]) > 0
    branch.run()
    known = len(getattr(mesa.Agent, "_ids", ()))
    watched = [weakref.ref(model), weakref.ref(branch)]
    del model, branch
    gc.collect()

    assert [watch() for watch in watched] == [None, None]
    assert len(getattr(mesa.Agent, "_ids", ())) <= known


def test_memory_is_flat_over_runs() -> None:
    config = to_model_config(compose(SMALL))
    CartelMarket(config).run()
    tracemalloc.start()
    sizes = []
    for _ in range(8):
        CartelMarket(config).run()
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()

    # one model holds fifty times as much; pandas drops its dead weak references only now and
    # then, which is some 15 kB a run meanwhile
    assert sizes[-1] - sizes[1] < 200_000


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Switch the collector of cycles off: what is freed is freed at once."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_an_ensemble_lets_every_model_go_at_once(
    no_collector: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched: list[weakref.ref[ConsumerColumns]] = []
    build, branch = CartelMarket.__init__, CartelMarket.branch

    def built(self: CartelMarket, config: ModelConfig) -> None:
        build(self, config)
        watched.append(weakref.ref(self.consumers))

    def branched(
        self: CartelMarket, config: ModelConfig, *, has_new_rules: bool = False
    ) -> CartelMarket:
        twin = branch(self, config, has_new_rules=has_new_rules)
        watched.append(weakref.ref(twin.consumers))
        return twin

    monkeypatch.setattr(CartelMarket, "__init__", built)
    monkeypatch.setattr(CartelMarket, "branch", branched)
    config = to_model_config(compose(SMALL))
    arm = Arm("strikes", ADAPTING, 2, config)
    run_seed(config, [arm, arm], 1)

    assert len(watched) == 3
    assert [watch() for watch in watched] == [None, None, None]


@pytest.mark.slow
def test_memory_is_flat_over_a_thousand_runs() -> None:
    config = to_model_config(compose([*SMALL, "population.cartels=20"]))
    arm = Arm("strikes", ADAPTING, 2, config)
    peaks = []
    for number in range(500):  # a history and a branch each
        run_seed(config, [arm], number)
        if number in (49, 499):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    assert (
        peaks[1] - peaks[0] < 20_000
    )  # KiB: models that were kept would hold fifty times more
