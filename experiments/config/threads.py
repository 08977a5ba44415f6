"""One thread for each process, so that sums come out the same and processes do not compete."""

import os
from typing import Final

THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def use_one_thread() -> None:
    """Let NumPy's libraries use one thread, unless the user says otherwise.

    Call it before NumPy comes: threads change the order of sums, and the last digits.
    """
    for name in THREADS:
        os.environ.setdefault(name, "1")
