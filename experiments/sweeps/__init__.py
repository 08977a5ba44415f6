"""Many points of a design, each whole or absent, on any launcher."""
