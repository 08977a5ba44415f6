"""Thin Hydra apps, one per question; the science is in ``sim``."""
