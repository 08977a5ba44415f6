"""Thin Hydra apps, one per question; the science is in ``sim``."""

import os

# One thread each, before NumPy is imported: threads change the last digits of sums, and with
# them the promise of the same bytes in every process; parallel work is done by processes.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
