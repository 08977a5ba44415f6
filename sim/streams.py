"""Random numbers: one stream per process and step, so that two policies share their luck."""

from zlib import crc32

import numpy as np


def random_stream(seed: int, process: str, month: int, substep: int = 0) -> np.random.Generator:
    """Return the generator of one process in one step.

    It depends only on the seed, the name of the process, the month and the substep. Adding a
    process, or drawing more often in one, leaves every other draw unchanged. A process draws
    the full width of its population always, never only for the rows that need it.

    Parameters
    ----------
    seed
        Seed of the run, non-negative.
    process
        Name of the process; a second stream of one process has a name of its own
        (``"conflict/truces"``).
    month
        Months since the start of the run, from 0.
    substep
        Step within the month, from 0.
    """
    key = np.random.SeedSequence([seed, crc32(process.encode()), month, substep])
    return np.random.Generator(np.random.SFC64(key))
