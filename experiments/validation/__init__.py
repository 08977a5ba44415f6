"""Published findings against the model: targets, levels, held-out years, episodes."""
