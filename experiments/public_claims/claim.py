"""A claim as its file says it, checked in full before anything runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from omegaconf import OmegaConf

from experiments.comparison.effects import HORIZONS
from experiments.config.errors import InputError, nearest, refused, unknown
from experiments.config.files import one_sentence
from experiments.config.overrides import CONFIGS, options
from experiments.config.values import is_number, number_error
from experiments.ensembles.plan import NO_POLICY
from experiments.presentation.wording import matters
from sim.levers import LEVER_NAMES
from sim.mechanisms import MECHANISMS
from sim.outcomes import OUTCOMES
from sim.params import registry

FOLDER: Final = CONFIGS / "claims"
DIRECTIONS: Final = ("+", "-", "none")
DECIDERS: Final = ("agents", "written", "nominal")
NEEDED: Final = ("claim", "scenario", "outcome", "direction", "horizon", "mechanisms")
KEYS: Final = (
    *NEEDED,
    "decided_by",
    "because",
    "levers",
    "reference",
    "reference_levers",
    "reference_without",
    "smallest",
    "flips",
)
LARGEST: Final = 10.0
"""A smallest size that matters above this (1,000%) is a slip."""


@dataclass(frozen=True)
class Policy:
    """A scenario, levers held at values on top of it, and levers that it leaves alone."""

    scenario: str
    levers: tuple[tuple[str, float], ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One testable statement about a policy.

    Parameters
    ----------
    name, text
        Its file, and the claim in words.
    policy, reference
        What is compared with what, on the same seeds.
    outcome, direction, smallest, horizon
        The outcome that moves; ``+``, ``-`` or ``none``; the smallest relative change that
        matters; the year of the policy.
    mechanisms
        Strengths that carry it; they are set to 1, 0 and -1.
    decided_by, because
        Who makes the effect in the model: choices of ``agents``, a ``written`` line (a lever
        times a number), or ``nominal`` (a counter that nothing reads); and where.
    flips
        Values of parameters by path, inside their bounds, said to turn the verdict.
    """

    name: str
    text: str
    policy: Policy
    reference: Policy
    outcome: str
    direction: str
    smallest: float
    horizon: int
    mechanisms: tuple[str, ...]
    decided_by: str
    because: str
    flips: Mapping[str, float] = field(default_factory=dict)


def names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all claims."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def read_claims(asked: Any, folder: Path = FOLDER) -> list[Claim]:
    """Return claims from their files, in the order asked for; all when None.

    Raises
    ------
    InputError
        With every error of every file.
    """
    known = names(folder)
    wanted = known if asked is None else [asked] if isinstance(asked, str) else asked
    if not isinstance(wanted, list) or not wanted:
        raise InputError([refused("claims", asked, "[name, name, ...] or null")])
    errors = [
        f"claims: there is no '{one}'; allowed: names of files in {folder.name}/"
        f"{nearest(str(one), known)}"
        for one in wanted
        if one not in known
    ]
    found = []
    for one in dict.fromkeys(name for name in wanted if name in known):
        try:
            found.append(claim_of(one, _loaded(folder / f"{one}.yaml")))
        except InputError as error:
            errors += error.errors
    if errors:
        raise InputError(errors)
    return found


def _loaded(path: Path) -> Any:
    """Return a file as plain values; interpolations are refused."""
    try:
        raw = OmegaConf.to_container(OmegaConf.load(path), resolve=False)
    except Exception as error:  # whatever a file that is no YAML makes the library raise
        reason = one_sentence(error).removeprefix("config: ")
        raise InputError([f"claims/{path.name}: can't be read: {reason}"]) from error
    return raw


def claim_of(name: str, raw: Any) -> Claim:
    """Return a claim from the plain values of its file.

    Raises
    ------
    InputError
        With every error: path, value, what is allowed, the nearest name.
    """
    errors = claim_errors(f"claims/{name}.yaml", raw)
    if errors:
        raise InputError(errors)
    policy = Policy(raw["scenario"], _sorted(raw.get("levers")))
    reference = Policy(
        raw.get("reference", NO_POLICY),
        _sorted(raw.get("reference_levers")),
        tuple(sorted(raw.get("reference_without") or ())),
    )
    return Claim(
        name=name,
        text=raw["claim"],
        policy=policy,
        reference=reference,
        outcome=raw["outcome"],
        direction=raw["direction"],
        smallest=float(raw.get("smallest", matters(raw["outcome"]))),
        horizon=raw["horizon"],
        mechanisms=tuple(raw["mechanisms"]),
        decided_by=raw.get("decided_by", "written"),
        because=raw.get("because", ""),
        flips={path: float(value) for path, value in (raw.get("flips") or {}).items()},
    )


