"""Public claims about policies, each a file, run and judged."""
