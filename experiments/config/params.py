"""Parameters from configs: every group, name, kind and bound."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from experiments.config.errors import refused, unknown
from experiments.config.values import choice_error, number_error, switch_error, whole_error
from sim.params import ParamInfo, Params, registry

HINT: Final = "see --list parameters"
RENAMED: Final = {
    "params.recruitment.out_of_school_share": "params.firms.out_of_school",
    "params.firms.effective_to_headline": "params.firms.effective_share_of_headline",
}
"""Keys of earlier versions, and what they are called now."""

DROPPED: Final = {
    "params.consumption.initial_fentanyl_share": "the first month is balanced on the market",
    "params.consumption.powder_purity_2012": "the first month is balanced on the market",
    "params.enforcement.partner_replacement_time": "partners' effects are no longer absorbed",
}
"""Keys of earlier versions that nothing replaced, and why."""


def name_errors(groups: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each group or parameter that does not exist."""
    declared: dict[str, list[str]] = {group: [] for group in Params.__dataclass_fields__}
    for info in registry():
        declared[info.group].append(info.name)
    errors = []
    for group, values in groups.items():
        if group not in declared:
            errors.append(unknown(f"params.{group}", declared, HINT))
        elif not isinstance(values, dict):
            errors.append(refused(f"params.{group}", values, f"params.{group}.<name>=value"))
        else:
            strange = [name for name in values if name not in declared[group]]
            errors += [_unknown(group, name, declared) for name in strange]
    return errors


def read_params(groups: Mapping[str, Any], errors: list[str]) -> Params:
    """Return the parameters, declared defaults where nothing is set; errors are appended."""
    params = Params()
    for info in registry():
        values = groups.get(info.group)
        if not isinstance(values, dict) or info.name not in values:
            continue
        message = _error(info, values[info.name])
        if message:
            errors.append(message)
        else:
            kind: Callable[[Any], Any] = type(info.default)
            setattr(getattr(params, info.group), info.name, kind(values[info.name]))
    return params


def _error(info: ParamInfo, value: Any) -> str:
    """Return what is wrong with a parameter's value, or nothing."""
    path = f"params.{info.group}.{info.name}"
    if isinstance(info.default, bool):
        return switch_error(path, value)
    if info.choices is not None:
        return choice_error(path, value, info.choices)
    low, high = info.bounds or (-math.inf, math.inf)
    check = whole_error if isinstance(info.default, int) else number_error
    return check(path, value, low, high, "" if info.unit == "1" else info.unit)


def _unknown(group: str, name: str, declared: Mapping[str, Sequence[str]]) -> str:
    """Return the sentence for an unknown parameter: renamed, dropped, in another group."""
    key = f"params.{group}.{name}"
    if key in RENAMED:
        return f"{key}: was renamed; it is {RENAMED[key]} now"
    if key in DROPPED:
        return f"{key}: is no more: {DROPPED[key]}"
    elsewhere = [other for other, names in declared.items() if name in names]
    if elsewhere:
        guess = f"; did you mean params.{elsewhere[0]}.{name}?"
        return f"params.{group}.{name}: group '{group}' has no '{name}'{guess}"
    return unknown(f"params.{group}.{name}", declared[group], HINT)
