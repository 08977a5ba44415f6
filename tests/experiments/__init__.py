"""Commands, configs, files and reports around the model."""
