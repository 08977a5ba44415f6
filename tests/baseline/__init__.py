"""Results of a few short runs, stored, so that a change of behaviour is seen and named."""
