"""What the model says about the world."""
