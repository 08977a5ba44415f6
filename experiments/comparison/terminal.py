"""What a comparison says on the terminal: the answer in a sentence, then the table."""

from typing import Final

from experiments.comparison import policy_words
from experiments.comparison.answer import answer, name_in_sentence, same_levers, today
from experiments.comparison.report_words import changed_assumptions
from experiments.comparison.results import Comparison
from experiments.config.compose import Resolved
from experiments.ensembles.plan import CUSTOM, NO_POLICY, Plan
from experiments.presentation.languages import Text, named, said
from experiments.presentation.text_table import table
from experiments.presentation.wording import outcome_words, percent_interval, scenario_words

PRINTED: Final = ("supply_doses", "recruits", "overdose_deaths", "homicides")


def own_answers(comparison: Comparison, plan: Plan, resolved: Resolved) -> dict[str, Text]:
    """Return the answer in a sentence to levers set by hand, or on a single policy."""
    policies = comparison.policies
    return {
        name: answer(comparison, name, policy_in_words(comparison, plan, resolved, name))
        for name in policies
        if name == CUSTOM or len(policies) == 1
    }


def policy_in_words(comparison: Comparison, plan: Plan, resolved: Resolved, name: str) -> Text:
    """Return a policy as it stands in a sentence: levers set by hand by their values."""
    if name != CUSTOM:
        return name_in_sentence(comparison, name)
    own = policy_words.setting(plan, CUSTOM, policy_words.levers_set(resolved))
    if not own.en:
        return name_in_sentence(comparison, name)
    if resolved.scenario == NO_POLICY:
        return own
    base = named(scenario_words(resolved.scenario))
    return said('the policy "{base}" and {levers}', base=base, levers=own)


def told(comparison: Comparison, plan: Plan, resolved: Resolved) -> str:
    """Return what the terminal shows: the answer in a sentence, then the table."""
    policies = comparison.policies
    lines = [text.en for text in own_answers(comparison, plan, resolved).values()]
    if changed := changed_assumptions(plan):
        lines.append(f"changed for this run: {', '.join(changed)}")
    lines += [text.en for text in (*same_levers(comparison), *policy_words.late(plan))]
    if len(policies) == 1:
        shown = single_table(comparison, policies[0])
    else:
        shown = headline_table(comparison)
    return "\n".join([*lines, "", shown] if lines else [shown])


def single_table(comparison: Comparison, name: str) -> str:
    """Return one policy's changes against no policy and against the year before, as text."""
    columns = ["effect_vs_no_policy", "effect_low", "effect_high"]
    rows = [
        (
            outcome_words(outcome),
            percent_interval(*comparison.effects(outcome).loc[name, columns]),
            today(comparison, name, outcome).en,
            today(comparison, NO_POLICY, outcome).en,
        )
        for outcome in PRINTED
    ]
    header = ("outcome", "against no policy", "against the year before", "without the policy")
    lines = [_title(comparison), table(header, rows, width=200)]
    lines.append(
        f"The last two columns: year {comparison.horizon} against the twelve months before the"
        " policy, with and without it."
    )
    return "\n".join(line for line in [*lines, comparison.note([name])] if line)


def headline_table(comparison: Comparison) -> str:
    """Return effects on the headline outcomes as text."""
    effects = {outcome: comparison.effects(outcome) for outcome in PRINTED}
    columns = ["effect_vs_no_policy", "effect_low", "effect_high"]
    rows = [
        (
            comparison.marked(name),
            *(percent_interval(*rows.loc[name, columns]) for rows in effects.values()),
        )
        for name in comparison.policies
    ]
    header = ("scenario", *(outcome_words(outcome) for outcome in PRINTED))
    title = f"against no policy: {_title(comparison)}"
    lines = [title, table(header, rows, width=200), comparison.note(comparison.policies)]
    return "\n".join(line for line in lines if line)


def _title(comparison: Comparison) -> str:
    over = "25 fitted parameters and seeds" if comparison.has_draws else "seeds"
    if comparison.n_members:
        n = comparison.n_members
        over = f"numbers, forms and seeds; {n} parameter sets"
    return f"change in year {comparison.horizon} of the policy (90% interval over {over})"
