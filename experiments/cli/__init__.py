"""From a command line to a checked command: entry, help, listing, completion, warm-up."""
