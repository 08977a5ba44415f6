"""Completion in bash for ``python -m experiments.NAME``, which Hydra's own can't follow."""

import os
from typing import Final

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


def complete(word: str) -> None:
    """Print bash's script to install or uninstall, or what may follow in ``COMP_LINE``."""
    if word != "query=bash":
        print(INSTALL if word == "install=bash" else UNINSTALL)
        return
    import hydra

    from experiments.engines import process_of
    from experiments.overrides import CONFIGS

    decorate = hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")
    os.environ.setdefault("COMP_LINE", "experiments ")
    with process_of(["experiments", "-sc", word]):
        decorate(lambda _: None)()
