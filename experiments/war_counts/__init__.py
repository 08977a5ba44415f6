"""Wars: what counts of pairs say, and wars of the model counted alike."""
