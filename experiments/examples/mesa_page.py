"""The model in Mesa's own browser page, with the stock plots of its outcomes.

Mesa's extra ``viz`` needs an older Starlette than the workshop page, so an environment of its
own; `experiments/README.md` has the command.
"""

from mesa.visualization import SolaraViz, make_plot_component

from experiments.run import build

model = build(["quick=true", "scenario=tariffs"])
page = SolaraViz(
    model,
    components=[make_plot_component("recruits"), make_plot_component("homicides")],
    model_params={"config": model.config},  # what Reset starts again with
    name="Tariffs",
)
