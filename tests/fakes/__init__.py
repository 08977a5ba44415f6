"""Stand-ins that let one part run alone."""
