"""What ``import sim`` gives."""

import subprocess
import sys

import sim


def test_every_public_name_is_there_and_lives_where_it_says() -> None:
    assert sorted(sim.HOMES) == sorted(sim.__all__) == dir(sim)
    for name in sim.__all__:
        assert getattr(sim, name) is getattr(sys.modules[sim.HOMES[name]], name)
    assert not hasattr(sim, "CartelMarkt")


def test_a_small_part_does_not_load_the_model() -> None:
    code = "import sys, sim; sim.MECHANISMS; sys.exit('mesa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
