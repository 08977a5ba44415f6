"""Whether files and folders are this user's own, so that nobody else can put code into them."""

import os
import stat
from pathlib import Path
from typing import Final

WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def is_own(facts: os.stat_result, forbidden: int = WRITABLE_BY_OTHERS) -> bool:
    """Whether a file or folder belongs to this user, and bears none of the forbidden bits.

    Always true on Windows, where a user's folders are guarded by other means.
    """
    if os.name == "nt":
        return True
    return facts.st_uid == os.getuid() and not facts.st_mode & forbidden


def foreign_folder(folder: Path) -> str:
    """Return a sentence if a folder is not this user's alone to write in, or nothing.

    Raises
    ------
    OSError
        If there is no such folder, or it can't be looked at.
    """
    if is_own(folder.stat()):
        return ""
    return f"{folder} belongs to somebody else or may be written to by others"
