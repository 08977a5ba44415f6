"""Mesa's stock components step, plot and reset the model, in an environment of their own."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").exists())
WITH = [
    "mesa[viz,network]<4",
    "hydra-core<1.4",
    *("numba", "scipy", "pandas", "pyarrow", "joblib", "tqdm", "jinja2"),
]
VISIT = """
import ipyvuetify
import ipywidgets
import solara
from experiments.examples.mesa_page import model, page


@solara.component
def Whole():
    solara.AppLayout(children=[page])


_, visit = solara.render(Whole(), handle_error=False)


def press(name):
    buttons = visit.find(ipyvuetify.Btn).widgets
    next(b for b in buttons if b.children and b.children[0] == name).click()


press("Step")
press("Step")
print(model.month, len(visit.find(ipywidgets.Image).widgets) > 0)
press("Reset")
press("Step")
print(model.month)  # the first model stands; the page has begun another
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("uv") is None, reason="needs uv to make an environment")
def test_mesa_s_stock_page_steps_plots_and_resets() -> None:
    words = [word for package in WITH for word in ("--with", package)]
    uv = ["uv", "run", "--no-config", "--isolated", "--no-project", *words, "python", "-"]
    shown = subprocess.run(
        uv, cwd=ROOT, input=VISIT, capture_output=True, text=True, check=False
    )
    if "Failed to fetch" in shown.stderr:
        pytest.skip("the packages can't be had")
    assert [line for line in shown.stdout.splitlines() if line[0].isdigit()] == ["2 True", "2"]
