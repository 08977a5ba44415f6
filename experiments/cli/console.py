"""A console that takes every sign: those that it can't show become question marks."""

import sys


def print_anything() -> None:
    """Let no sign end a command, on consoles that know cp1252 or plain letters only."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
