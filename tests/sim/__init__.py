"""The processes and parts of the model, by hand and in short runs."""
