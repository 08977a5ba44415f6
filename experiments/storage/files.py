"""Files as they are read and written: manifests, and each file whole or not at all."""

import errno
import json
from pathlib import Path
from typing import Any, Final

from experiments.config.errors import RunError
from experiments.storage.fingerprint import file_digest

MANIFEST: Final = "manifest.json"
PARTIAL: Final = ".partial-"
DISK_REFUSES: Final = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return a folder's manifest, or None when there is none that can be read."""
    try:
        manifest = json.loads(read_regular(folder / MANIFEST))
    except (OSError, ValueError, RecursionError):
        return None
    return manifest if isinstance(manifest, dict) else None


def read_regular(path: Path) -> str:
    """Return a file's text; a pipe or a device, which may never end, is refused.

    Raises
    ------
    OSError
        If it can't be read, or is no regular file.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    return path.read_text(encoding="utf-8")


def is_whole(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether every file of a result is there as it was written, inside its folder."""
    files = manifest.get("files")
    if not isinstance(files, dict) or not files:
        return False
    home = folder.resolve()
    try:
        return all(
            (path := (home / name).resolve()).is_relative_to(home)
            and path.is_file()
            and file_digest(path) == digest
            for name, digest in files.items()
        )
    except (OSError, ValueError):
        return False


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file, whole or not at all."""
    write_text(path, json.dumps(content, default=str) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    partial = path.with_name(f"{PARTIAL}{path.name}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        if error.errno not in DISK_REFUSES:
            raise
        raise RunError(f"can't write {path}: {error.strerror}") from error
