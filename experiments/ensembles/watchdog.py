"""Worker processes that end with the process that started them, even if that was killed."""

import os
import threading
import time
from functools import cache
from typing import Final

POLL_SECONDS: Final = 1.0


@cache
def end_with(owner: int) -> None:
    """Let this process end within seconds of its parent; does nothing in the parent itself.

    Nobody else would end a worker whose parent was killed.

    Parameters
    ----------
    owner
        Process id of the parent.
    """
    if os.getpid() != owner:
        threading.Thread(target=_watch, args=(owner,), daemon=True).start()


def _watch(owner: int) -> None:
    while os.getppid() == owner:
        time.sleep(POLL_SECONDS)
    os._exit(1)
