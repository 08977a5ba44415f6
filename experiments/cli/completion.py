"""Completion in bash for ``python -m experiments.NAME``, which Hydra's own can't follow."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from experiments.cli.listing import TABLES
from experiments.config.errors import InputError
from experiments.config.overrides import GROUPS, HYDRAS_LAUNCHERS, LAUNCHER, options
from experiments.config.schema import KEYS, SECTIONS
from sim.params import registry
from sim.world.drivers import known_drivers

WORDS: Final = ("install=bash", "uninstall=bash", "query=bash")
INSTALL: Final = r"""_experiments_completion() {
    local words=($COMP_LINE) place
    for place in "${!words[@]}"; do
        if [[ "${words[place]}" == experiments.* && "${words[place-1]}" == "-m" ]]; then
            local program=("${words[@]:0:place+1}") word="${COMP_LINE##* }"
            local line="${words[*]:place}"
            [[ -z "$word" ]] && line="$line "
            COMPREPLY=($(compgen -W "$(COMP_LINE="$line" "${program[@]}" -sc query=bash)" \
                -- "$word"))
        fi
    done
}
COMP_WORDBREAKS=${COMP_WORDBREAKS//=}
complete -o nospace -o default -F _experiments_completion python python3 uv"""
UNINSTALL: Final = "complete -r python python3 uv; unset -f _experiments_completion"


SWITCHES: Final = ("quick", "debug", "resume")


def answer(words: Sequence[str], own_keys: Sequence[str]) -> None:
    """Print what one of `WORDS` asks for; refuse any other."""
    if len(words) != 1 or words[0] not in WORDS:
        raise InputError([f"-sc: needs one word; allowed: {', '.join(WORDS)}"])
    complete(words[0], own_keys)


def complete(word: str, own_keys: Sequence[str] = ()) -> None:
    """Print bash's script to install or uninstall, or what may follow in ``COMP_LINE``.

    Parameters
    ----------
    word
        One of `WORDS`.
    own_keys
        Keys of the command alone.
    """
    if word != "query=bash":
        print(INSTALL if word == "install=bash" else UNINSTALL)
        return
    line = os.environ.get("COMP_LINE", "")
    *before, last = line.split(" ")
    for candidate in candidates(before[-1] if before else "", last, own_keys):
        print(candidate)


def candidates(before: str, word: str, own_keys: Sequence[str] = ()) -> list[str]:
    """Return how a word may go on: flags, tables after --list, keys, or values of a key.

    Keys are offered up to their next dot, so that a first Tab shows tens, not hundreds.
    """
    if before == "--list":
        return _starting(TABLES, word)
    if before in ("--cfg", "-c"):
        return _starting(("job", "hydra", "all"), word)
    if word.startswith("-"):
        return _starting(("--help", "--multirun", "--list", "--cfg", "--resolve", "-m"), word)
    key, mark, value = word.partition("=")
    if mark:
        done, comma, _ = value.rpartition(",")
        return _starting((f"{key}={done}{comma}{name}" for name in _values(key)), word)
    stops = (
        name[: name.find(".", len(word)) + 1] or name
        for name in _keys(own_keys)
        if name.startswith(word)
    )
    return list(dict.fromkeys(stops))


def _starting(names: Iterable[str], word: str) -> list[str]:
    return [name for name in names if name.startswith(word)]


def _keys(own_keys: Sequence[str]) -> Iterator[str]:
    """Give every key that can be set, with its ``=``."""
    inner = {
        name: [f"{name}.{key}" for key in keys]
        for name, keys in SECTIONS.items()
        if name != "scenario"
    }
    levers = options("levers")
    inner["set"] = [f"set.{name}" for name in levers]
    inner["levers"] = [f"levers.{name}.schedule" for name in levers]
    inner["drivers"] = [f"drivers.{name}.schedule" for name in known_drivers()]
    inner["params"] = [f"params.{info.group}.{info.name}" for info in registry()]
    for name in (*KEYS, *own_keys, "manifest", LAUNCHER, *GROUPS):
        if name in GROUPS or (name not in inner and name != "quick_values"):
            yield f"{name}="
        yield from (f"{key}=" for key in inner.pop(name, ()))


def _values(key: str) -> list[str]:
    """Return the words that a key may hold; none where it holds numbers or paths."""
    if key in GROUPS:
        return options(key)
    if key == LAUNCHER:
        return [*HYDRAS_LAUNCHERS, *options(key)]
    if key in SWITCHES or key.startswith("adaptation."):
        return ["true", "false"]
    found = [info.choices for info in registry() if key == f"params.{info.group}.{info.name}"]
    return list(found[0] or ()) if found else []
