"""The workshop page: ``python -m experiments.workshop``; keys host, port, open, pairs."""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.errors import InputError, RunError, refused
from experiments.config.values import Option
from experiments.storage.trunk_cache import HISTORY_OPTION, chosen_folder

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

QUICK_PAIRS: Final = 4
OPTIONS: Final = {
    "host": Option("127.0.0.1", "address to listen on; any but loopback asks for a token"),
    "port": Option(8765, "port; 0 for any free one", low=0, high=65_535),
    "open": Option(True, "open the page in a browser"),
    "pairs": Option(16, "paired runs behind a full answer; even", low=4, high=64),
    "answers": Option(None, "folder of stored answers; off for none, null: the user's cache"),
    **HISTORY_OPTION,
}


@command(
    "workshop",
    "Opens a web page on which a room moves levers and sees what they do.",
    OPTIONS,
    simulates=False,
)
def main(resolved: "Resolved") -> None:
    """Serve the page until it is stopped."""
    from experiments.workshop.engine import Engine
    from experiments.workshop.guard import LOOPBACK
    from experiments.workshop.listen import bound, serve
    from experiments.workshop.question import Sizes
    from experiments.workshop.server import application, new_token

    host, pairs = resolved.option("host"), resolved.option("pairs")
    if not isinstance(host, str):
        raise InputError([refused("host", host, "an address in quotes")])
    if pairs % 2:
        raise InputError([refused("pairs", pairs, "an even number: two seeds share a draw")])
    sizes = Sizes(min(pairs, QUICK_PAIRS) if resolved.quick else pairs, resolved.quick)
    engine = Engine(sizes, resolved.workers, chosen_folder(resolved), store(resolved))
    token = "" if host in LOOPBACK else new_token()
    try:
        listening = bound(host, resolved.option("port"))
    except OSError as error:
        reason = f"can't listen on {host}, port {resolved.option('port')}: {error.strerror}"
        raise RunError(f"{reason}; choose another with port=N") from error
    serve(application(engine, host, token), listening, token, is_opened=resolved.option("open"))


def store(resolved: "Resolved") -> "Store":
    """Return where answers are kept between starts."""
    from pathlib import Path

    from experiments.workshop.store import Store, default_folder

    value = resolved.option("answers")
    if value is None or value is True:
        return Store(default_folder())
    if value is False or value == "off":
        return Store(None)
    if not isinstance(value, str):
        raise InputError([refused("answers", value, "a path in quotes, off, or null")])
    return Store(Path(value))


if TYPE_CHECKING:
    from experiments.workshop.store import Store

if __name__ == "__main__":
    sys.exit(main())
