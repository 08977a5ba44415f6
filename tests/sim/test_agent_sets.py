"""Sets of row views against Mesa's sets of plain objects, method by method."""

import random
import statistics
from collections.abc import Callable

import mesa
import pytest

from experiments.run import build
from sim.agents.cartel import Cartel
from sim.agents.consumer import Consumer
from sim.agents.enforcer import Enforcer
from sim.agents.firm import Firm
from sim.model import CartelMarket
from sim.population import RowAgent

KINDS = {
    Cartel: ("home", "cash", ("leadership", "pay")),
    Consumer: ("state", "weight", ("tolerance", "habit")),
    Enforcer: ("kind", "place", ("budget", "effort")),
    Firm: ("sector", "jobs", ("paying", "levy")),
}
"""Of each kind: an attribute to group by, one with different values, and two more."""


SMALL = ("population.consumers=1500", "population.firms=300", "calendar.end=2015-12-01")


def small_model() -> CartelMarket:
    return build([*SMALL, "calendar.policy_start=2014-01-01"])


class Plain(mesa.Agent):
    """An ordinary agent with the attributes of a view."""

    def __init__(self, model: CartelMarket, view: RowAgent, names: tuple[str, ...]) -> None:
        super().__init__(model)
        self.row = view.row
        for name in names:
            setattr(self, name, getattr(view, name))


class Twins:
    """One kind of agents twice, as views of rows and as objects, with equal random numbers."""

    def __init__(self, model: CartelMarket, kind: type[RowAgent]) -> None:
        self.group, self.value, self.others = KINDS[kind]
        self.views = model.agents_by_type[kind]
        self.world = world = mesa.Model(rng=1)  # kept: it alone keeps its agents alive
        names = (self.group, self.value, *self.others)
        self.objects = mesa.agent.AgentSet(
            [Plain(world, view, names) for view in self.views], random=random.Random(3)
        )
        self.views.random = random.Random(3)

    def same[T](self, question: Callable[[mesa.agent.AgentSet], T]) -> T:
        """Assert that both sets answer alike, and return the answer."""
        answers = [question(agents) for agents in (self.views, self.objects)]
        assert answers[0] == answers[1]
        return answers[0]


def rows(agents: mesa.agent.AgentSet) -> list[int]:
    return [agent.row for agent in agents]


@pytest.fixture(scope="module")
def model() -> CartelMarket:
    return small_model().run_to(2)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def twins(request: pytest.FixtureRequest, model: CartelMarket) -> Twins:
    return Twins(model, request.param)


def test_length_order_and_places(twins: Twins) -> None:
    assert twins.same(len) > 0
    twins.same(rows)
    twins.same(lambda agents: rows(agents.to_list()))
    twins.same(lambda agents: rows(iter(agents)))
    twins.same(lambda agents: agents.to_list()[1] in agents)
    twins.same(bool)


def test_select(twins: Twins) -> None:
    middle = statistics.median(twins.views.get(twins.value))

    def above(agent: mesa.Agent) -> bool:
        return bool(getattr(agent, twins.value) > middle)

    assert twins.same(lambda agents: rows(agents.select(above)))
    twins.same(lambda agents: rows(agents.select(above, at_most=3)))
    twins.same(lambda agents: rows(agents.select(at_most=0.25)))
    assert twins.same(lambda agents: len(agents.select(agent_type=mesa.Agent))) > 0
    twins.same(lambda agents: len(agents.select(agent_type=mesa.Model)))


@pytest.mark.parametrize("ascending", [True, False])
def test_sort(twins: Twins, ascending: bool) -> None:
    twins.same(lambda agents: rows(agents.sort(twins.value, ascending=ascending)))
    by_row = twins.same(
        lambda agents: rows(agents.sort(lambda agent: -agent.row, ascending=ascending))
    )
    assert by_row == sorted(by_row, reverse=not ascending)[::-1]


def test_groupby(twins: Twins) -> None:
    def groups(agents: mesa.agent.AgentSet, result_type: str) -> dict[object, list[int]]:
        grouped = agents.groupby(twins.group, result_type=result_type)
        return {name: rows(members) for name, members in grouped}

    found = twins.same(lambda agents: groups(agents, "agentset"))
    assert sum(map(len, found.values())) == len(twins.views)  # none lost to weak references
    twins.same(lambda agents: groups(agents, "list"))
    twins.same(lambda agents: agents.groupby(lambda agent: agent.row % 3).count())
    twins.same(lambda agents: agents.groupby(twins.group).map(len))
    twins.same(lambda agents: agents.groupby(twins.group).agg(twins.value, sum))


