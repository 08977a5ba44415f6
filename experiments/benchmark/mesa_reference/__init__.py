"""The model's rules with Mesa objects: oracle and yardstick of the kernels."""
