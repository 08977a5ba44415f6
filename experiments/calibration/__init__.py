"""The fit of parameters to 2012-2019: data, priors, runs, waves, emulator."""