def test_get(twins: Twins) -> None:
    twins.same(lambda agents: agents.get(twins.value))
    twins.same(lambda agents: agents.get([twins.value, *twins.others]))
    twins.same(lambda agents: agents.get("absent", handle_missing="default", default_value=7))
    for agents in (twins.views, twins.objects):
        with pytest.raises(AttributeError):
            agents.get("absent")


def test_agg_and_map(twins: Twins) -> None:
    twins.same(lambda agents: agents.agg(twins.value, sum))
    twins.same(lambda agents: agents.agg(twins.value, [min, max, len]))
    twins.same(lambda agents: agents.map(lambda agent: getattr(agent, twins.value) + 1.0))
    twins.same(lambda agents: agents.map("__getattribute__", twins.value))


def test_set_reaches_the_columns_and_returns_the_set(twins: Twins) -> None:
    name = twins.others[0]
    before = twins.views.get(name)
    assert twins.views.set(name, 0.25) is twins.views
    twins.objects.set(name, 0.25)
    twins.same(lambda agents: agents.get(name))
    first = twins.views.to_list()[0]
    assert (getattr(first.columns, name)[rows(twins.views)] == 0.25).all()
    for view, thing, value in zip(twins.views, twins.objects, before, strict=True):
        setattr(view, name, value)
        setattr(thing, name, value)


def test_do_visits_each_once_in_order_and_shuffled_alike(twins: Twins) -> None:
    def visits(agents: mesa.agent.AgentSet, method: str) -> list[tuple[int, str]]:
        seen = []
        getattr(agents, method)(lambda agent, mark: seen.append((agent.row, mark)), "x")
        return seen

    in_order = twins.same(lambda agents: visits(agents, "do"))
    shuffled = twins.same(lambda agents: visits(agents, "shuffle_do"))
    assert sorted(shuffled) == sorted(in_order)
    assert shuffled != in_order
    twins.same(lambda agents: rows(agents.shuffle()))


def test_copies_are_sets_of_their_own(twins: Twins) -> None:
    def changed(agents: mesa.agent.AgentSet) -> tuple[list[int], bool, bool, int]:
        part = agents.select(at_most=10)
        gone = part.to_list()[3]
        part.remove(gone)
        with pytest.raises(KeyError):
            part.remove(gone)
        part.discard(gone)
        part.add(gone)
        part.add(gone)
        return rows(part), gone in part, gone in agents, len(agents)

    twins.same(changed)


def test_in_place_changes_keep_the_same_set(twins: Twins) -> None:
    def changed(agents: mesa.agent.AgentSet) -> list[int]:
        part = agents.select(at_most=20)
        assert part.sort(twins.value, inplace=True) is part
        assert part.select(lambda agent: agent.row % 2 == 0, inplace=True) is part
        return rows(part)

    twins.same(changed)


def test_a_row_in_use_cannot_be_removed(twins: Twins) -> None:
    with pytest.raises(RuntimeError, match="row is in use"):
        twins.views.to_list()[0].remove()
    assert twins.views.to_list()[0] in twins.views


def test_asking_for_agents_changes_no_result() -> None:
    plain, asked = small_model(), small_model()
    for _ in range(3):
        plain.step()
        asked.step()
        asked.agents.shuffle_do(lambda agent: agent.is_current)
    assert plain.results().equals(asked.results())


def test_views_are_made_only_of_the_kind_that_is_asked_for() -> None:
    model = small_model()
    model.run_to(2)
    assert len(mesa.Model.agents.fget(model)) == 0  # a run makes none
    sets = model.agents_by_type
    assert set(sets) == {Cartel, Firm, Enforcer, Consumer}
    firms = sets[Firm]
    assert len(mesa.Model.agents.fget(model)) == len(firms) == model.firms.rows.size
    assert sets[Firm] is firms
    with pytest.raises(KeyError):
        sets[Plain]
    assert len(model.agents) == sum(len(agents) for agents in sets.values())
    assert list(sets.items())[1][1] is firms
