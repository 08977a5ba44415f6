"""What a page gives to take away: a YAML that ``experiments.run`` accepts, and a CSV."""

import csv
import io
import shlex
from typing import Any, Final

from omegaconf import OmegaConf

from experiments.config.compose import plain_value
from experiments.config.overrides import read_setting
from experiments.workshop.answers import answer, columns
from experiments.workshop.jobs import Job
from experiments.workshop.question import Question

NAME: Final = "workshop"
KINDS: Final = {
    "v": "against no policy",
    "s": "against the year before",
    "m": "level with the policy",
    "b": "level without it",
    "o": "share taken back by adaptation",
}


def as_yaml(job: Job) -> str:
    """Return a job's question as an experiment: a file for ``configs/experiment``."""
    question = job.question
    tree: dict[str, Any] = {}
    scenario = "no_policy"
    for words in question.overrides:
        setting = read_setting(words)
        if setting.key == "scenario":
            scenario = str(setting.parsed.value())
            continue
        *above, last = setting.key.split(".")
        place = tree
        for key in above:
            place = place.setdefault(key, {})
        place[last] = plain_value(setting)
    body = {"defaults": [{"override /scenario": scenario}], **tree}
    command = f"uv run python -m experiments.run experiment={NAME}"
    head = (
        "# @package _global_\n"
        f"# Save as configs/experiment/{NAME}.yaml, then: {command}\n"
        "# The same without a file:\n"
        f"# uv run python -m experiments.run {command_line(question)}\n"
    )
    return head + str(OmegaConf.to_yaml(OmegaConf.create(body)))


def command_line(question: Question) -> str:
    """Return a question as keys of the command line, quoted for a shell."""
    return " ".join(shlex.quote(words) for words in question.overrides)


def as_csv(job: Job) -> str:
    """Return the effects of an answer: a row per horizon, outcome and kind of number."""
    found = answer(job, [])
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    header = ("outcome", "year_of_policy", "what", "value", "low", "high", "pairs")
    rows.writerow(header)
    for horizon, kinds in found.get("effects", {}).items():
        for kind, words in KINDS.items():
            for name in columns():
                if name in kinds.get(kind, {}):
                    rows.writerow((name, horizon, words, *kinds[kind][name], found["pairs"]))
    return text.getvalue()
