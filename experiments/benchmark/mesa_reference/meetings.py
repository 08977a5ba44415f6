"""Groups as ordinary Mesa objects that meet in pairs: new wars, and members who change sides.

Stands in for `structure.contact_rates` and `structure.takeover`; members, hazards and
alliances come from the market, as they do there.
"""

import math
from typing import Any

import mesa
import numpy as np

from sim.array_types import FloatArray
from sim.kernels.groups import CONTACT_SIZE, MOST_CONTACT
from sim.params.structure import StructureParams
from sim.submodels.structure import process as structure


class Neighbour(mesa.Agent):
    """One group: where its members are, and what it shares with each other group."""

    def __init__(self, model: "Meetings", place: int) -> None:
        """Be the group at one place of the arrays."""
        super().__init__(model)
        self.place = place
        self.members: dict[int, float] = {}
        self.root: dict[int, float] = {}
        self.size = self.hazard = 0.0
        self.allied: list[bool] = []

    def settle(self, members: list[float]) -> None:
        """Know where one's members are."""
        self.members = {region: men for region, men in enumerate(members) if men > 0.0}
        self.size = max(sum(members), 1e-9)
        self.root = {place: math.sqrt(men / self.size) for place, men in self.members.items()}

    def meet(self) -> None:
        """Set the rate of a new war with every other group that comes later."""
        rates = self.model.answer
        for other in self.model.groups[self.place :]:
            overlap = sum(
                part * other.root[place]
                for place, part in self.root.items()
                if place in other.root
            )
            weight = min(math.sqrt(self.size * other.size) / CONTACT_SIZE, MOST_CONTACT)
            shaken = 1.0 + max(self.hazard + other.hazard, -0.9)
            rate = self.model.rate * overlap * weight * shaken
            rates[self.place][other.place] = rates[other.place][self.place] = rate

    def win_over(self) -> None:
        """Win members of weaker groups in each state, or lose some to stronger ones."""
        for region, own in self.members.items():
            won = 0.0
            for other in self.model.present[region]:
                if not self.allied[other.place]:
                    lead = (self.size - other.size) / (self.size + other.size)
                    won += lead * other.members[region]
            gain = self.model.rate * own / self.model.crowd[region] * won
            self.model.answer[self.place][region] = gain


class Meetings(mesa.Model):
    """The groups of a market as objects that meet."""

    def __init__(self) -> None:
        """Begin with none: they are met in the first month."""
        super().__init__(rng=1)
        self.groups: list[Neighbour] = []
        self.present: dict[int, list[Neighbour]] = {}
        self.crowd: list[float] = []
        self.answer: list[list[float]] = []
        self.rate = 0.0

    def contact_rates(
        self, members: FloatArray, hazard: FloatArray, params: StructureParams
    ) -> FloatArray:
        """Stand in for ``structure.contact_rates``; arguments and result as there."""
        self._gather(members, params.contact_rate, width=len(members))
        for group, shaken in zip(self.groups, hazard.tolist(), strict=True):
            group.hazard = shaken
        self.agents.shuffle_do("meet")
        return np.array(self.answer)

    def takeover(
        self, members: FloatArray, alliance: FloatArray, rate: float, dt: float
    ) -> FloatArray:
        """Stand in for ``structure.takeover``; arguments and result as there."""
        self._gather(members, min(rate * dt, 0.5), width=members.shape[1])
        for group, allied in zip(self.groups, (alliance > 0.0).tolist(), strict=True):
            group.allied = allied
        self.crowd = np.maximum(members.sum(axis=0), 1e-9).tolist()
        self.agents.shuffle_do("win_over")
        return np.array(self.answer)

    def _gather(self, members: FloatArray, rate: float, *, width: int) -> None:
        """Let every group know its members and who else is where; clear the answer."""
        while len(self.groups) > len(members):
            self.groups.pop().remove()
        while len(self.groups) < len(members):
            self.groups.append(Neighbour(self, len(self.groups)))
        self.rate, self.answer = rate, [[0.0] * width for _ in self.groups]
        self.present = {region: [] for region in range(members.shape[1])}
        for group, own in zip(self.groups, members.tolist(), strict=True):
            group.settle(own)
            for region in group.members:
                self.present[region].append(group)

    def replacements(self) -> dict[tuple[Any, str], Any]:
        """Return what stands in for which rules of the market."""
        return {
            (structure, "contact_rates"): self.contact_rates,
            (structure, "takeover"): self.takeover,
        }
