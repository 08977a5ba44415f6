"""Short programs that use the model from outside."""
