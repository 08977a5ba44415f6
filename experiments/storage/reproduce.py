"""Runs again what a ``manifest.json`` tells of: ``manifest=FILE`` in place of a config."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from experiments.config.compose import Resolved, plain_value, resolve
from experiments.config.errors import InputError, refused
from experiments.config.overrides import Setting
from experiments.config.values import HISTORY_OPTION, Option
from experiments.storage.files import read_regular
from experiments.storage.fingerprint import fingerprint
from experiments.storage.shared_config import whole_config

KEY: Final = "manifest"
BESIDE: Final = ("output_dir", "workers", "debug")
OF_A_SWEEP: Final = {"output_dir": None, "design": None, "resume": False}
"""Values that a manifest does not bring; nor does it a folder of ``history``."""


def from_manifest(
    settings: Sequence[Setting], command: str, options: Mapping[str, Option]
) -> Resolved:
    """Return the checked run that a manifest tells of, with the same seed and config.

    Raises
    ------
    InputError
        If the file is no manifest of this command, holds what a config may not, or other keys
        are set beside it.
    """
    beside = (*BESIDE, *(HISTORY_OPTION.keys() & options.keys()))
    named = {setting.key: plain_value(setting) for setting in settings}
    path = Path(str(named.pop(KEY)))
    errors = [
        f"{key}: can't be set beside {KEY}; allowed: {', '.join(beside)}"
        for key in named
        if key not in beside
    ]
    if errors:
        raise InputError(errors)
    manifest = _read(path, command)
    own = {name: option.default for name, option in HISTORY_OPTION.items() if name in options}
    tree = whole_config(path, manifest, options) | OF_A_SWEEP | own | named
    try:
        resolved = resolve(tree, list(_leaves(tree)), dict(options), [])
    except InputError as error:
        raise InputError([f"{path}: {message}" for message in error.errors]) from error
    return _with_doubts(resolved, path, manifest)


def _with_doubts(resolved: Resolved, path: Path, manifest: Mapping[str, Any]) -> Resolved:
    """Note why results may differ from those that the manifest tells of."""
    then = manifest.get("fingerprint", {})
    now = fingerprint(manifest["command"], resolved.tree)
    if then.get("code") != now["code"]:
        note = f"{path} is of another version of the code ({manifest.get('commit')})"
        resolved = resolved.noting(f"{note}: results may differ")
    if then.get("config") != now["config"]:
        what = f"{path}: its config, or the network file that it names, was changed since"
        resolved = resolved.noting(f"{what}: results may differ")
    return resolved


def _read(path: Path, command: str) -> dict[str, Any]:
    try:
        manifest = json.loads(read_regular(path))
        found = manifest["command"]
        is_good = isinstance(manifest["config"], dict)
        is_good &= isinstance(manifest.get("fingerprint", {}), dict)
    except OSError as error:
        raise InputError([f"{KEY}: can't read '{path}': {error.strerror}"]) from error
    except (ValueError, TypeError, KeyError, RecursionError):
        is_good, found = False, None
    if not is_good:
        raise InputError([refused(KEY, str(path), "a manifest.json, whole")])
    if found != command:
        raise InputError([f"{KEY}: '{path}' is of experiments.{found}, not of {command}"])
    return dict(manifest)


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Give the dotted keys of all values, so that quick leaves every one alone."""
    for name, value in tree.items():
        yield f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