def _sorted(values: Mapping[str, float] | None) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((name, float(value)) for name, value in (values or {}).items()))


# ------------------------------------------------------------------------------ checks


def claim_errors(path: str, raw: Any) -> list[str]:
    """Return one sentence for each error of a claim's file."""
    if not isinstance(raw, dict):
        return [refused(path, raw, f"a mapping with {', '.join(NEEDED)}")]
    errors = [unknown(f"{path}.{key}", KEYS) for key in raw if key not in KEYS]
    missing = [key for key in NEEDED if key not in raw]
    if missing:
        return [*errors, f"{path}: {', '.join(missing)} missing"]
    return [
        *errors,
        *_word_errors(path, raw),
        *_policy_errors(path, raw),
        *_flip_errors(path, raw),
    ]


def _word_errors(path: str, raw: Mapping[str, Any]) -> list[str]:
    """Return the errors of texts, names and numbers."""
    columns = [column for outcome in OUTCOMES for column in outcome.columns]
    errors = [
        refused(f"{path}.{key}", raw[key], "a sentence")
        for key in ("claim", "because")
        if key in raw and (not isinstance(raw[key], str) or not raw[key].strip())
    ]
    allowed = {"direction": DIRECTIONS, "decided_by": DECIDERS}
    errors += [
        refused(f"{path}.{key}", raw[key], ", ".join(known)) + nearest(str(raw[key]), known)
        for key, known in allowed.items()
        if key in raw and raw[key] not in known
    ]
    if raw["outcome"] not in columns:
        near = nearest(str(raw["outcome"]), columns)
        errors.append(refused(f"{path}.outcome", raw["outcome"], "--list outcomes") + near)
    if type(raw["horizon"]) is not int or raw["horizon"] not in HORIZONS:
        known = ", ".join(map(str, HORIZONS))
        errors.append(refused(f"{path}.horizon", raw["horizon"], f"year {known}"))
    if "smallest" in raw:
        errors.append(number_error(f"{path}.smallest", raw["smallest"], 0.0, LARGEST))
    errors += _names(f"{path}.mechanisms", raw["mechanisms"], tuple(MECHANISMS))
    return [error for error in errors if error]


def _policy_errors(path: str, raw: Mapping[str, Any]) -> list[str]:
    known = options("scenario")
    errors = [
        refused(f"{path}.{key}", raw[key], "--list scenarios") + nearest(str(raw[key]), known)
        for key in ("scenario", "reference")
        if key in raw and raw[key] not in known
    ]
    errors += _names(f"{path}.reference_without", raw.get("reference_without", []), LEVER_NAMES)
    for key in ("levers", "reference_levers"):
        values = raw.get(key) or {}
        if not isinstance(values, dict):
            errors.append(refused(f"{path}.{key}", values, "{lever: number}"))
            continue
        for lever, value in values.items():
            if lever not in LEVER_NAMES:
                errors.append(unknown(f"{path}.{key}.{lever}", LEVER_NAMES, "--list levers"))
            elif not is_number(value):
                errors.append(refused(f"{path}.{key}.{lever}", value, "a number"))
    return errors


def _names(path: str, value: Any, known: Sequence[str]) -> list[str]:
    """Return the errors of a list of names."""
    if not isinstance(value, list):
        return [refused(path, value, "[name, name, ...], [] for none")]
    return [
        refused(path, one, "a name of --list") + nearest(str(one), known)
        for one in value
        if one not in known
    ]


def _flip_errors(path: str, raw: Mapping[str, Any]) -> list[str]:
    values = raw.get("flips") or {}
    if not isinstance(values, dict):
        return [refused(f"{path}.flips", values, "{group.parameter: number}")]
    bounds = {f"{info.group}.{info.name}": info.bounds for info in registry() if info.bounds}
    errors = []
    for name, value in values.items():
        if name not in bounds:
            near = nearest(str(name), bounds)
            errors.append(refused(f"{path}.flips", name, "--list parameters") + near)
        else:
            low, high = bounds[name] or (0.0, 0.0)
            errors.append(number_error(f"{path}.flips.{name}", value, low, high))
    return [error for error in errors if error]
