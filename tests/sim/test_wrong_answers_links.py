"""What no strength reaches is declared in one place, and told with the levers."""

import pytest

from experiments.cli.listing import print_list
from experiments.config.compose import compose
from sim.mechanisms import LINKS_WITHOUT_STRENGTH


def test_links_without_strength_belong_to_levers_that_exist() -> None:
    assert set(LINKS_WITHOUT_STRENGTH) <= set(compose([]).model.levers)


def test_a_lever_without_any_mechanism_is_declared() -> None:
    levers = compose([]).model.levers
    bare = {name for name, lever in levers.items() if not lever.mechanisms}
    assert bare <= set(LINKS_WITHOUT_STRENGTH)


@pytest.mark.parametrize("words", ["is also a threat", "removed like any other"])
def test_the_list_of_levers_tells_them(capsys: pytest.CaptureFixture[str], words: str) -> None:
    print_list("levers")
    assert words in " ".join(capsys.readouterr().out.split())
