"""Groups as ordinary Mesa objects that fight pair by pair where they meet.

Stands in for `conflict_fronts.fights`: who fights whom, and what it costs both. Members,
hazards, alliances and fronts come from the market, as they do there.
"""

from typing import Any

import mesa
import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.submodels.conflict import fronts

War = tuple[IntArray, IntArray, IntArray, FloatArray]


class Group(mesa.Agent):
    """One group: its strength by state, and what it loses this month."""

    def __init__(self, model: "Groups", place: int) -> None:
        """Be the group at one place of the arrays."""
        super().__init__(model)
        self.place = place
        self.strength: dict[int, float] = {}
        self.hazard: dict[int, float] = {}
        self.inside: dict[int, float] = {}
        self.peace: list[float] = []
        self.deaths: dict[int, float] = {}

    def fight(self) -> None:
        """Fight every later group in each state where both are, and one's own."""
        for region, own in self.strength.items():
            self.deaths[region] += self.inside[region] * own**2
            for other in self.model.present[region]:
                if other.place > self.place:
                    self.strike(other, region, self.peace[other.place])

    def strike(self, other: "Group", region: int, intensity: float) -> None:
        """Lose as much as the other loses."""
        blow = intensity * self.strength[region] * other.strength[region]
        blow *= 1.0 + self.hazard[region] + other.hazard[region]
        self.deaths[region] += blow
        other.deaths[region] += blow


class Groups(mesa.Model):
    """The groups of a market as objects."""

    def __init__(self) -> None:
        """Begin with none: they are met in the first month."""
        super().__init__(rng=1)
        self.groups: list[Group] = []
        self.present: dict[int, list[Group]] = {}

    def fights(
        self,
        strength: FloatArray,
        hazard: FloatArray,
        inside: FloatArray,
        background: FloatArray,
        war: War,
    ) -> FloatArray:
        """Stand in for ``conflict_fronts.fights``; arguments and result as there."""
        self._meet(strength, hazard, inside, background)
        self.agents.shuffle_do("fight")
        i, j, region, intensity = (part.tolist() for part in war)
        for first, second, place, heat in zip(i, j, region, intensity, strict=True):
            own, other = self.groups[first], self.groups[second]
            if place in own.strength and place in other.strength:
                own.strike(other, place, heat)
        deaths = np.zeros_like(strength)
        for group in self.groups:
            for place, dead in group.deaths.items():
                deaths[group.place, place] = max(dead, 0.0)
        return deaths

    def _meet(
        self,
        strength: FloatArray,
        hazard: FloatArray,
        inside: FloatArray,
        background: FloatArray,
    ) -> None:
        """Let every group know its month: one object for each row of the arrays."""
        while len(self.groups) > len(strength):
            self.groups.pop().remove()
        while len(self.groups) < len(strength):
            self.groups.append(Group(self, len(self.groups)))
        self.present = {region: [] for region in range(strength.shape[1])}
        tables = (strength.tolist(), hazard.tolist(), inside.tolist(), background.tolist())
        for group, own, shaken, within, peace in zip(self.groups, *tables, strict=True):
            places = [region for region, value in enumerate(own) if value > 0.0]
            group.strength = {region: own[region] for region in places}
            group.hazard = {region: shaken[region] for region in places}
            group.inside = {region: within[region] for region in places}
            group.peace, group.deaths = peace, dict.fromkeys(places, 0.0)
            for region in places:
                self.present[region].append(group)

    def replacements(self) -> dict[tuple[Any, str], Any]:
        """Return what stands in for which rule of the market."""
        return {(fronts, "fights"): self.fights}
