"""The workshop page: ``python -m experiments.workshop``; keys host, port, open, pairs."""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import HISTORY_OPTION, Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

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
    has_one_thread=True,
)
def main(resolved: "Resolved") -> None:
    """Serve the page until it is stopped."""
    from experiments.workshop.listen import serve_page

    serve_page(resolved)


if __name__ == "__main__":
    sys.exit(main())
