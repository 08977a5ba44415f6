"""What processes keep and publish, one file each as in `sim.params`, and all of it together."""
