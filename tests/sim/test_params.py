"""Every row of the evidence is carried by one parameter or listed with a reason."""

from collections import Counter

from sim.mechanisms import MECHANISMS
from sim.params import registry
from sim.world.load import load_table


def evidence_rows(table: str) -> list[str]:
    rows = load_table(table)
    return (rows["mechanism"] + "." + rows["parameter"]).tolist()


def test_each_row_of_the_evidence_is_carried_or_listed_exactly_once() -> None:
    carried = [info.evidence for info in registry() if info.evidence]

    accounted = Counter(carried + evidence_rows("unused_effects"))

    assert accounted == Counter(evidence_rows("effects"))
    assert len(accounted) == 204


def test_every_named_mechanism_exists() -> None:
    named = {info.mechanism for info in registry() if info.mechanism}

    assert named <= set(MECHANISMS)
    assert len(MECHANISMS) == 23
