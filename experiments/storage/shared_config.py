"""What the configs of a sweep's points share, kept once: ``SWEEP/config-DIGEST.json``.

A point's manifest names that file and holds what differs from it, by dotted key. The file is
the config of defaults, so that a manifest suffices alone while the defaults are the same.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from experiments.config.compose import compose_tree
from experiments.config.errors import InputError
from experiments.config.values import Option
from experiments.storage.files import write_text

N_DIGITS: Final = 16
NAME: Final = re.compile(rf"config-([0-9a-f]{{{N_DIGITS}}})\.json")
_FILE: ContextVar[Path | None] = ContextVar("shared config of the sweep", default=None)


@contextmanager
def sharing(path: Path) -> Iterator[None]:
    """Let manifests written here hold only what differs from a shared config."""
    token = _FILE.set(path)
    try:
        yield
    finally:
        _FILE.reset(token)


def write_shared(folder: Path, options: Mapping[str, Option]) -> str:
    """Write the config of defaults into a sweep's folder; return the file's name."""
    text = _defaults(options)
    name = _name(text)
    if not (folder / name).is_file() or _name((folder / name).read_text("utf-8")) != name:
        write_text(folder / name, text)
    return name


def config_entries(config: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest's entries for a config: whole, or what differs from a shared one."""
    path = _FILE.get()
    if path is None:
        return {"config": config}
    plain = json.loads(json.dumps(config, default=str))
    return {"shared": path.name, "config": dict(_changes(_read(path), plain))}


def whole_config(
    path: Path, manifest: Mapping[str, Any], options: Mapping[str, Option] | None = None
) -> dict[str, Any]:
    """Return the whole config of a manifest.

    Parameters
    ----------
    path
        The manifest's file. The shared config is looked for beside it and one folder above.
    options
        Keys of the command alone, which the config of defaults holds too.

    Raises
    ------
    InputError
        If what is shared can't be found, or does not fit the manifest.
    """
    config, name = dict(manifest["config"]), manifest.get("shared")
    if name is None:
        return config
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise InputError([f"{path}: '{name}' names no shared config; the file is damaged"])
    shared = _find(path, name, options or {})
    if shared is None:
        what = f"{path}: {name} of its sweep is missing, and defaults have changed since"
        advice = f"put it beside, or check out commit {manifest.get('commit')}"
        raise InputError([f"{what}; {advice}"])
    tree = json.loads(json.dumps(shared))
    for key, value in config.items():
        *above, last = key.split(".")
        place = tree
        for part in above:
            place = place.get(part) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            raise InputError([f"{path}: there is no '{key}' in {name}; the file is damaged"])
        place[last] = value
    return dict(tree)


def _find(path: Path, name: str, options: Mapping[str, Option]) -> dict[str, Any] | None:
    """Return the config of that name: of a sweep, or of defaults as they are today."""
    for folder in (path.parent, path.parent.parent):
        if (folder / name).is_file():
            return _read(folder / name)
    text = _defaults(options)
    return dict(json.loads(text)) if _name(text) == name else None


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([f"can't read {path}: {error}"]) from error
    if _name(text) != path.name:
        raise InputError([f"{path} is damaged: it does not hold what its name tells"])
    return dict(json.loads(text))


def _defaults(options: Mapping[str, Option]) -> str:
    tree = compose_tree([]) | {name: option.default for name, option in options.items()}
    return json.dumps(tree, sort_keys=True, default=str) + "\n"


def _name(text: str) -> str:
    return f"config-{hashlib.sha256(text.encode()).hexdigest()[:N_DIGITS]}.json"


def _changes(old: Any, new: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Give values that differ by dotted key; a mapping with other keys is replaced whole."""
    both = isinstance(old, dict) and isinstance(new, dict)
    if both and (not key or old.keys() == new.keys()):
        for name, value in new.items():
            yield from _changes(old.get(name), value, f"{key}.{name}" if key else name)
    elif old != new or type(old) is not type(new):
        yield key, new
