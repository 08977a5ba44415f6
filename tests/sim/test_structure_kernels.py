"""Kernels over groups: rules by hand, draws by pair, and the same bits as plain Python."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.array_types import FloatArray, WordArray
from sim.kernels import groups
from sim.kernels import wars as groups_wars
from sim.streams import draw_key

N, R = 24, 6
KEY = draw_key(1, "structure/pairs", 5)


def some_groups() -> tuple[np.random.Generator, FloatArray, FloatArray, FloatArray]:
    rng = np.random.default_rng(7)
    members = 3000.0 * rng.random((N, R)) * (rng.random((N, R)) < 0.5)
    members[3] = 0.0  # a free row
    pairs = np.triu(rng.random((2, N, N)), 1)
    war, allied = pairs + pairs.transpose(0, 2, 1)
    rivalry, alliance = 2.0 * (war > 0.8), 1.0 * (allied > 0.9)
    rivalry[alliance > 0.0] = 0.0
    return rng, members, rivalry, alliance


def met(
    rates: FloatArray,
    members: FloatArray,
    rivalry: FloatArray,
    alliance: FloatArray,
    key: WordArray = KEY,
    parting: float = 0.0,
    friendship: float = 0.0,
) -> FloatArray:
    events = np.empty((400, groups.EVENT))
    count = groups.meet(
        rates, members, rivalry, alliance, parting, friendship, 1.0, key, events
    )
    return events[:count]


def everything() -> FloatArray:
    """Run every kernel on the same groups and return all that they fill."""
    rng, members, rivalry, alliance = some_groups()
    hazard = rng.random((N, R)) - 0.3
    rates, gain, strength, deaths, homes = (
        np.empty(shape) for shape in ((N, N), (N, R), (N, R), (N, R), (N, R))
    )
    fought, calm, ended = np.empty(R), np.empty(R), np.empty(40, np.int64)
    groups.contact_rates(members, hazard[:, 0].copy(), 0.3, rates)
    events = met(rates, members, rivalry, alliance, KEY, 0.3, 0.3)
    groups.takeover(members, alliance, 0.02, gain)
    left, home = members.copy(), np.arange(N) % R
    contested, stays = members > 2500.0, np.arange(N) < 4
    groups.withdraw(left, home, contested, stays, 0.1, 0.5, KEY)
    groups.move_men(left[0], 2, 400.0)
    groups_wars.strength(members.ravel(), 0.7, strength.ravel())
    i, region = np.arange(20) - (np.arange(20) % 5 == 4) * 30, np.arange(20) % R
    heat, age = rng.random(20), 10.0 * rng.random(20)
    war = np.arange(20), np.arange(20) + 2, region, heat
    groups_wars.fights(strength, hazard, hazard, 1.0 / (1.0 + alliance), *war, deaths)
    count = groups_wars.truces(i, i + 2, region, heat, age, 3.0, 0.5, KEY, ended, calm)
    groups_wars.fighting(members, rivalry, fought)
    groups_wars.localities(
        members, hazard, heat.repeat(2)[:N], hazard, calm, 9.0 + fought, 0.4, homes
    )
    found = [rates, events, gain, left, strength, deaths, ended[:count], calm, fought, homes]
    return np.concatenate([part.ravel().astype(float) for part in found])


PLAIN = """
from sim.kernels import jit
from tests.sim.test_structure_kernels import everything
assert not jit.IS_COMPILED
print(everything().tobytes().hex())
"""


def test_plain_python_gives_the_same_bits_without_a_warning() -> None:
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", PLAIN],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": "."},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.strip() == everything().tobytes().hex()


def test_events_of_pairs_are_those_of_the_rule() -> None:
    _, members, rivalry, alliance = some_groups()
    present = (members >= groups.LEAST_PRESENCE).astype(int)
    near, foe = present @ present.T > 0, rivalry @ rivalry > 0.0
    pairs = np.triu(np.ones((N, N), bool), 1)
    no_rate = np.zeros((N, N))

    def found(events: FloatArray, kind: int) -> set[tuple[int, int]]:
        return {(int(i), int(j)) for what, i, j, _ in events if what == kind}

    wanted = pairs & near & foe & (rivalry == 0.0) & (alliance == 0.0)
    parted, friends, wars = set(), set(), set()
    for month in range(300):
        key = draw_key(1, "structure/pairs", month)
        events = met(no_rate, members, rivalry, alliance, key, 0.3, 0.3)
        parted |= found(events, groups.PARTING)
        friends |= found(events, groups.FRIENDSHIP)
        at_once = met(np.full((N, N), 30.0), members, rivalry, alliance, key)
        wars |= found(at_once, groups.WAR)
    assert parted == set(zip(*np.nonzero(pairs & (alliance > 0.0)), strict=True))
    assert friends == set(zip(*np.nonzero(wanted), strict=True))
    peaceful = pairs & (rivalry == 0.0) & (alliance == 0.0)
    assert wars == set(zip(*np.nonzero(peaceful), strict=True))


def test_wars_start_at_their_rate() -> None:
    members, none = np.full((60, 1), 100.0), np.zeros((60, 60))
    rates, room = np.full((60, 60), 0.2), np.empty((2000, groups.EVENT))
    started = sum(
        groups.meet(
            rates, members, none, none, 0.0, 0.0, 1.0, draw_key(1, "structure/pairs", m), room
        )
        for m in range(100)
    )
    chances = 100 * 60 * 59 / 2

    odds = 1.0 - np.exp(-0.2)
    spread = np.sqrt(chances * odds * (1.0 - odds))
    assert abs(started - chances * odds) < 6.0 * spread


def test_a_pair_meets_alike_whoever_else_there_is() -> None:
    _, members, rivalry, alliance = some_groups()
    rates = np.full((N, N), 0.3)
    few = 10
    all_events = met(rates, members, rivalry, alliance)
    early = all_events[(all_events[:, 1] < few) & (all_events[:, 2] < few)]
    alone = met(
        rates[:few, :few].copy(), members[:few], rivalry[:few, :few], alliance[:few, :few]
    )
    np.testing.assert_array_equal(early, alone)


def test_truces_spare_young_wars_and_leave_calm() -> None:
    i, region = np.array([0, 1, -1, 2]), np.array([0, 0, 1, 1])
    heat, age = np.array([1.0, 3.0, 9.0, 2.0]), np.array([9.0, 1.0, 9.0, 9.0])
    ended, calm = np.empty(4, np.int64), np.empty(3)
    count = groups_wars.truces(i, i + 1, region, heat, age, 3.0, 1.0, KEY, ended, calm)

    assert ended[:count].tolist() == [0, 3]
    np.testing.assert_allclose(calm, [0.25, 1.0, 0.0])


def test_rivals_fight_where_both_are() -> None:
    members = np.array([[30.0, 5.0], [10.0, 0.0], [0.0, 5.0]])
    rivalry = np.zeros((3, 3))
    rivalry[0, 1] = rivalry[1, 0] = 2.0
    found = np.empty(2)
    groups_wars.fighting(members, rivalry, found)

    np.testing.assert_allclose(found, [2.0 * 2.0 * 0.75 * 0.25, 0.0])


def test_localities_hold_their_part_of_the_violence() -> None:
    members, calm = np.array([[30.0], [10.0]]), np.zeros((2, 1))
    shaken, found = np.array([[1.0], [0.0]]), np.empty((2, 1))
    others, homicides = np.array([4.0]), np.array([10.0])
    groups_wars.localities(members, shaken, np.zeros(2), calm, others, homicides, 0.5, found)

    assert found[:, 0] == pytest.approx([0.5 * 0.75 * (4.0 + 12.0), 0.5 * 0.25 * 10.0])
