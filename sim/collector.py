"""What Mesa's own tools ask of a model's data collector, answered from its records."""

from typing import Any

import mesa

from sim.outcomes import UNITS


class OutcomeCollector(mesa.DataCollector):
    """Every outcome of every month so far, as Mesa's own data collector.

    The model records by itself, once a month, so ``collect`` has nothing to do. Enough for
    ``mesa.batch_run`` and for the stock plots of ``mesa.visualization``.

    Parameters
    ----------
    records
        One mapping from outcome to value per month.
    """

    def __init__(self, records: list[dict[str, float]]) -> None:
        """Take over the records of a model up to now."""
        super().__init__()
        names = list(records[0] if records else UNITS)
        self.model_vars: dict[str, list[float]] = {
            name: [record[name] for record in records] for name in names
        }
        self.model_reporters = dict.fromkeys(names)
        self._collection_steps = list(range(1, len(records) + 1))  # Mesa's first step is 1

    def collect(self, model: Any) -> None:
        """Do nothing: a model's month records itself."""


class CollectorOfRecords:
    """Class attribute that gives each model its collector; a model may set its own instead."""

    def __get__(self, model: Any, owner: type) -> Any:
        """Return a collector over the model's records."""
        return self if model is None else OutcomeCollector(model.records)
